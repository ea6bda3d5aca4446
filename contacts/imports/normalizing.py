"""A file as it was chosen, made readable line by line from any offset."""

from __future__ import annotations

import codecs
import io
import tempfile
from typing import IO

from django.utils.translation import gettext as _

from contacts.imports import encodings
from contacts.imports.reading import FileRefused

SIGNATURES = [
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP or Excel"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
]


def normalize(file: IO[bytes]) -> IO[bytes]:
    """Return the file itself, or a copy where lines could not be told by their bytes.

    Wide encodings are rewritten as UTF-8, and the line ends of old Macs as newlines.
    """
    file.seek(0)
    head = file.read(encodings.SAMPLE)
    _refuse_foreign(head)
    encoding = encodings.detect(file)
    file.seek(0)
    if encoding.startswith(("utf-16", "utf-32")):
        return _as_utf8(file, encoding)
    _refuse_binary(head[:4096])
    if b"\r" in head and b"\n" not in head:
        return _with_newlines(file)
    return file


def _refuse_foreign(head: bytes) -> None:
    """Raise `FileRefused` for empty files, and for pictures, archives and the like."""
    if not head.strip():
        raise FileRefused(_("The file is empty."))
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            raise FileRefused(
                _(
                    "This is a %(kind)s file, whatever its name says. Save the "
                    "rows as CSV and choose that file."
                )
                % {"kind": name}
            )


def _refuse_binary(head: bytes) -> None:
    control = sum(byte < 9 or 13 < byte < 27 for byte in head if byte)
    if control > len(head) * 0.05:
        raise FileRefused(
            _("This is no text file. Save the rows as CSV and choose that file.")
        )


def _as_utf8(file: IO[bytes], encoding: str) -> IO[bytes]:
    decode = codecs.getincrementaldecoder(encoding)("replace")
    newlines = io.IncrementalNewlineDecoder(decode, translate=True)
    rewritten = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads it
    while piece := file.read(encodings.SAMPLE):
        rewritten.write(newlines.decode(piece).encode())
    rewritten.write(newlines.decode(b"", final=True).encode())
    rewritten.seek(0)
    return rewritten


def _with_newlines(file: IO[bytes]) -> IO[bytes]:
    rewritten = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads it
    while piece := file.read(encodings.SAMPLE):
        rewritten.write(piece.replace(b"\r", b"\n"))
    rewritten.seek(0)
    return rewritten
