"""The export archive of another service: a zip with a list for each status.

Its lists become one text of rows, whose columns are those of all of them: the same
title is the same column. A row that could not be read there is told by a code behind
its cells, and the lines of a list stay as far apart as they were.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from contacts import uploading
from contacts.imports import (
    containers,
    mapping,
    normalizing,
    preview,
    statuses,
    zips,
)
from contacts.imports.lists import Listed
from contacts.imports.reading import (
    MAX_COLUMNS,
    Dialect,
    FileRefused,
    Record,
    records,
)
from contacts.imports.zips import ZipRefused

if TYPE_CHECKING:
    from contacts.models import Import

MAX_LISTS = 100
SECONDS = 200.0
HEAD = 20  # rows that are looked at for an address


def lists_in(run: Import) -> list[str]:
    """The lists of contacts, by their names in the archive."""
    with run.original.open("rb") as file:
        names = [member.filename for member in zips.members(file)]
    listed = list(filter(containers.is_list, names))
    if len(listed) > MAX_LISTS:
        raise FileRefused(
            _("There are %(n)s lists in this archive; at most %(most)s can be read.")
            % {"n": intcomma(len(listed)), "most": MAX_LISTS}
        )
    return listed


def unpack(run: Import) -> None:
    """Store the rows of all lists as those of the import."""
    with ExitStack() as stack:
        file = stack.enter_context(run.original.open("rb"))
        out = stack.enter_context(tempfile.TemporaryFile())
        try:
            sources = [source for source in _sources(file, stack) if source.titles]
        except ZipRefused as code:
            raise containers.refused(str(code)) from None
        joined = _join(_with_people(sources), out)
        run.lists = [part.to_dict() for part in joined if part.rows]
        uploading.store_rows(run, out, Dialect("utf-8", ","))


@dataclass(frozen=True, slots=True)
class _Source:
    """A list on its own, and its titles; none where it holds nothing."""

    name: str
    file: IO[bytes]
    dialect: Dialect
    titles: list[str]
    has_people: bool


def _sources(file: IO[bytes], stack: ExitStack) -> Iterator[_Source]:
    for member in zips.members(file):
        if containers.is_list(member.filename) and member.file_size:
            copy = tempfile.TemporaryFile()  # noqa: SIM115 - the stack closes it
            stack.enter_context(copy)
            for piece in zips.pieces(file, member):
                copy.write(piece)
            try:
                normal = stack.enter_context(normalizing.normalize(copy))
                yield _source(member.filename, normal)
            except FileRefused as refused:
                raise FileRefused(f"{member.filename}: {refused}") from None


def _source(name: str, file: IO[bytes]) -> _Source:
    dialect = preview.detect_dialect(file)
    head = list(islice(records(file, dialect, raw=True), HEAD))
    titles = [" ".join(cell.split()) for cell in head[0].cells] if head else []
    if head and not dialect.has_header:
        titles = [""] * max(len(record.cells) for record in head)
    is_titled = not mapping.NAMES["EMAIL"].isdisjoint(map(mapping.fold, titles))
    has_people = is_titled or any("@" in cell for r in head for cell in r.cells)
    return _Source(name, file, dialect, titles, has_people)


def _with_people(sources: list[_Source]) -> list[_Source]:
    """Leave out what is no list of people, such as a file to read first."""
    return [source for source in sources if source.has_people] or sources


def _join(sources: Sequence[_Source], out: IO[bytes]) -> list[Listed]:
    """Write the lists one below the other; return where each of them stands."""
    union: dict[tuple[str, int], str] = {}
    places = [_places(source.titles, union) for source in sources]
    if len(union) > MAX_COLUMNS:
        raise FileRefused(
            _("The lists have %(n)s columns together; at most %(most)s can be read.")
            % {"n": intcomma(len(union)), "most": MAX_COLUMNS}
        )
    text = _Text(out, len(union))
    text.titles(list(union.values()))
    return [text.add(source, at) for source, at in zip(sources, places, strict=True)]


def _places(titles: list[str], union: dict[tuple[str, int], str]) -> list[int]:
    """Where the columns of a list stand among all; those of new titles are added.

    Of columns with one title the first is the first, the second the second.
    """
    seen: dict[str, int] = {}
    places = []
    for title in titles:
        name = mapping.fold(title) or title
        seen[name] = seen.get(name, 0) + 1
        union.setdefault((name, seen[name]), title)
        places.append(list(union).index((name, seen[name])))
    return places


class _Text:
    """The text of all rows, which knows how many lines and bytes it has."""

    def __init__(self, file: IO[bytes], width: int) -> None:
        self.file = file
        self.width = width
        self.lines = self.size = 0
        self.ends = time.monotonic() + SECONDS
        self.row = csv.writer(self, lineterminator="\n").writerow

    def write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self.size += len(data)
        if self.size > zips.MAX_BYTES:
            raise containers.refused("large")
        self.lines += text.count("\n")
        self.file.write(data)

    def titles(self, titles: list[str]) -> None:
        self.row(title or _("Column %s") % n for n, title in enumerate(titles, 1))

    def add(self, source: _Source, places: list[int]) -> Listed:
        """Add the rows of a list, each as many lines down as it was there."""
        is_first = self.lines == 1 and source.dialect.has_header
        part = Listed(source.name, statuses.of_name(source.name))
        part.line = 0 if is_first else self.lines
        part.offset = 0 if is_first else self.size
        for record in records(source.file, source.dialect):
            self.write("\n" * (part.line + record.line - 1 - self.lines))
            self.row(self._cells(record, places))
            part.rows += 1
            if time.monotonic() > self.ends:
                raise containers.refused("slow")
        part.end = self.size
        return part

    def _cells(self, record: Record, places: list[int]) -> list[str]:
        problem = record.problem
        if not problem and any(map(str.strip, record.cells[len(places) :])):
            problem = "ragged"
        cells = [""] * self.width
        if problem:
            said = record.cells[: self.width]
            return [*said, *cells[len(said) :], problem]
        for place, cell in zip(places, record.cells, strict=False):
            cells[place] = cell
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        return cells
