"""The page of segments: its rows, and what leads from it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from segments.listing import MOST, Row, Wanted, rows_of

if TYPE_CHECKING:
    from audiences.models import Audience

DIRECTIONS = {True: "descending", False: "ascending"}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool
    count: int | None = None


class Head(NamedTuple):
    label: str
    url: str
    order: str  # "ascending", "descending" or not sorted by


@dataclass(frozen=True, slots=True)
class Page:
    url: str  # the list without filters
    wanted: Wanted
    rows: list[Row]
    present: int  # how many match and are not archived
    archived: int
    all_labels: list[str]

    @property
    def is_first_run(self) -> bool:
        """Whether there is no segment at all."""
        return not (self.wanted.narrows or self.present or self.archived)

    @property
    def here(self) -> str:
        return self._url(self.wanted)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search field sends along: all but the words."""
        return [pair for pair in self.wanted.to_query() if pair[0] != "q"]

    @property
    def most(self) -> int | None:
        """How many are shown, where there are more."""
        total = self.archived if self.wanted.archived else self.present
        return MOST if total > MOST else None

    @property
    def tabs(self) -> list[Link]:
        archived = self.wanted.archived
        used = self._url(self.wanted.changed(archived=False))
        away = self._url(self.wanted.changed(archived=True))
        return [
            Link(_("In use"), used, not archived, self.present),
            Link(_("Archived"), away, archived, self.archived),
        ]

    @property
    def labels(self) -> list[Link]:
        """Each narrows the list to those that have it, or no longer does."""
        chosen = self.wanted.label
        links = []
        for label in self.all_labels:
            wanted = self.wanted.changed(label="" if label == chosen else label)
            links.append(Link(label, self._url(wanted), label == chosen))
        return links

    @property
    def heads(self) -> dict[str, Head]:
        return {
            "name": self._head(_("Segment"), "name"),
            "n": self._head(_("Contacts"), "-n"),
            "changed": self._head(_("Changed"), "-changed"),
        }

    def _head(self, label: str, first: str) -> Head:
        """Sorting starts in the order `first` and then turns about."""
        order, turned = self.wanted.order, first
        if order.removeprefix("-") != first.removeprefix("-"):
            return Head(label, self._url(self.wanted.changed(order=turned)), "")
        is_down = order.startswith("-")
        turned = order[1:] if is_down else f"-{order}"
        url = self._url(self.wanted.changed(order=turned))
        return Head(label, url, DIRECTIONS[is_down])

    def _url(self, wanted: Wanted) -> str:
        query = wanted.query_string
        return f"{self.url}?{query}" if query else self.url


def page_of(audience: Audience, query: QueryDict) -> Page:
    wanted, every = Wanted.from_query(query), audience.segments.all()
    matching = wanted.among(every)
    return Page(
        url=reverse("segments:segment_list", args=[audience.pk]),
        wanted=wanted,
        rows=rows_of(audience, wanted),
        present=matching.present().count(),
        archived=matching.archived().count(),
        all_labels=every.labels(),
    )
