"""An import that somebody has settled goes to the queue, once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from audiences import jobs
from audiences.models import Audience
from contacts.imports import running
from contacts.models import Import


@transaction.atomic
def launch(audience: Audience, pk: int, settle: Callable[[Import], None]) -> Import:
    """Settle and start the import, unless that has been done already."""
    run: Import = audience.imports.select_for_update().get(pk=pk)
    if run.job_id is None:
        settle(run)
        run.save()
        jobs.run_later(running.start(run))
    return run
