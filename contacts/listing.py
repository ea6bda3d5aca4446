"""One page of a list of contacts: flat however many there are and however deep it lies.

A page is found by the key of the row before it, never by counting from the start, and
stands in the URL. Counts are exact up to a cap; beyond it there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.http import QueryDict

from conditions.asking import bounded
from contacts.filters import ARCHIVED, EVERYONE, Filter
from contacts.querysets.contacts import ORDERS

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

PAGE_SIZE = 50
COUNTED = 50_000  # further matches are not counted
SECONDS = 5  # that a list may take to find who matches
# So many matches are sorted as they come; among more the next 50 are never far.
FEW = 4_000
NEWEST_FIRST = "-created_at"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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
    """Where in a list a page begins: after one row, before one, or at the start."""

    order: str = NEWEST_FIRST
    after: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        order = query.get("order", "")
        known = order.removeprefix("-") in ORDERS
        return cls(
            order=order if known else NEWEST_FIRST,
            after=query.get("after", ""),
            before=query.get("before", ""),
        )

    def to_query(self) -> list[tuple[str, str]]:
        order = "" if self.order == NEWEST_FIRST else self.order
        pairs = [("order", order), ("after", self.after), ("before", self.before)]
        return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows to show, and the places of the pages around it, if there are any."""

    rows: list[Row]
    previous: Place | None
    next: Place | None

    @classmethod
    def of(cls, contacts: ContactQuerySet, place: Place, *, few: bool) -> Self:
        """Read the page; where it holds nothing any more, the first one."""
        if key := _key_of(place.order, place.before):
            back = _reverse(place.order)
            rows = _read(contacts.after(back, key), back, few=few)
            if len(rows) > PAGE_SIZE:
                return cls._around(rows[PAGE_SIZE - 1 :: -1], place.order, more=True)
        if key := _key_of(place.order, place.after):
            rows = _read(contacts.after(place.order, key), place.order, few=few)
            if rows:
                more = len(rows) > PAGE_SIZE
                return cls._around(rows[:PAGE_SIZE], place.order, more=more)
        return cls._first(contacts, place.order, few=few)

    @classmethod
    def _first(cls, contacts: ContactQuerySet, order: str, *, few: bool) -> Self:
        rows = _read(contacts, order, few=few)
        page = cls._around(rows[:PAGE_SIZE], order, more=len(rows) > PAGE_SIZE)
        return cls(page.rows, None, page.next)

    @classmethod
    def _around(cls, rows: list[Row], order: str, *, more: bool) -> Self:
        if not rows:
            return cls(rows, None, None)
        return cls(
            rows,
            previous=Place(order, before=_text_of(order, rows[0])),
            next=Place(order, after=_text_of(order, rows[-1])) if more else None,
        )


def patience(wanted: Filter) -> AbstractContextManager[None]:
    """Around asking for who matches: ends what takes too long, raising TooSlow."""
    return bounded(SECONDS) if wanted.is_heavy else nullcontext()


def page_of(audience: Audience, wanted: Filter, place: Place, counts: Counts) -> Page:
    contacts = wanted.apply(audience)
    number = counts.number(wanted.status)
    narrowed = wanted.narrows or wanted.status
    few = bool(narrowed) and number is not None and number <= FEW
    return Page.of(contacts, place, few=few)


def _read(contacts: ContactQuerySet, order: str, *, few: bool) -> list[Row]:
    rows = contacts.first_rows(Row._fields, order, PAGE_SIZE + 1, few=few)
    return [Row(*row) for row in rows]


def _reverse(order: str) -> str:
    return order[1:] if order.startswith("-") else f"-{order}"


def _text_of(order: str, row: Row) -> str:
    """The key of a row as it stands in a URL."""
    if order.endswith("email"):
        return row.email
    return text_of_moment(row.created_at, row.pk)


def _key_of(order: str, text: str) -> tuple[Any, ...] | None:
    """The key that a text in a URL stands for, or None when it is no key."""
    if order.endswith("email"):
        email = text.replace("\0", "")
        return (email,) if email else None
    return key_of_moment(text)


def text_of_moment(moment: datetime, pk: int) -> str:
    return f"{(moment - EPOCH) // MICROSECOND}-{pk}"


def key_of_moment(text: str) -> tuple[datetime, int] | None:
    """A moment and an id, or None where the text says none."""
    moment, _, pk = text.partition("-")
    if not (moment.isdecimal() and pk.isdecimal() and len(text) < 36):
        return None
    try:
        return EPOCH + int(moment) * MICROSECOND, min(int(pk), 2**63 - 1)
    except OverflowError:
        return None
