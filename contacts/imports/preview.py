"""The head of a file: what it is written in, its titles and its first rows."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import IO

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from contacts.imports import encodings, reasons
from contacts.imports.reading import (
    MAX_COLUMNS,
    Dialect,
    FileRefused,
    Record,
    records,
)

SAMPLE_ROWS = 20
SAMPLE_LINES = 50
DELIMITERS = ",;\t|:^~"

_ADDRESS = re.compile(r"\s*[^@\s,;|:^~]+@[^@\s,;|:^~]+\s*\Z")


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a file as the mapping page shows it."""

    dialect: Dialect
    titles: list[str]
    rows: list[list[str]]

    @property
    def width(self) -> int:
        return max(len(self.titles), *map(len, self.rows), 1)

    def column(self, place: int) -> list[str]:
        """The cells of a column; rows that are too short have none."""
        return [row[place] for row in self.rows if place < len(row)]

    def said(self, place: int) -> list[str]:
        """What stands in the column, where anything does."""
        return [cell.strip() for cell in self.column(place) if cell.strip()]

    def title(self, place: int) -> str:
        """What the column is called; by its number where it has no title."""
        title = self.titles[place] if place < len(self.titles) else ""
        return title or _("Column %s") % (place + 1)


def preview(file: IO[bytes], dialect: Dialect | None = None) -> Preview:
    """Read the head of a normalized file, finding out its dialect unless given."""
    found = dialect or detect_dialect(file)
    head: list[Record] = []
    for record in records(file, found, raw=True):
        head.append(record)
        if len(head) > SAMPLE_ROWS:
            break
    if not head:
        raise FileRefused(_("The file holds no rows."))
    _check_first(head[0], found)
    rows = [record.cells for record in head if not record.problem]
    titles = [title.strip() for title in head[0].cells]
    if found.has_header:
        rows = [record.cells for record in head[1:] if not record.problem]
    else:
        titles = [""] * min(max(map(len, rows), default=1), MAX_COLUMNS)
    if len(head) == found.has_header:
        raise FileRefused(_("The file holds titles but no rows below them."))
    return Preview(found, titles, rows)


def detect_dialect(file: IO[bytes]) -> Dialect:
    encoding = encodings.detect(file)
    file.seek(0)
    text = encodings.decoder(encoding)(file.read(encodings.SAMPLE))
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    delimiter = _best_delimiter(lines[:SAMPLE_LINES])
    first = next(csv.reader(lines[:1], delimiter=delimiter), [])
    return Dialect(encoding, delimiter, has_header=not any("@" in c for c in first))


def plain_dialect(file: IO[bytes]) -> Dialect:
    """The dialect of what was written here, which may lack a row of titles."""
    dialect = Dialect("utf-8", ",")
    first = next(records(file, dialect, raw=True), None)
    cells = first.cells if first else []
    return Dialect("utf-8", ",", has_header=not any("@" in cell for cell in cells))


def _check_first(first: Record, dialect: Dialect) -> None:
    """Refuse a file whose columns nobody can tell."""
    if first.problem == "columns":
        raise FileRefused(
            _(
                "The file has %(n)s columns; at most %(most)s can be imported. "
                "Remove those you do not need."
            )
            % {"n": intcomma(len(first.cells)), "most": MAX_COLUMNS}
        )
    if first.problem in {"quote", "long"} and dialect.has_header:
        raise FileRefused(
            _("The row of titles, in line %(line)s, cannot be read. %(why)s")
            % {"line": first.line, "why": reasons.sentence(first.problem)}
        )


def _best_delimiter(lines: list[str]) -> str:
    """The one that sets the most addresses free, and splits all lines alike."""

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter))
        addresses = sum(any(map(_ADDRESS.match, row)) for row in rows)
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=1)
        return (addresses, 0 if usual == 1 else widths.count(usual), usual)

    return max(DELIMITERS, key=score)
