"""An import that was settled and checked goes to the queue, once."""

from __future__ import annotations

from django.db import transaction

from audiences import jobs
from audiences.models import Audience
from audiences.plans import check_contact_limit
from contacts.imports import running
from contacts.models import Import


@transaction.atomic
def launch(audience: Audience, pk: int) -> Import:
    """Start the import, unless that is done already or its check is not.

    Raises `PlanLimit` when it would bring more people than the plan includes.
    """
    run: Import = audience.imports.select_for_update().get(pk=pk)
    if run.job_id is None and run.check_job and run.is_checked:
        check_contact_limit(audience.account, run.check_job.counts.get("created", 0))
        made = audience.tags.ensure(audience, run.new_tags)
        run.tag_ids = sorted({*run.tag_ids, *made.values()})
        run.save(update_fields=["tag_ids"])
        jobs.run_later(running.start(run))
    return run
