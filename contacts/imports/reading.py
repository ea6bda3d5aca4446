"""A stored file as records: bounded in size, resumable at any record, never stopped.

A record that cannot be read comes with its problem instead of its cells, and reading goes
on at the next line.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from contacts.imports import encodings

MAX_COLUMNS = 300
MAX_LINE = 1 << 20  # bytes of one line of the file
MAX_RECORD_LINES = 200  # lines that one quoted cell may run over
SAMPLE_ROWS = 20

DELIMITERS = ",;\t|"

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


class FileRefused(Exception):
    """Why a file cannot be imported, in a sentence for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    encoding: str
    delimiter: str
    has_header: bool = True


@dataclass(slots=True)
class Record:
    line: int  # of the file, counted from 1
    cells: list[str]
    end: int  # the byte offset after it
    end_line: int  # the lines read by then
    problem: str = ""  # "nul", "quote", "long" or "columns"


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a file as the mapping page shows it."""

    dialect: Dialect
    titles: list[str]
    rows: list[list[str]]


def normalize(file: IO[bytes]) -> IO[bytes]:
    """Return the file in a form that can be read line by line from any offset.

    Wide encodings and the line ends of old Macs are rewritten as UTF-8 with plain
    ones; everything else is returned as it is.
    """
    refuse_foreign(file)
    encoding = encodings.detect(file)
    file.seek(0)
    head = file.read(encodings.SAMPLE)
    file.seek(0)
    if not encoding.startswith(("utf-16", "utf-32")) and (
        b"\n" in head or b"\r" not in head
    ):
        return file
    rewritten = tempfile.TemporaryFile()
    decoder = encodings.codecs.getincrementaldecoder(encoding)("replace")
    while piece := file.read(encodings.SAMPLE):
        text = decoder.decode(piece).replace("\r\n", "\n").replace("\r", "\n")
        rewritten.write(text.encode())
    rewritten.write(decoder.decode(b"", final=True).encode())
    rewritten.seek(0)
    return rewritten


def refuse_foreign(file: IO[bytes]) -> None:
    """Raise `FileRefused` for what is no text: pictures, archives, empty files."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head.strip():
        raise FileRefused(_("The file is empty."))
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            raise FileRefused(
                _(
                    "This is a %(kind)s file, whatever its name says. Save the "
                    "contacts as CSV and choose that file."
                )
                % {"kind": name}
            )
    control = sum(byte < 9 or 13 < byte < 27 for byte in head if byte)
    if control > len(head) * 0.05:
        raise FileRefused(
            _("This is no text file. Save the contacts as CSV and choose that file.")
        )


def preview(file: IO[bytes], dialect: Dialect | None = None) -> Preview:
    """Read the head of a normalized file, finding out its dialect unless it is given."""
    found = dialect or detect_dialect(file)
    head: list[list[str]] = []
    for record in records(file, found, raw=True):
        if record.problem == "columns":
            raise FileRefused(
                _(
                    "The file has %(n)s columns; at most %(most)s can be imported. "
                    "Remove those you do not need."
                )
                % {"n": len(record.cells), "most": MAX_COLUMNS}
            )
        if record.cells:
            head.append(record.cells)
        if len(head) > SAMPLE_ROWS:
            break
    if not head:
        raise FileRefused(_("The file holds no rows."))
    titles = head[0] if found.has_header else [""] * len(head[0])
    rows = head[1:] if found.has_header else head
    if not rows:
        raise FileRefused(_("The file holds titles but no rows below them."))
    return Preview(found, [title.strip() for title in titles], rows)


def detect_dialect(file: IO[bytes]) -> Dialect:
    encoding = encodings.detect(file)
    file.seek(0)
    lines = file.read(encodings.SAMPLE).decode(encoding, encodings.MIXED).splitlines()
    delimiter = _best_delimiter([line for line in lines[:50] if line.strip()])
    first = next(csv.reader(lines[:1], delimiter=delimiter), [])
    return Dialect(encoding, delimiter, has_header=not any("@" in c for c in first))


def records(
    file: IO[bytes],
    dialect: Dialect,
    offset: int = 0,
    line: int = 0,
    *,
    raw: bool = False,
) -> Iterator[Record]:
    """The records from a byte offset on, where `line` lines have been read already.

    The row of titles is left out, as are blank lines, unless `raw`.
    """
    lines = _Lines(file, dialect, offset, line)
    csv.field_size_limit(MAX_LINE)
    skip = dialect.has_header and offset == 0 and not raw
    for record in lines.records():
        if skip:
            skip = False
        elif record.problem or any(map(str.strip, record.cells)):
            yield record


class _Lines:
    """Physical lines, watched while csv reads them into records."""

    def __init__(
        self, file: IO[bytes], dialect: Dialect, offset: int, line: int
    ) -> None:
        self.file = file
        self.dialect = dialect
        self.offset = offset
        self.line = line
        self.pending: list[bytes] = []  # lines of the record that is being read
        self.back: list[bytes] = []  # lines to be read again
        self.has_nul = False
        file.seek(offset)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.pending) >= MAX_RECORD_LINES:
            raise csv.Error("unclosed quote")
        raw = self.back.pop() if self.back else self.file.readline(MAX_LINE)
        if not raw:
            if self.pending:  # csv asks for more only inside of quotes
                raise csv.Error("unclosed quote")
            raise StopIteration
        self.pending.append(raw)
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            self._drain_line()
            raise csv.Error("long line")
        self.has_nul = self.has_nul or b"\0" in raw
        text = raw.decode(self.dialect.encoding, encodings.MIXED)
        if "\r" in text:
            text = text.rstrip("\r\n").replace("\r", " ") + "\n"
        if self.line + len(self.pending) == 1:
            return text.removeprefix("\ufeff")
        return text

    def records(self) -> Iterator[Record]:
        while True:
            reader = csv.reader(self, delimiter=self.dialect.delimiter)
            try:
                for cells in reader:
                    yield self._taken(cells)
            except csv.Error as error:
                yield self._refused("long" if str(error) == "long line" else "quote")
                continue
            return

    def _taken(self, cells: list[str]) -> Record:
        """Close the record that the pending lines make."""
        first = self.line + 1
        self.line += len(self.pending)
        self.offset += sum(map(len, self.pending))
        self.pending.clear()
        problem = ""
        if len(cells) > MAX_COLUMNS:
            problem = "columns"
        elif self.has_nul:
            problem = "nul"
            cells = [cell.replace("\0", "") for cell in cells]
        self.has_nul = False
        return Record(first, cells, self.offset, self.line, problem)

    def _refused(self, problem: str) -> Record:
        """Give up the first pending line and read the others again."""
        first, *rest = self.pending
        self.back.extend(reversed(rest))
        self.pending = [first]
        text = first[:2000].decode(self.dialect.encoding, encodings.MIXED)
        record = self._taken([text.rstrip("\r\n").replace("\0", "")])
        record.problem = problem
        return record

    def _drain_line(self) -> None:
        """Read past the rest of an overlong line, keeping count of its bytes only."""
        while piece := self.file.readline(MAX_LINE):
            self.offset += len(piece)
            if piece.endswith(b"\n"):
                return


def _best_delimiter(lines: list[str]) -> str:
    """The one that splits the most lines into the same number of cells."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(widths), key=widths.count, default=1)
        return (0 if usual == 1 else widths.count(usual), usual)

    return max(DELIMITERS, key=score)


