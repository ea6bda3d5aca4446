"""The lists of an archive: where each stands in the one text that was made of them.

Kept with the import, one entry per list; line numbers of the text are told as those of
the list, as it was before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import IO, TYPE_CHECKING, Any

from django.db.models import Count, F, Func, IntegerField, Value

from contacts.imports import statuses
from contacts.imports.reading import Dialect, Record, records
from contacts.models import Contact

if TYPE_CHECKING:
    from contacts.models import Import


@dataclass(slots=True)
class Listed:
    """A list of an archive; of its `line`s and bytes those before it are told."""

    name: str
    status: str = ""  # of its people; empty for that of the import
    rows: int = 0
    line: int = 0
    offset: int = 0
    end: int = 0
    is_taken: bool = True

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def must_stay_out(self) -> bool:
        """Whether its name says that its people must not be written to."""
        return statuses.of_name(self.name) in statuses.OPTED_OUT


@dataclass(frozen=True, slots=True)
class Tally:
    """What is told of a list when the import is over, or was checked."""

    name: str
    status: str
    rows: int
    refused: int

    @property
    def label(self) -> str:
        return str(Contact.Status(self.status).label)


def of(run: Import) -> list[Listed]:
    return [Listed(**entry) for entry in run.lists]


def stretches(
    run: Import, file: IO[bytes], offset: int, line: int
) -> Iterator[tuple[str, Iterator[Record]]]:
    """What is left to read from there on: a status, and the records that have it.

    The status is empty, which is that of the import, for a file without lists.
    """
    dialect = Dialect(run.encoding, run.delimiter, run.has_header)
    if not run.lists:
        yield "", records(file, dialect, offset, line)
    for part in of(run):
        if part.is_taken and part.rows and offset < part.end:
            start = (part.offset, part.line) if offset < part.offset else (offset, line)
            yield _status(part, run), _up_to(part.end, records(file, dialect, *start))


def _up_to(end: int, source: Iterator[Record]) -> Iterator[Record]:
    return takewhile(lambda record: record.end <= end, source)


def place_of(listed: list[Listed], line: int) -> tuple[str, int]:
    """The list that a line of the text is of, and the line that it is there."""
    index = bisect_right(listed, line - 1, key=lambda part: part.line) - 1
    if index < 0:
        return "", line
    return listed[index].name, line - listed[index].line


def tallies(run: Import) -> list[Tally]:
    """Rows of each list that is taken, and how many of them were refused."""
    listed = of(run)
    if not listed:
        return []
    starts = Value([part.line + 1 for part in listed])
    where = Func(
        *(F("line"), Func(starts, template="%(expressions)s::bigint[]")),
        function="width_bucket",
        output_field=IntegerField(),
    )
    refused = run.audience.importrefusals.filter(import_run=run).order_by()
    counts = refused.values(part=where).annotate(n=Count("line"))
    counted = dict(counts.values_list("part", "n"))
    return [
        Tally(part.name, _status(part, run), part.rows, counted.get(place, 0))
        for place, part in enumerate(listed, 1)
        if part.is_taken
    ]


def _status(part: Listed, run: Import) -> str:
    """What its people come in with, unless their rows say another."""
    status = part.status or run.status
    return statuses.permitted(status, is_permitted=run.is_permitted)
