"""A workbook becomes the CSV that imports read: once, out of this process.

Whoever kills the worker ends the reader too, which writes into its pipe.
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

from contacts.imports import containers, intake, preview, sheets

if TYPE_CHECKING:
    from contacts.models import Import

LOOK_SECONDS = 20.0
SECONDS = 200.0
PIECE = 1 << 18


def names_in(file: IO[bytes], suffix: str) -> list[str]:
    """The sheets; `FileRefused` when the workbook cannot be opened."""
    with _beside(file, suffix) as path:
        printed = b"".join(_run("names", path, seconds=LOOK_SECONDS))
    return list(json.loads(printed))


def unpack(run: Import) -> None:
    """Store the chosen sheet as the rows of the import."""
    suffix = Path(run.original.name or "").suffix
    with (
        run.original.open("rb") as file,
        _beside(file, suffix) as path,
        tempfile.TemporaryFile() as out,
    ):
        for piece in _run("csv", path, run.sheet, seconds=SECONDS):
            out.write(piece)
        intake.store_rows(run, out, preview.plain_dialect(out))


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
