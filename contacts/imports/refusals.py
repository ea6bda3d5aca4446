"""The rows an import did not take: page by page to read, whole to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count
from django.utils.translation import gettext as _

from contacts.imports import lists, reasons
from contacts.imports.lists import Listed
from contacts.models import Import, ImportRefusal

PAGE_SIZE = 50
CHUNK = 2_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    line: int
    column: str
    value: str
    reason: str
    part: str = ""  # the list of the archive

    @classmethod
    def of(cls, row: ImportRefusal, listed: list[Listed]) -> Self:
        """What was wrong; where no single cell was, what the row said."""
        part, line = lists.place_of(listed, row.line)
        said = row.value or " · ".join(cell for cell in row.row if cell)
        why = reasons.sentence(row.reason, row.value)
        return cls(line, row.column, said[:MAX_SHOWN], why, part)


@dataclass(frozen=True, slots=True)
class Page:
    """Refused rows in the order of the file, and where those around them are."""

    rows: list[Refusal]
    previous_url: str = ""
    next_url: str = ""


def page_of(run: Import, after: int | None = None, before: int | None = None) -> Page:
    """The rows behind one line, or before one, or the first ones."""
    refused = run.audience.importrefusals.filter(import_run=run)
    parts = lists.of(run)
    return page_among(refused, lambda row: Refusal.of(row, parts), after, before)


def page_among(
    refused: Any,
    of: Callable[[Any], Refusal],
    after: int | None = None,
    before: int | None = None,
) -> Page:
    """The same of the refused rows of one upload, whatever model these are of."""
    if before is not None:
        listed = list(refused.filter(line__lt=before).order_by("-line")[:PAGE_SIZE])
        listed.reverse()
    else:
        listed = list(refused.filter(line__gt=after or 0).order_by("line")[:PAGE_SIZE])
    if not listed:
        return Page([])
    first, last = listed[0].line, listed[-1].line
    is_first = not refused.filter(line__lt=first).exists()
    is_last = not refused.filter(line__gt=last).exists()
    return Page(
        [of(row) for row in listed],
        previous_url="" if is_first else f"?before={first}",
        next_url="" if is_last else f"?after={last}",
    )


def by_reason(run: Import) -> list[tuple[str, int]]:
    """How many rows were refused for each reason, the most frequent first."""
    refused = run.audience.importrefusals.filter(import_run=run)
    counted = refused.values_list("reason").annotate(n=Count("line")).order_by("-n")
    return [(reasons.sentence(code), n) for code, n in counted]


def csv_of(run: Import) -> Iterator[str]:
    """All of them as CSV, in pieces: the line, the reason, the cells of the row.

    Those of an archive begin with the name of their list.
    """
    titles = [column["title"] for column in run.mapping]
    parts = lists.of(run)
    heads = [_("List")] if parts else []
    refused = run.audience.importrefusals.filter(import_run=run)
    heads += [_("Line"), _("Reason"), *titles]
    yield from pieces_of(refused, heads, lambda row: _cells(row, parts))


def _cells(row: ImportRefusal, parts: list[Listed]) -> list[str]:
    part, line = lists.place_of(parts, row.line)
    why = reasons.sentence(row.reason, row.value)
    return [*([part] if parts else []), str(line), why, *row.row]


def guarded(cell: str) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def pieces_of(
    refused: Any, heads: Sequence[str], cells: Callable[[Any], Iterable[str]]
) -> Iterator[str]:
    """CSV of the refused rows of one upload, whatever model these are of, in pieces."""
    yield "\ufeff" + _csv([heads])
    last = 0
    while rows := list(refused.filter(line__gt=last).order_by("line")[:CHUNK]):
        yield _csv(map(cells, rows))
        last = rows[-1].line


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(map(guarded, row) for row in rows)
    return out.getvalue()
