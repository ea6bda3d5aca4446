"""Work over everyone while a file of the same people is written, on two connections."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from django.db import connection

from audiences import jobs, querysets
from audiences.models import Audience, Counter, Job
from contacts import adding, bulk, deleting, merging
from contacts.adding import Person
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.editing import edit
from contacts.filters import Filter
from contacts.imports import lanes, running
from contacts.merging import MergeError
from contacts.recounting import differences
from tests.contacts.importing import take
from tests.factories import AudienceFactory, ContactFactory, TagFactory

PEOPLE = 120


@pytest.fixture
def crowd(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Audience:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 10)
    monkeypatch.setattr(querysets, "CHUNK", 10)
    audience: Audience = AudienceFactory.create()
    for n in range(PEOPLE):
        email = f"person{n}@example.com"
        ContactFactory.create(audience=audience, email=email, status="subscribed")
    return audience


def on_its_own(job: Job) -> Callable[[], Job]:
    def run() -> Job:
        try:
            return jobs.run(job)
        finally:
            connection.close()

    return run


@pytest.mark.parametrize("verb", ["unsubscribe", "tag", "archive", "delete"])
def test_neither_waits_forever_and_the_numbers_are_right(
    crowd: Audience, verb: str
) -> None:
    tag = TagFactory.create(audience=crowd)
    given: dict[str, dict[str, Any]] = {
        "tag": {"tag": tag.pk, "tag_name": tag.name},
        "delete": {"people": PEOPLE},
    }
    params = given.get(verb, {})
    rows = "".join(f"person{n}@example.com,Ann {n}\n" for n in reversed(range(150)))
    run = running.start(take(crowd, f"Email,First name\n{rows}"))
    everyone = Selection(Filter())
    work = bulk.start(crowd, everyone, bulk.verbs[verb], params, owner=None)

    with ThreadPoolExecutor(2) as pool:
        both: list[Future[Job]] = [pool.submit(on_its_own(job)) for job in (run, work)]
        ended = [future.result(timeout=60) for future in both]

    assert [job.state for job in ended] == ["finished", "finished"]
    assert work.total == PEOPLE
    counts = Counter.objects.by_key(crowd, "status")
    there = crowd.contacts.count_statuses(10_000)
    assert {key: n for key, n in counts.items() if n} == {
        key: n for key, n in (there or {}).items() if n
    }
    tagged = crowd.contacts.tagged(tag.pk).count()
    assert Counter.objects.by_key(crowd, "tag").get(str(tag.pk), 0) == tagged
    if verb == "unsubscribe":
        gone = crowd.contacts.filter(status="unsubscribed").count()
        assert gone == PEOPLE


def hands(audience: Audience, over: Event) -> Callable[[], int]:
    """Staff and the people themselves, who change one after the other meanwhile."""
    chance = random.Random(7)
    ids = list(audience.contacts.values_list("pk", flat=True))
    tag = TagFactory.create(audience=audience)

    def turn(n: int) -> None:
        cause = Cause(audience, "staff")
        pk, other = chance.sample(ids, 2)
        one = audience.contacts.filter(pk=pk)
        someone = one.select_related("audience").first()
        match n % 6:
            case 0 if someone:
                edit(someone, {"last_name": f"Name {n}"}, {}, cause)
            case 1 if someone:
                edit(someone, {"email": f"moved{n}@example.com"}, {}, cause)
            case 2:
                with suppress(MergeError):
                    merging.merge(audience, pk, other, {}, cause)
            case 3:
                deleting.delete(one, cause)
            case 4:
                person = Person(f"new{n}@example.com")
                adding.add(audience, person, cause, permission=True, tags=["late"])
            case _:
                one.tag(tag, cause)
                one.unsubscribe(cause)

    def run() -> int:
        turns = 0
        try:
            while not over.wait(0.001):
                turn(turns)
                turns += 1
        finally:
            connection.close()
        return turns

    return run


def test_single_people_are_changed_meanwhile(
    crowd: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BUCKET_ROWS", 10)
    monkeypatch.setattr(lanes, "LANES", 3)
    rows = "".join(f"person{n}@example.com,Ann {n}\n" for n in reversed(range(150)))
    run = running.start(take(crowd, f"Email,First name\n{rows}"))
    verb, everyone = bulk.verbs["unsubscribe"], Selection(Filter())
    work = bulk.start(crowd, everyone, verb, {}, owner=None)
    fixed = {pk for chunk in crowd.jobchunks.all() for pk in chunk.ids}
    over = Event()

    with ThreadPoolExecutor(3) as pool:
        turns = pool.submit(hands(crowd, over))
        try:
            both = [pool.submit(on_its_own(job)) for job in (run, work)]
            ended = [future.result(timeout=60) for future in both]
        finally:
            over.set()
        assert turns.result(timeout=60) > 6

    assert [job.state for job in ended] == ["finished", "finished"]
    assert differences(crowd) == []
    left = crowd.contacts.filter(pk__in=fixed).values_list("status", flat=True)
    assert set(left) == {"unsubscribed"}
