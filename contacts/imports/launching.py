"""An import that was settled starts once, if the plan has room for its people."""

from __future__ import annotations

from django.db import transaction

from audiences import jobs
from audiences.models import Audience, Job
from audiences.plans import check_contact_limit
from contacts.imports import rehearsing, running, tags
from contacts.imports.mapping import Column
from contacts.models import Import


@transaction.atomic
def launch(audience: Audience, pk: int) -> Import:
    """Start the import, unless that is done already or its check is not.

    Raises `PlanLimit` when it would bring more people than the plan includes.
    """
    run: Import = audience.imports.select_for_update().get(pk=pk)
    if run.job_id is None and run.check_job and run.is_checked:
        jobs.run_later(_start(run, run.check_job))
    return run


def begin_check(run: Import) -> Job:
    """Make the job that finds out what a settled import would do."""
    return rehearsing.begin(run, running.KIND)


def run_here(run: Import) -> Job:
    """Do the whole of the import in this process; a dry run never asks for room.

    Raises `PlanLimit`, and has written nothing, where the plan has no room for it. The
    job of its check, which failed, is returned where the file cannot be taken.
    """
    if run.dry_run:
        return jobs.run(running.start(run))
    has_room = run.audience.account.plan.max_contacts is None
    columns = [Column(**column) for column in run.mapping]
    if has_room and not tags.may_be_too_many(run, columns):
        return jobs.run(_start(run))
    check = jobs.run(begin_check(run))
    return jobs.run(_start(run, check)) if run.is_checked else check


@transaction.atomic
def _start(run: Import, check: Job | None = None) -> Job:
    audience = run.audience
    check_contact_limit(
        audience.account, check.counts.get("created", 0) if check else 0
    )
    made = audience.tags.ensure(audience, run.new_tags)
    run.tag_ids = sorted({*run.tag_ids, *made.values()})
    run.save(update_fields=["tag_ids"])
    return running.start(run)
