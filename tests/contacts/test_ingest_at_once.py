"""Many report at once: nothing is lost, nothing twice, nobody waits for ever."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, timedelta

import pytest
from django.db import DataError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.models import Audience
from contacts.ingest import combining, requests, statement, writing
from contacts.ingest.reports import Reader, Report, hashed
from contacts.models import Contact
from events.models import Event, EventTotal, Receipt
from tests.contacts.reporting import assert_agreed
from tests.contacts.together import at_once
from tests.factories import AudienceFactory, ContactFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_in_line(transactional_db: None) -> Iterator[None]:
    yield
    combining._lines.clear()


def a_stream(people: Sequence[Contact], n: int) -> list[Report]:
    now = timezone.now()
    return [
        Report(
            people[place % len(people)].pk,
            ("bought", "viewed", "left")[place % 3],
            f'{{"n":{place}}}',
            now - timedelta(hours=place % 60),
            key=hashed("event", str(place)),
        )
        for place in range(n)
    ]


def what_was_said(audience: Audience) -> list[tuple[str, int, int]]:
    rows = Event.objects.filter(audience=audience).order_by("properties__n", "id")
    return [
        (name, contact_id, said["n"])
        for name, contact_id, said in rows.values_list(
            "name__name", "contact_id", "properties"
        )
    ]


def expected(reports: Iterable[Report]) -> list[tuple[str, int, int]]:
    return [(r.name, r.contact_id, n) for n, r in enumerate(reports)]


@settings(
    max_examples=8,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.differing_executors,
    ],
)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 120), size=st.integers(1, 40))
def test_a_stream_that_is_replayed_doubled_and_reordered_leaves_the_same(
    seed: int, n: int, size: int
) -> None:
    chance = random.Random(seed)
    audience = AudienceFactory.create()
    reports = a_stream(ContactFactory.create_batch(4, audience=audience), n)

    def work() -> None:
        mine = [*reports, *chance.choices(reports, k=n // 3)]
        chance.shuffle(mine)
        for at in range(0, len(mine), size):
            assert not any(writing.write(audience, mine[at : at + size]))

    assert at_once(*[work] * 4) == []

    assert what_was_said(audience) == expected(reports)
    assert_agreed(audience, UTC)


def test_single_ones_from_many_threads_are_written_once_each(
    audience: Audience,
) -> None:
    reports = a_stream(ContactFactory.create_batch(3, audience=audience), 160)

    def work(mine: Sequence[Report]) -> None:
        for report in mine:
            assert combining.write_one(audience, report) == ""

    # Two and two have the same to say.
    parts = [reports[at::4] for at in range(4)] * 2
    assert at_once(*[lambda part=part: work(part) for part in parts]) == []

    assert what_was_said(audience) == expected(reports)
    assert_agreed(audience, UTC)


def test_who_comes_while_one_writes_is_in_the_next_statement(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = a_stream([ContactFactory.create(audience=audience)], 6)
    sizes, all_are_here = [], threading.Event()
    write = writing.write

    def slow(audience: Audience, reports: Sequence[Report]) -> list[str]:
        sizes.append(len(reports))
        all_are_here.wait(30)
        return write(audience, reports)

    monkeypatch.setattr(writing, "write", slow)
    line = combining._lines.setdefault(audience.pk, combining._Line())

    def let_go() -> None:
        while sum(sizes) + len(line.waiting) < len(reports):
            all_are_here.wait(0.01)
        all_are_here.set()

    works = [
        lambda report=report: combining.write_one(audience, report)
        for report in reports
    ]
    assert at_once(*works, let_go) == []

    assert sum(sizes) == len(reports)
    assert len(sizes) == 2
    assert len(what_was_said(audience)) == len(reports)


def test_one_that_fails_fails_alone(audience: Audience) -> None:
    contact = ContactFactory.create(audience=audience)
    reports = a_stream([contact], 8)
    bad = Report(contact.pk, "bought", "{no json", timezone.now())
    gone = Report(contact.pk + 1000, "bought", "{}", timezone.now())
    said: list[str] = []

    failed = at_once(
        *[lambda r=r: combining.write_one(audience, r) for r in reports],
        lambda: combining.write_one(audience, bad),
        lambda: said.append(combining.write_one(audience, gone)),
    )

    assert [type(error) for error in failed] == [DataError]
    assert said == ["There is no such contact."]
    assert what_was_said(audience) == expected(reports)


def test_nothing_is_tried_again_that_may_stand(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost after the commit, before it is heard of."""
    reports = a_stream([ContactFactory.create(audience=audience)], 3)
    run, calls = statement.run, []

    def lose(*args: object) -> statement.Written:
        calls.append(args)
        run(*args)  # type: ignore[arg-type]
        connection.connection.close()
        raise RuntimeError("lost")

    monkeypatch.setattr(statement, "run", lose)
    line = combining._lines.setdefault(audience.pk, combining._Line())
    slots = [combining._Slot(report) for report in reports[1:]]
    line.waiting += slots

    with pytest.raises(RuntimeError, match="lost"):
        combining.write_one(audience, reports[0])

    connection.close()
    assert len(calls) == 1
    assert [str(slot.error) for slot in slots] == ["lost", "lost"]
    assert len(what_was_said(audience)) == 3


