"""What an import would do, found out by the import itself: nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import jobs

if TYPE_CHECKING:
    from audiences.models import Audience, Job
    from contacts.models import Import

# What stands for a tag that is not made yet; far from those of a column of tags.
FIRST_STAND_IN = -1_000_000


def check(
    audience: Audience, pk: int, kind: str, settle: Callable[[Import], None]
) -> Import:
    """Settle the import and find out what it would do; small files are done at once."""
    run = _settle(audience, pk, kind, settle)
    if run.check_job and run.check_job.is_open:
        jobs.run_for_now(run.check_job)
    return run


def check_here(run: Import, kind: str) -> Job:
    """Find out what a settled import would do, the whole of it in this process."""
    run.check_job = job = jobs.run(_job(run, kind))
    run.save(update_fields=["check_job"])
    return job


@transaction.atomic
def _settle(
    audience: Audience, pk: int, kind: str, settle: Callable[[Import], None]
) -> Import:
    run: Import = audience.imports.select_for_update().get(pk=pk)
    if run.job_id or (run.check_job and run.check_job.is_open):
        return run
    settle(run)
    run.check_job = _job(run, kind)
    run.save()
    return run


def _job(run: Import, kind: str) -> Job:
    return jobs.start(
        run.audience,
        kind,
        _("Check of %s") % run.filename,
        owner=run.owner,
        total=1000,
        rehearsal=True,
        **{"import": run.pk},
    )


def pretend(run: Import) -> None:
    """Make this object, not its row, a dry run that gives the tags not made yet."""
    run.dry_run = True
    there = run.audience.tags.ids_by_name(run.audience, run.new_tags)
    given = {
        there.get(name, FIRST_STAND_IN - place)
        for place, name in enumerate(run.new_tags)
    }
    run.tag_ids = sorted({*run.tag_ids, *given})
