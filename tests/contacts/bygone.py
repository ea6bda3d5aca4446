"""Files of past events brought into an audience, and what is in its log afterwards."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from audiences import jobs
from audiences.models import Audience, Job
from contacts.models import PastImport
from contacts.past import intake, running, undoing
from events.models import Event

REPORT = ("rows", "new", "duplicates", "refused", "people")


def day(days_ago: float) -> str:
    """A moment of the past as files write it, in UTC."""
    return (timezone.now() - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def take(audience: Audience, data: bytes | str, **settings: Any) -> PastImport:
    """The file as an import whose columns are as they were guessed."""
    raw = data.encode() if isinstance(data, str) else data
    run = intake.take(audience, io.BytesIO(raw), "bought.csv", owner=None)
    for name, value in settings.items():
        setattr(run, name, value)
    run.save()
    return run


def check(run: PastImport) -> dict[str, int]:
    """What it would do."""
    job = jobs.run(running.begin_check(run))
    assert job.state == "finished", job.error
    return running.report(job)


def go(run: PastImport) -> Job:
    """Check it, and do the whole of it."""
    job = running.run_here(run)
    assert job.state == "finished", job.error
    return job


def bring(audience: Audience, data: bytes | str, **settings: Any) -> dict[str, int]:
    """Import the file; return the report."""
    return running.report(go(take(audience, data, **settings)))


def take_back(run: PastImport, actor: Any) -> None:
    job = undoing.undo(run.audience, run.pk, actor=actor)
    assert job
    assert jobs.run(job).state == "finished"
    run.refresh_from_db()


def numbers(*report: int) -> dict[str, int]:
    return dict(zip(REPORT, report, strict=True))


def logged(audience: Audience) -> list[tuple[str, dict[str, Any]]]:
    """Name and properties of what was reported, oldest first."""
    log = Event.objects.filter(audience=audience, kind="custom")
    rows = log.order_by("occurred_at", "id")
    return list(rows.values_list("name__name", "properties"))


def refusals(audience: Audience) -> list[tuple[int, str]]:
    rows = audience.pastrefusals.order_by("past_id", "line")
    return list(rows.values_list("line", "reason"))