def test_in_a_transaction_one_writes_alone(audience: Audience) -> None:
    from django.db import transaction

    reports = a_stream([ContactFactory.create(audience=audience)], 2)
    line = combining._lines.setdefault(audience.pk, combining._Line())
    line.waiting.append(combining._Slot(reports[1]))

    with transaction.atomic():
        combining.write_one(audience, reports[0])
        transaction.set_rollback(True)

    assert what_was_said(audience) == []
    assert len(line.waiting) == 1


def test_a_request_that_is_sent_twice_at_once_is_written_once(
    audience: Audience,
) -> None:
    people = ContactFactory.create_batch(3, audience=audience)
    items = [(contact.pk, {"name": "bought"}) for contact in people]
    answers: list[list[requests.Faults]] = []

    def work() -> None:
        answers.append(requests.take(audience, items, key="k", sent=b"{}"))

    assert at_once(*[work] * 5) == []

    assert answers == [[(), (), ()]] * 5
    assert Event.objects.filter(audience=audience).count() == 3
    assert Receipt.objects.filter(audience=audience).count() == 1


def test_new_names_that_all_use_at_once_are_made_once(audience: Audience) -> None:
    elsewhere = AudienceFactory.create()
    works = []
    for each in (audience, elsewhere):
        contact = ContactFactory.create(audience=each)
        for turn in range(4):
            names = [f"name_{n}" for n in range(20)]
            random.Random(turn).shuffle(names)
            reader = Reader.of(each)
            reports = [reader.read(contact.pk, {"name": name}) for name in names]
            works.append(lambda a=each, r=reports: writing.write(a, r))

    assert at_once(*works) == []

    for each in (audience, elsewhere):
        assert each.customevents.count() == 20
        assert EventTotal.objects.filter(audience=each, n=4).count() == 20


def test_who_is_deleted_meanwhile_leaves_nothing_behind(
    audience: Audience, alice: object
) -> None:
    from contacts import deleting
    from contacts.causes import Cause

    people = ContactFactory.create_batch(30, audience=audience)
    now = timezone.now()

    def work() -> None:
        for _time in range(20):
            reports = [Report(p.pk, "bought", "{}", now) for p in people]
            writing.write(audience, reports)

    def delete() -> None:
        for contact in people:
            one = audience.contacts.filter(pk=contact.pk)
            deleting.delete(one, Cause(audience, "staff"))

    assert at_once(work, work, delete) == []

    assert not Event.objects.filter(audience=audience).exists()
    assert not EventTotal.objects.filter(audience=audience).exists()
