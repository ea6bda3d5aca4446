"""One page of a list of contacts: flat however many there are and however deep it lies.

A page is found by the key of the row before it, never by counting from the start, and
stands in the URL. Counts are exact up to a cap; beyond it there are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.http import QueryDict

from conditions.asking import bounded
from contacts.filters import ARCHIVED, EVERYONE, Filter
from contacts.keys import Key
from contacts.querysets.orders import NEWEST, Sort

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

PAGE_SIZE = 50
COUNTED = 50_000  # further matches are not counted
# No index helps: read at once and sorted, long texts of so many in some 100 ms.
SORTED = 25_000
SECONDS = 5  # that a list may take to find who matches
# So many matches are sorted as they come; among more the next 50 are never far.
FEW = 4_000
NEWEST_FIRST = "-created_at"
ORDER = re.compile(r"-?[a-z][a-z0-9_]{0,39}")


class Row(NamedTuple):
    """What a list shows of a contact; the names are those of its columns."""

    pk: int
    email: str
    email_display: str
    first_name: str
    last_name: str
    status: str
    archived_at: datetime | None
    tag_ids: list[int]
    country: str
    rating: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many match, by status; `by_status` is None where they are too many."""

    by_status: Mapping[str, int] | None

    @classmethod
    def of(cls, audience: Audience, wanted: Filter) -> Self:
        if not wanted.narrows:
            return cls(audience.status_counts)
        matching = wanted.narrow(audience)
        return cls(matching.count_statuses(COUNTED))

    def number(self, status: str) -> int | None:
        """Of a status, of the archived, of all others together (no status), of all."""
        if self.by_status is None:
            return None
        if status == EVERYONE:
            return sum(self.by_status.values())
        if status:
            return self.by_status.get(status, 0)
        return sum(n for key, n in self.by_status.items() if key != ARCHIVED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page begins: after one row, before one, or at the start.

    The order is the name of a column, a minus before it for descending; whether there
    is such a column nobody has asked yet.
    """

    order: str = NEWEST_FIRST
    after: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        order = query.get("order", "")
        return cls(
            order=order if ORDER.fullmatch(order) else NEWEST_FIRST,
            after=query.get("after", ""),
            before=query.get("before", ""),
        )

    def to_query(self) -> list[tuple[str, str]]:
        order = "" if self.order == NEWEST_FIRST else self.order
        pairs = [("order", order), ("after", self.after), ("before", self.before)]
        return [(name, value) for name, value in pairs if value]

    @property
    def name(self) -> str:
        return self.order.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.order.startswith("-")


type Keyed = tuple[Row, Key]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows to show, and the places of the pages around it, if there are any."""

    rows: list[Row]
    previous: Place | None
    next: Place | None

    @classmethod
    def of(
        cls, contacts: ContactQuerySet, place: Place, sort: Sort = NEWEST, *, few: bool
    ) -> Self:
        """Read the page; where it holds nothing any more, the first one."""
        if key := sort.order.key_of(place.before):
            rows = _read(contacts, sort.backwards(), key, few=few)
            if len(rows) > PAGE_SIZE:
                rows = rows[PAGE_SIZE - 1 :: -1]
                return cls._around(rows, place, sort, more=True)
        if key := sort.order.key_of(place.after):
            rows = _read(contacts, sort, key, few=few)
            if rows:
                more = len(rows) > PAGE_SIZE
                return cls._around(rows[:PAGE_SIZE], place, sort, more=more)
        rows = _read(contacts, sort, None, few=few)
        more = len(rows) > PAGE_SIZE
        page = cls._around(rows[:PAGE_SIZE], place, sort, more=more)
        return cls(page.rows, None, page.next)

    @classmethod
    def _around(
        cls, keyed: list[Keyed], place: Place, sort: Sort, *, more: bool
    ) -> Self:
        if not keyed:
            return cls([], None, None)
        texts = [sort.order.kind.text_of(key) for _row, key in (keyed[0], keyed[-1])]
        return cls(
            [row for row, _key in keyed],
            previous=Place(place.order, before=texts[0]),
            next=Place(place.order, after=texts[1]) if more else None,
        )


def patience(wanted: Filter) -> AbstractContextManager[None]:
    """Around asking for who matches: ends what takes too long, raising TooSlow."""
    return bounded(SECONDS) if wanted.is_heavy else nullcontext()


def page_of(
    audience: Audience,
    wanted: Filter,
    place: Place,
    counts: Counts,
    sort: Sort = NEWEST,
) -> Page:
    contacts = wanted.apply(audience)
    number = counts.number(wanted.status)
    narrowed = wanted.narrows or wanted.status
    few = bool(narrowed) and number is not None and number <= FEW
    return Page.of(contacts, place, sort, few=few)


def _read(
    contacts: ContactQuerySet, sort: Sort, after: Key | None, *, few: bool
) -> list[Keyed]:
    n = PAGE_SIZE + 1
    read = contacts.first_rows(Row._fields, sort, n, after=after, few=few)
    rows = ((Row(*cells), value) for *cells, value in read)
    return [(row, Key(value, row.pk)) for row, value in rows]
