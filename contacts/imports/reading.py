"""A stored file as records: bounded in size, resumable at any record, never stopped.

A record that cannot be read comes with its problem instead of its cells, and reading
goes on at the next line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from contacts.imports import encodings

MAX_COLUMNS = 300
MAX_LINE = 1 << 20  # bytes of one line of the file
MAX_RECORD_LINES = 200  # lines that one quoted cell may run over
MAX_BLANK_LINES = 1_200_000  # in a row: more than a sheet has, if only its end is blank

# Behind an apostrophe that writers of files put before what a spreadsheet would take
# for a formula.
GUARDED = ("'=", "'+", "'-", "'@", "'|", "'%", "'\t")

csv.field_size_limit(MAX_LINE)


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


def records(
    file: IO[bytes],
    dialect: Dialect,
    offset: int = 0,
    line: int = 0,
    *,
    raw: bool = False,
) -> Iterator[Record]:
    """The records from a byte offset on, where `line` lines have been read already.

    Blank lines are left out, and so is the row of titles unless `raw`. Raises
    `FileRefused` where blank lines have no end.
    """
    skip = dialect.has_header and offset == 0 and not raw
    blank = 0
    for record in _Lines(file, dialect, offset, line).records():
        if not record.problem and not any(map(str.strip, record.cells)):
            blank += 1
            if blank > MAX_BLANK_LINES:
                raise FileRefused(_too_blank(record.line - blank + 1))
            continue
        blank = 0
        if skip:
            skip = False
        else:
            yield record


def next_of(source: Iterator[Record], most: int, most_bytes: int) -> list[Record]:
    """So many records, or fewer when they are long; none when all are read."""
    batch: list[Record] = []
    for record in source:
        batch.append(record)
        if len(batch) >= most or record.end - batch[0].end > most_bytes:
            break
    return batch


def _too_blank(line: int) -> str:
    text = _(
        "From line %(line)s on, more than a million lines are blank. Take them out and "
        "choose the file again."
    )
    return text % {"line": intcomma(line)}


class _Lines:
    """Physical lines, watched while csv reads them into records."""

    def __init__(
        self, file: IO[bytes], dialect: Dialect, offset: int, line: int
    ) -> None:
        self.file = file
        self.decode = encodings.decoder(dialect.encoding)
        self.delimiter = dialect.delimiter
        self.offset = offset
        self.line = line
        self.pending: list[bytes] = []  # lines of the record that is being read
        self.back: list[bytes] = []  # lines to be read again
        self.has_nul = self.has_apostrophe = False
        file.seek(offset)
        self.readline = file.readline

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.pending) >= MAX_RECORD_LINES:
            raise csv.Error("unclosed quote")
        raw = self.back.pop() if self.back else self.readline(MAX_LINE)
        if not raw:
            if self.pending:  # csv asks for more only inside of quotes
                raise csv.Error("unclosed quote")
            raise StopIteration
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            self._meet_long_line(raw)
        self.pending.append(raw)
        self.has_nul = self.has_nul or b"\0" in raw
        if b"'" in raw:
            self.has_apostrophe = True
        return self._text(raw)

    def records(self) -> Iterator[Record]:
        while True:
            try:
                for cells in self._parse(self):
                    yield self._taken(cells)
            except _LongLine as line:
                yield self._refused("long", line.rest)
            except csv.Error:
                yield self._read_alone() or self._refused("quote")
            else:
                return

    def _parse(
        self, lines: Iterator[str], *, strict: bool = True
    ) -> Iterator[list[str]]:
        # Strict, or an unclosed quote would swallow lines up to the next quote.
        return csv.reader(
            lines, delimiter=self.delimiter, strict=strict, skipinitialspace=True
        )

    def _text(self, raw: bytes) -> str:
        text = self.decode(raw)
        if "\r" in text:
            text = text.rstrip("\r\n").replace("\r", " ") + "\n"
        if self.line + len(self.pending) == 1:
            return text.removeprefix("\ufeff")
        return text

    def _taken(self, cells: list[str], rest: int = 0) -> Record:
        """Close the record that the pending lines make."""
        first = self.line + 1
        self.line += len(self.pending)
        self.offset += sum(map(len, self.pending)) + rest
        self.pending.clear()
        problem = ""
        if len(cells) > MAX_COLUMNS:
            problem = "columns"
        elif self.has_nul:
            problem = "nul"
        if self.has_nul:
            cells = [cell.replace("\0", "") for cell in cells]
        if self.has_apostrophe:
            cells = [_unguarded(cell) for cell in cells]
        self.has_nul = self.has_apostrophe = False
        return Record(first, cells, self.offset, self.line, problem)

    def _refused(self, problem: str, rest: int = 0) -> Record:
        """Give up the first pending line and read the others again."""
        first, *others = self.pending
        self.back.extend(reversed(others))
        self.pending = [first]
        self.has_nul = b"\0" in first
        record = self._taken([self._text(first[:2000]).rstrip("\r\n")], rest)
        record.problem = problem
        return record

    def _read_alone(self) -> Record | None:
        """Read a line that writes its quotes oddly but closes them."""
        if len(self.pending) > 1:
            return None
        # An open quote takes in the line that follows.
        lines = iter([self._text(self.pending[0]), "\n"])
        rows = list(self._parse(lines, strict=False))
        return self._taken(rows[0]) if len(rows) == 2 else None

    def _meet_long_line(self, raw: bytes) -> None:
        """Inside of quotes, leave the line for later; else read past all of it."""
        if self.pending:
            self.file.seek(-len(raw), 1)
            raise csv.Error("unclosed quote")
        self.pending.append(raw)
        rest = 0
        while piece := self.file.readline(MAX_LINE):
            rest += len(piece)
            if piece.endswith(b"\n"):
                break
        raise _LongLine(rest)


def _unguarded(cell: str) -> str:
    """The cell as it was before a writer saw to it that it is no formula."""
    if not cell.startswith(GUARDED):
        return cell
    return cell[1:].replace("\\|", "|")  # ours guards bars as well


class _LongLine(Exception):
    """A line was too long to be kept; `rest` bytes of it have been passed over."""

    def __init__(self, rest: int) -> None:
        super().__init__(rest)
        self.rest = rest
