"""A workbook becomes the CSV that imports read: once, by a job, out of this process.

The job is one slice: a reader that is killed has stored nothing, and the next begins
anew. Whoever kills the worker ends the reader too, which writes into its pipe.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from audiences import jobs
from contacts.imports import containers, intake, sheets
from contacts.imports.reading import FileRefused

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.imports.containers import Kind
    from contacts.models import Import

KIND = "contacts.import_sheet"
LOOK_SECONDS = 20.0
SECONDS = 200.0
PIECE = 1 << 18
AT_ONCE = 1 << 20  # bytes of a workbook that is read while a person waits


def take(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    kind: Kind,
    *,
    owner: User | None,
    sheet: str = "",
) -> Import:
    """Store the workbook; with one sheet, or one named, its reading is begun.

    Raises `FileRefused` when it cannot be opened or has no such sheet.
    """
    with _beside(file, kind.suffix) as path:
        names = json.loads(b"".join(_run("names", path, seconds=LOOK_SECONDS)))
    if sheet and sheet not in names:
        raise FileRefused(_("There is no sheet “%s” in this file.") % sheet)
    run = intake.store_original(audience, file, filename, kind, names, owner=owner)
    if sheet or len(names) == 1:
        job = choose(run, sheet or names[0])
        if job.error:
            intake.discard(run)
            raise FileRefused(job.error)
    return run


def choose(run: Import, sheet: str) -> Job:
    """Begin to read the sheet; small ones are read at once."""
    run.sheet = sheet
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
    suffix = Path(run.original.name or "").suffix
    try:
        with (
            run.original.open("rb") as file,
            _beside(file, suffix) as path,
            tempfile.TemporaryFile() as out,
        ):
            for piece in _run("csv", path, run.sheet, seconds=SECONDS):
                out.write(piece)
            intake.store_converted(run, File(out))
    except FileRefused as refused:
        raise jobs.JobError(str(refused)) from None
    return False


@contextlib.contextmanager
def _beside(file: IO[bytes], suffix: str) -> Iterator[str]:
    """The path of a copy whose name says truly what it is."""
    file.seek(0)
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        shutil.copyfileobj(file, copy, PIECE)
        copy.flush()
        yield copy.name


def _run(verb: str, *arguments: str, seconds: float) -> Iterator[bytes]:
    """What the reader prints, in pieces; `FileRefused` when it ends badly."""
    command = [sys.executable, "-m", sheets.__name__, verb, *arguments]
    reader = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield from _printed(reader, time.monotonic() + seconds)
        code = reader.wait(timeout=10)
    finally:
        reader.kill()
        reader.wait()
    if code >= sheets.FIRST_CODE:
        raise containers.refused(sheets.CODES[code - sheets.FIRST_CODE])
    if code:
        raise containers.refused("large")


def _printed(reader: subprocess.Popen[bytes], ends: float) -> Iterator[bytes]:
    assert reader.stdout  # noqa: S101 - a pipe was asked for
    total = 0
    with reader.stdout as out:
        while piece := out.read(PIECE):
            total += len(piece)
            if total > intake.MAX_BYTES:
                raise containers.refused("large")
            if time.monotonic() > ends:
                raise containers.refused("slow")
            yield piece
