"""A workbook becomes the CSV that is read: once, out of this process.

The reader opens the stored file itself and ends with whoever started it: killed at any
moment, neither leaves anything behind.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from contacts import uploading
from contacts.imports import containers, headings, preview, sheets, zips

if TYPE_CHECKING:
    from contacts.models.uploads import MappedUpload

LOOK_SECONDS = 20.0
SECONDS = 200.0
PIECE = 1 << 18


class ReaderLost(Exception):
    """Somebody ended the reader, which says nothing of the file."""


# How a process ends when a machine stops, a person does, or memory runs out around it.
ENDED = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


def names_in(run: MappedUpload) -> list[str]:
    """The sheets; `FileRefused` when the workbook cannot be opened."""
    try:
        printed = b"".join(_run("names", run.original.path, seconds=LOOK_SECONDS))
    except ReaderLost:
        raise containers.refused("lost") from None
    return list(json.loads(printed))


def unpack(run: MappedUpload) -> None:
    """Store the chosen sheet as the rows of the upload."""
    with tempfile.TemporaryFile() as out:
        for piece in _run("csv", run.original.path, run.sheet, seconds=SECONDS):
            out.write(piece)
        rows = headings.without_heading(out, preview.plain_dialect(out))
        uploading.store_rows(run, rows, preview.plain_dialect(rows))


def _run(verb: str, *arguments: str, seconds: float) -> Iterator[bytes]:
    """What the reader prints, in pieces; `FileRefused` when it ends badly."""
    command = [sys.executable, "-m", sheets.__name__, verb, *arguments]
    reader = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert reader.stdin  # noqa: S101 - a pipe was asked for
    with reader.stdin:  # held open as long as anybody wants to read
        try:
            yield from _printed(reader, time.monotonic() + seconds)
            code = reader.wait(timeout=10)
        finally:
            reader.kill()
            reader.wait()
    if code >= sheets.FIRST_CODE:
        raise containers.refused(sheets.CODES[code - sheets.FIRST_CODE])
    if code == -signal.SIGXCPU:
        raise containers.refused("slow")
    if code in ENDED:
        raise ReaderLost(_("The reading of the file was cut off."))
    if code:
        raise containers.refused("large")


def _printed(reader: subprocess.Popen[bytes], ends: float) -> Iterator[bytes]:
    assert reader.stdout  # noqa: S101 - a pipe was asked for
    total = 0
    with reader.stdout as out:
        while piece := out.read(PIECE):
            total += len(piece)
            if total > zips.MAX_BYTES:
                raise containers.refused("large")
            if time.monotonic() > ends:
                raise containers.refused("slow")
            yield piece
