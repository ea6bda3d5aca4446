"""What an upload would do is found out by a job before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from audiences import jobs
from contacts import uploading

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.models.uploads import MappedUpload


def check[Run: MappedUpload](
    upload: Run, settle: Callable[[Run], None], begin: Callable[[Run], Job]
) -> Run:
    """Settle the upload and find out what it would do; small files are done at once.

    `begin` makes the job that does so, and sets it on the upload.
    """
    run = _settle(upload, settle, begin)
    if run.check_job and run.check_job.is_open:
        jobs.run_for_now(run.check_job)
    return run


@transaction.atomic
def _settle[Run: MappedUpload](
    upload: Run, settle: Callable[[Run], None], begin: Callable[[Run], Job]
) -> Run:
    locked: Any = uploading.row_of(upload).select_for_update()
    run: Run = locked.get()
    run.audience = upload.audience
    if run.can_be_mapped:
        settle(run)
        begin(run)
    return run
