"""What the buckets of an import did, added up in its job as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.models import Contact

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.imports.writing import Outcome

NEW = "new_"  # before the status of people who are new


def add(job: Job, outcome: Outcome) -> None:
    for name in ("created", "updated", "unchanged"):
        _add(job, name, getattr(outcome, name))
    for old, new, n in outcome.moves:
        if not old:
            _add(job, NEW + new, n)


def by_status(job: Job) -> list[tuple[str, str, int]]:
    """Status, its name, and how many people came or would come in with it."""
    return [
        (status, str(status.label), n)
        for status in Contact.Status
        if (n := job.counts.get(NEW + status, 0))
    ]


def _add(job: Job, name: str, n: int) -> None:
    job.counts[name] = job.counts.get(name, 0) + n
