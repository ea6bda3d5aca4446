"""Buckets that are written at once, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from audiences import jobs
from audiences.models import Audience, Job
from audiences.parts import bucket_of
from contacts.imports import lanes, running, writing
from contacts.models import ImportBucket
from tests.contacts.importing import bring, everything, take
from tests.factories import AudienceFactory, ContactFactory

PEOPLE = "email,first name,city,tags\n" + "".join(
    f"p{n % 60}@example.com,N{n},Oslo,t{n % 3}\n" for n in range(70)
)
CONNECTED = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "BUCKET_ROWS", 10)
    monkeypatch.setattr(lanes, "LANES", 3)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    yield
    lanes.close()


@pytest.fixture
def twin(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> Audience:
    """An audience whose import knew one lane only."""
    twin = AudienceFactory.create(account=audience.account)
    with monkeypatch.context() as patch:
        patch.setattr(lanes, "LANES", 1)
        bring(twin, PEOPLE)
    return twin


def test_each_works_at_once_where_nobody_has_to_look_into_a_transaction() -> None:
    met = threading.Barrier(3, timeout=5)

    with transaction.atomic():
        answers = lanes.each(lambda number: (number, met.wait() >= 0), range(3))

    assert answers == [(0, True), (1, True), (2, True)]


def test_each_takes_turns_inside_of_a_transaction_of_others() -> None:
    with transaction.atomic(), transaction.atomic():
        threads = lanes.each(lambda _number: threading.get_ident(), range(3))

    assert set(threads) == {threading.get_ident()}


def test_all_have_ended_when_each_raises() -> None:
    ended = []

    def work(number: int) -> None:
        if number == 0:
            raise OSError("pulled the plug")
        ended.append(number)

    with pytest.raises(OSError, match="plug"):
        lanes.each(work, range(3))
    assert sorted(ended) == [1, 2]


def backend(_number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_lane_keeps_its_connection_until_lanes_are_closed() -> None:
    first, second = lanes.each(backend, range(3)), lanes.each(backend, range(3))
    lanes.close()
    third = lanes.each(backend, range(3))

    assert first == second
    assert len(set(first)) == 3
    assert set(first).isdisjoint(third)


def test_a_lane_whose_connection_is_lost_gets_another() -> None:
    def lose(_number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        lanes.each(lose, range(3))

    assert len(set(lanes.each(backend, range(3)))) == 3


def test_no_import_leaves_a_connection_open(audience: Audience) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTED)
        before = cursor.fetchone()
        bring(audience, PEOPLE)
        for _attempt in range(100):  # the server takes a moment to notice
            cursor.execute("SELECT pg_sleep(0.02)")
            cursor.execute(CONNECTED)
            if (after := cursor.fetchone()) == before:
                break

    assert after == before


def test_lanes_come_to_the_same_end_as_one(audience: Audience, twin: Audience) -> None:
    bring(audience, PEOPLE)

    assert everything(audience) == everything(twin)
    assert not ImportBucket.objects.filter(audience=audience).exists()


def test_known_people_are_updated_by_lanes_as_well(
    audience: Audience, twin: Audience
) -> None:
    for number in range(0, 60, 2):
        ContactFactory.create(audience=audience, email=f"p{number}@example.com")

    counts = bring(audience, PEOPLE)

    assert (counts["created"], counts["updated"], counts["duplicates"]) == (30, 30, 10)
    assert everything(audience)["ordinals"] == everything(twin)["ordinals"]


def test_a_lane_that_fails_once_is_done_again_and_the_others_are_not(
    audience: Audience, twin: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, calls = writing._execute, []

    def fail_once(sql: str, params: dict[str, Any]) -> Any:
        calls.append(params["bucket"])
        if calls.count(1) == 1 and params["bucket"] == 1:
            raise OSError("pulled the plug")
        return execute(sql, params)

    monkeypatch.setattr(writing, "_execute", fail_once)

    counts = bring(audience, PEOPLE)

    assert counts["created"] == 60
    assert everything(audience) == everything(twin)
    assert sorted(calls).count(1) == 2
    assert len(calls) == len(set(calls)) + 1


def test_a_runner_lost_after_its_lanes_writes_and_counts_nobody_twice(
    audience: Audience, twin: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = lanes.each
    lost: list[Iterable[int]] = []

    def each_then_lost(work: Any, numbers: Iterable[int]) -> Any:
        answers = each(work, numbers)
        if not lost:
            lost.append(numbers)
            raise OSError("pulled the plug")
        return answers

    monkeypatch.setattr(lanes, "each", each_then_lost)

    counts = bring(audience, PEOPLE)

    assert counts == running.report(Job.objects.get(audience=twin))
    assert everything(audience) == everything(twin)


def test_people_who_leave_before_a_second_try_leave_room_for_those_who_come(
    audience: Audience,
) -> None:
    known = ContactFactory.create(audience=audience, email="p0@example.com")
    run = take(audience, PEOPLE)
    job = running.start(run)
    while job.cursor.get("phase") != "write":
        jobs.work(job, 0)
        job.refresh_from_db()
    bucket = bucket_of(known.email, job.cursor["buckets"])
    key = writing._key(run, running._cause(job, run), bucket)
    met, here = writing._meet(key)
    assert (here, key["ids"]) == (1, f"{{{known.pk}}}")
    writing._place(run, bucket, met - here)
    audience.contacts.filter(pk=known.pk).delete()

    jobs.run(job)

    ordinals = everything(audience)["ordinals"]
    assert len(ordinals) == len(set(ordinals)) == 60
