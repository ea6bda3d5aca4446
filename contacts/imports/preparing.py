"""A sheet of a workbook or the lists of an archive become rows of an import, by a job.

The job is one slice: one that is killed has stored nothing, and the next begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audiences import jobs
from contacts import uploading
from contacts.imports import archives, workbooks
from contacts.imports.reading import FileRefused

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.models import Import

KIND = "contacts.import_sheet"
AT_ONCE = 1 << 20  # bytes of a file that is read while a person waits

UNPACK: dict[str, Callable[[Import], None]] = {
    "sheet": workbooks.unpack,
    "archive": archives.unpack,
}


def choose_only(run: Import, part: str = "") -> Import:
    """Choose the part that is named, or the only one there is; of an archive, all.

    Raises `FileRefused`, and forgets the import, when nothing can come of that.
    """
    if part and part not in run.parts:
        uploading.discard(run)
        raise FileRefused(_("There is no part “%s” in this file.") % part)
    is_archive = run.kind == run.Kind.ARCHIVE
    if is_archive or part or len(run.parts) == 1:
        job = choose(run, "" if is_archive else part or run.parts[0])
        if job.error:
            uploading.discard(run)
            raise FileRefused(job.error)
    return run


def choose(run: Import, part: str) -> Job:
    """Begin to read the part, or all of them; small files are read at once."""
    run.sheet = part
    run.preparation = job = jobs.start(
        run.audience,
        KIND,
        _("Reading of %s") % run.filename,
        owner=run.owner,
        **{"import": run.pk},
    )
    run.save(update_fields=["sheet", "preparation"])
    if run.size > AT_ONCE:
        jobs.run_later(job)
        return job
    job = jobs.run_for_now(job)
    run.refresh_from_db()
    return job


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    run = job.audience.imports.get(pk=job.params["import"])
    if run.file:
        return False
    try:
        UNPACK[run.kind](run)
    except FileRefused as refused:
        raise jobs.JobError(str(refused)) from None
    return False
