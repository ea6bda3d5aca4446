from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ

from audiences import jobs, tasks
from audiences.models import Audience, Job

KIND = "tests.counting"


@pytest.fixture(autouse=True)
def counting() -> Iterator[None]:
    """A kind of work that has three slices."""

    @jobs.step_of(KIND)
    def step(job: Job) -> bool:
        job.done += 1
        return job.done < 3

    yield
    del jobs._steps[KIND]


def start(audience: Audience, *, minutes_ago: int = 0, **facts: Any) -> Job:
    job = jobs.start(audience, KIND, "Counting", owner=None)
    moved = timezone.now() - timedelta(minutes=minutes_ago)
    audience.jobs.filter(pk=job.pk).update(heartbeat_at=moved, **facts)
    job.refresh_from_db()
    return job


def queued() -> list[tuple[str, Any]]:
    return [(one.task["func"], one.task["args"]) for one in OrmQ.objects.all()]


def stall(job: Job) -> None:
    """Let the worker be lost that the job was queued for."""
    OrmQ.objects.all().delete()
    moved = timezone.now() - 2 * jobs.STALLED
    job.audience.jobs.filter(pk=job.pk).update(heartbeat_at=moved)


def test_what_a_lost_worker_left_is_queued_once_and_ends(audience: Audience) -> None:
    job = start(audience, minutes_ago=2, state="running", done=1)
    start(audience, minutes_ago=2, state="finished")
    start(audience)

    assert (jobs.resume_stalled(), jobs.resume_stalled()) == (1, 0)

    assert queued() == [("audiences.tasks.run_job", (audience.pk, job.pk))]
    tasks.run_job(audience.pk, job.pk)
    tasks.run_job(audience.pk, job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("finished", 3, 0)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_at_for_long_is_left_to_them(audience: Audience) -> None:
    job = start(audience, minutes_ago=2, state="running")
    found: list[int] = []

    def look() -> None:
        try:
            found.append(jobs.resume_stalled())
        finally:
            connection.close()

    with transaction.atomic():
        assert jobs._hold(job.pk)
        looking = threading.Thread(target=look)
        looking.start()
        looking.join()

    assert found == [0]
    assert not queued()


def test_work_that_loses_everybody_who_does_it_is_given_up(audience: Audience) -> None:
    job = start(audience, minutes_ago=2, state="running", done=1)

    for _time in range(jobs.MAX_ATTEMPTS):
        assert jobs.resume_stalled() == 1
        stall(job)

    assert jobs.resume_stalled() == 0
    job.refresh_from_db()
    assert (job.state, job.done) == ("failed", 1)
    assert job.error.startswith("Five times in a row")
    assert not queued()


def test_work_that_waits_for_its_turn_may_wait_for_long(audience: Audience) -> None:
    job = start(audience, minutes_ago=2)

    for _time in range(jobs.MAX_ATTEMPTS + 1):
        assert jobs.resume_stalled() == 1
        stall(job)

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)


def test_who_waits_for_work_that_fails_is_told_by_the_job(
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(job: Job) -> bool:
        raise OSError("pulled the plug")

    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setitem(jobs._steps, KIND, fail)

    job = jobs.run_for_now(start(audience))

    assert (job.state, job.attempts) == ("failed", jobs.MAX_ATTEMPTS)
    assert job.error.endswith("the last time with: pulled the plug")
    assert "pulled the plug" in caplog.text
    assert not queued()
