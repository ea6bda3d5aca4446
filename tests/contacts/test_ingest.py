"""What is reported from outside: written once, in one statement, and answered for."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from contacts.ingest import statement, writing
from contacts.ingest.reports import Reader, Report
from contacts.models import Contact
from events import dictionary, partitions
from events.models import (
    CustomEvent,
    Event,
    EventDay,
    EventName,
    EventTotal,
    Listener,
    Outbox,
    Receipt,
)
from tests import wall
from tests.contacts.reporting import assert_agreed
from tests.factories import AudienceFactory, ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience)


def report(
    contact: Contact, name: str = "bought", key: str = "", **data: Any
) -> Report:
    reader = Reader.of(contact.audience)
    return reader.read(contact.pk, {"name": name, **data}, key)


def logged(audience: Audience) -> list[tuple[str, int, dict[str, Any]]]:
    rows = Event.objects.filter(audience=audience).order_by("id")
    return list(rows.values_list("name__name", "contact_id", "properties"))


def test_a_report_becomes_an_event_with_its_total_and_its_day(
    audience: Audience, anna: Contact
) -> None:
    at = timezone.now().replace(microsecond=0) - timedelta(days=3)
    said = {"amount": 12.5, "new": True, "tags": ["a"], "note": None, "n": 7}

    faults = writing.write(
        audience, [report(anna, properties=said, occurred_at=at.isoformat())]
    )

    assert faults == [""]
    event = Event.objects.get(audience=audience)
    assert (event.kind, event.name.name, event.contact_id) == (
        "custom",
        "bought",
        anna.pk,
    )
    assert (event.occurred_at, event.properties, event.is_syncing) == (at, said, False)
    assert event.received_at > at
    total = EventTotal.objects.get(audience=audience)
    assert (total.contact_id, total.n, total.first_at, total.last_at) == (
        anna.pk,
        1,
        at,
        at,
    )
    day = EventDay.objects.get(audience=audience)
    assert (day.day, day.n) == (at.date(), 1)


def test_what_has_no_moment_happened_now(audience: Audience, anna: Contact) -> None:
    before = timezone.now()

    writing.write(audience, [report(anna)])

    at = Event.objects.get(audience=audience).occurred_at
    assert before <= at <= timezone.now()


def test_a_day_is_one_where_the_audience_is(anna: Contact) -> None:
    audience = anna.audience
    audience.time_zone = "Pacific/Auckland"
    noon = timezone.now().replace(hour=13, minute=0) - timedelta(days=2)

    writing.write(audience, [report(anna, occurred_at=noon.isoformat())])

    day = EventDay.objects.get(audience=audience).day
    assert day == noon.date() + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_five_thousand_take_one_statement_and_more_are_refused(
    audience: Audience, anna: Contact, django_assert_num_queries: Any
) -> None:
    one = report(anna)
    dictionary.ensure(audience.pk, {"bought"})

    with django_assert_num_queries(1):  # that of the names; ours is not Django's
        writing.write(audience, [one] * writing.MOST)

    assert EventTotal.objects.get(audience=audience).n == writing.MOST
    with pytest.raises(ValueError, match="5000"):
        writing.write(audience, [one] * (writing.MOST + 1))


def test_a_report_of_somebody_who_is_not_here_fails_alone(
    audience: Audience, anna: Contact
) -> None:
    elsewhere = ContactFactory.create()
    reports = [report(anna), report(elsewhere), report(anna, "viewed")]

    faults = writing.write(audience, reports)

    assert faults == ["", "There is no such contact.", ""]
    assert [name for name, *_rest in logged(audience)] == ["bought", "viewed"]
    assert logged(elsewhere.audience) == []


def test_what_somebody_listens_to_says_whether_it_is_only_caught_up_with(
    audience: Audience, anna: Contact
) -> None:
    name = dictionary.ensure(audience.pk, {"bought", "viewed"})["bought"]
    Listener.objects.create(audience=audience, name_id=name)

    writing.write(
        audience,
        [report(anna), report(anna, is_syncing=True), report(anna, "viewed")],
    )

    heard = Outbox.objects.filter(audience=audience).order_by("id")
    assert list(heard.values_list("is_syncing", flat=True)) == [False, True]
    events = Event.objects.filter(audience=audience).order_by("id")
    assert list(events.values_list("is_syncing", flat=True)) == [False, True, False]


def test_a_key_that_came_before_is_written_once(
    audience: Audience, anna: Contact
) -> None:
    first = writing.write(audience, [report(anna, key="a"), report(anna, id="b")])
    again = writing.write(
        audience,
        [report(anna, key="a"), report(anna, id="b"), report(anna, key="c")],
    )

    assert (first, again) == (["", ""], ["", "", ""])
    assert len(logged(audience)) == 3
    assert EventTotal.objects.get(audience=audience).n == 3
    assert Receipt.objects.filter(audience=audience).count() == 3


def test_a_key_that_comes_twice_in_a_batch_is_written_as_it_came_first(
    audience: Audience, anna: Contact
) -> None:
    reports = [report(anna, key="a", properties={"n": n}) for n in range(3)]

    assert writing.write(audience, reports) == ["", "", ""]

    assert logged(audience) == [("bought", anna.pk, {"n": 0})]


def test_a_key_of_another_audience_is_another(
    audience: Audience, anna: Contact
) -> None:
    elsewhere = ContactFactory.create()
    writing.write(elsewhere.audience, [report(elsewhere, key="a")])

    writing.write(audience, [report(anna, key="a")])

    assert len(logged(audience)) == 1


def test_a_key_is_not_used_up_by_a_report_that_failed(audience: Audience) -> None:
    elsewhere = ContactFactory.create()

    writing.write(audience, [report(elsewhere, key="a")])

    assert not Receipt.objects.filter(audience=audience).exists()


def test_names_are_made_when_they_are_first_used_and_shared(
    audience: Audience, anna: Contact
) -> None:
    elsewhere = ContactFactory.create()
    writing.write(elsewhere.audience, [report(elsewhere, "bought")])

    writing.write(audience, [report(anna, "bought"), report(anna, "Bought")])

    own = CustomEvent.objects.filter(audience=audience).in_order()
    assert {str(each) for each in own} == {"bought", "Bought"}
    assert EventName.objects.filter(name="bought").count() == 1
    assert not EventName.objects.filter(name__in=["bought", "Bought"], pk__lt=1000)


def test_there_are_only_so_many_names(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "MOST", 2)
    reports = [report(anna, name) for name in ("aa", "bb", "cc", "aa")]

    faults = writing.write(audience, reports)

    full = "There are 2 event names already, as many as there can be."
    assert faults == ["", "", full, ""]
    assert [name for name, *_rest in logged(audience)] == ["aa", "bb", "aa"]
    assert writing.write(audience, [report(anna, "bb")]) == [""]


def test_months_that_a_longer_plan_asks_for_are_made(
    audience: Audience, anna: Contact
) -> None:
    """As after the night in which nobody had a plan that kept so much."""
    at = partitions.reach(audience.account)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE events_event_custom_{at:%Y_%m}")

    assert writing.write(audience, [report(anna, occurred_at=at.isoformat())]) == [""]

    assert Event.objects.get(audience=audience).occurred_at == at


@pytest.mark.parametrize("sql", [statement.WRITE_ONCE, statement.WRITE_EACH])
def test_the_statement_names_the_audience_everywhere(db: None, sql: str) -> None:
    tables = wall.audience_tables()

    assert {"events_event", "contacts_contact"} <= set(wall.named_tables(sql, tables))
    assert wall.fault(sql, tables) == ""


def test_totals_and_days_say_what_the_log_says(audience: Audience) -> None:
    people = ContactFactory.create_batch(3, audience=audience)
    now = timezone.now()
    reports = [
        report(
            people[n % 3],
            ("aa", "bb")[n % 2],
            occurred_at=(now - timedelta(hours=7 * n)).isoformat(),
        )
        for n in range(40)
    ]

    writing.write(audience, reports[:25])
    writing.write(audience, reports[25:])

    assert_agreed(audience, UTC)


def test_reports_to_another_audience_change_nothing_here(
    audience: Audience, anna: Contact
) -> None:
    elsewhere = ContactFactory.create(audience=AudienceFactory.create())
    writing.write(audience, [report(anna, properties={"n": 1})])

    writing.write(elsewhere.audience, [report(elsewhere, properties={"n": 2})])

    assert logged(audience) == [("bought", anna.pk, {"n": 1})]
