"""What an import would do, found out by the import itself: nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audiences import jobs

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.models import Import

# What stands for a tag that is not made yet; far from those of a column of tags.
FIRST_STAND_IN = -1_000_000


def begin(run: Import, kind: str) -> Job:
    """Make the job that finds out what a settled import would do."""
    run.check_job = job = jobs.start(
        run.audience,
        kind,
        _("Check of %s") % run.filename,
        owner=run.owner,
        total=1000,
        rehearsal=True,
        **{"import": run.pk},
    )
    run.save()
    return job


def pretend(run: Import) -> None:
    """Make this object, not its row, a dry run that gives the tags not made yet."""
    run.dry_run = True
    there = run.audience.tags.ids_by_name(run.audience, run.new_tags)
    given = {
        there.get(name, FIRST_STAND_IN - place)
        for place, name in enumerate(run.new_tags)
    }
    run.tag_ids = sorted({*run.tag_ids, *given})
