from __future__ import annotations

import subprocess
import sys
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
from tests.audiences.victim import ENDED
from tests.factories import AudienceFactory

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
    jobs._sweeps.pop(KIND, None)


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


@pytest.mark.django_db(transaction=True)
def test_work_that_ends_whoever_begins_it_is_given_up() -> None:
    audience = AudienceFactory.create()
    job, other = start(audience), start(audience)
    swept: list[int] = []
    jobs.sweep_of(KIND)(lambda job: swept.append(job.pk))
    command = [sys.executable, "-m", "tests.audiences.victim"]
    command += [str(connection.settings_dict["NAME"]), str(audience.pk), str(job.pk)]

    ends = []
    for _time in range(jobs.MAX_ATTEMPTS):
        ends.append(subprocess.run(command, check=False).returncode)
        wait_for_the_lock(job)
    jobs.work(job, None)
    jobs.work(other, None)

    assert ends == [ENDED] * jobs.MAX_ATTEMPTS
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, job.done, swept) == ("failed", 0, [job.pk])
    assert job.error.startswith("It stopped 5 times at the same place")
    assert other.state == "finished"


def wait_for_the_lock(job: Job) -> None:
    """The server keeps the lock of the dead for a moment."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with transaction.atomic():
            if jobs._hold(job.pk):
                return
        time.sleep(0.05)


def lose_the_worker(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker be lost in the slice that is due, as far as the table can tell."""
    with monkeypatch.context() as lost:
        lost.setattr(jobs, "_slice", lambda audience_id, pk: False)
        lost.setattr(jobs, "_put_down", lambda job: None)
        jobs.work(job, None)
    job.refresh_from_db()


def test_a_slice_that_is_done_begins_the_count_of_lost_workers_anew(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(audience)

    for _slice in range(2):
        for _time in range(jobs.MAX_ATTEMPTS - 1):
            lose_the_worker(job, monkeypatch)
        assert job.attempts == jobs.MAX_ATTEMPTS - 1
        assert jobs.work(job, 0)

    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("running", 2, 0)


@pytest.mark.parametrize("done", [0, 1])
def test_a_worker_that_is_stopped_in_good_order_does_not_count(
    audience: Audience, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    def stop(job: Job) -> bool:
        raise SystemExit

    job = start(audience, done=done)
    lose_the_worker(job, monkeypatch)
    monkeypatch.setitem(jobs._steps, KIND, stop)

    for _time in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            jobs.work(job, None)

    job.refresh_from_db()
    assert (job.is_open, job.done, job.attempts) == (True, done, 1)


def test_work_that_loses_its_workers_can_be_canceled_to_the_last(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(audience)
    for _time in range(jobs.MAX_ATTEMPTS):
        lose_the_worker(job, monkeypatch)

    assert jobs.cancel(job)
    jobs.work(job, None)

    job.refresh_from_db()
    assert job.state == "canceled"


def test_work_that_waits_for_its_turn_may_wait_for_long(audience: Audience) -> None:
    job = start(audience, minutes_ago=2)

    assert jobs.work(job, 0)

    for _time in range(jobs.MAX_ATTEMPTS + 1):
        stall(job)
        assert jobs.resume_stalled() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 0)


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
