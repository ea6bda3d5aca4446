"""A sheet of a workbook or the lists of an archive become the rows of an upload.

That is a job of one slice: one that is killed has stored nothing, and the next begins
anew.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.core.files import File
from django.utils.translation import gettext as _

from audiences import jobs
from contacts import uploading
from contacts.imports import archives, workbooks
from contacts.imports.reading import FileRefused
from contacts.models import Import, PastImport

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.imports.containers import Kind
    from contacts.models.uploads import MappedUpload

KIND = "contacts.import_sheet"
AT_ONCE = 1 << 20  # bytes of a file that is read while a person waits


def take(run: MappedUpload, file: IO[bytes], kind: Kind, part: str = "") -> None:
    """Store a file that is no text, and choose the part of it that is named, or only.

    Raises `FileRefused`, and forgets the upload, when nothing can come of that.
    """
    run.size = file.seek(0, 2)
    file.seek(0)
    run.original.save(f"packed{kind.suffix}", File(file), save=False)
    try:
        parts_in: Any = archives.lists_in if run.is_archive else workbooks.names_in
        run.parts = parts_in(run)
    except FileRefused:
        uploading.forget_files(run)
        raise
    run.save()
    _choose_only(run, part)


def _choose_only(run: MappedUpload, part: str) -> None:
    """Choose the part that is named, or the only one there is; of an archive, all."""
    if part and part not in run.parts:
        uploading.discard(run)
        raise FileRefused(_("There is no part “%s” in this file.") % part)
    if run.is_archive or part or len(run.parts) == 1:
        job = choose(run, "" if run.is_archive else part or run.parts[0])
        if job.error:
            uploading.discard(run)
            raise FileRefused(job.error)


def choose(run: MappedUpload, part: str) -> Job:
    """Begin to read the part, or all of them; small files are read at once."""
    run.sheet = part
    run.preparation = job = jobs.start(
        run.audience,
        KIND,
        _("Reading of %s") % run.filename,
        owner=run.owner,
        **{run.PARAM: run.pk},
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
    run = _run_of(job)
    if run is None or run.file:
        return False
    unpack: Any = archives.unpack if run.is_archive else workbooks.unpack
    try:
        unpack(run)
    except FileRefused as refused:
        raise jobs.JobError(str(refused)) from None
    return False


def _run_of(job: Job) -> MappedUpload | None:
    is_past = PastImport.PARAM in job.params
    runs = job.audience.pastimports if is_past else job.audience.imports
    pk = job.params[PastImport.PARAM if is_past else Import.PARAM]
    run: MappedUpload | None = runs.filter(pk=pk).first()
    return run


def finish(run: MappedUpload) -> None:
    """See to it in this process that there are rows; `FileRefused` when there are none.

    Which part they come from has to be told where there are several.
    """
    if run.preparation and run.preparation.is_open:
        done = jobs.run(run.preparation)
        if done.error:
            raise FileRefused(done.error)
        run.refresh_from_db()
    if not run.file:
        raise FileRefused(f"Say which with --sheet: {', '.join(run.parts)}.")
