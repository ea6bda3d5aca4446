"""The page of contacts: its rows, and the tabs, chips and heads that lead elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.facets import FACETS
from contacts.filters import ARCHIVED, Filter
from contacts.listing import COUNTED, Counts, Page, Place, page_of
from contacts.rows import status_labels

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience

DIRECTIONS = {True: "descending", False: "ascending"}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | str | None


class Chip(NamedTuple):
    label: Text
    value: str
    clear_url: str


class Head(NamedTuple):
    url: str
    order: str  # "ascending", "descending" or not sorted by


@dataclass(frozen=True, slots=True)
class Table:
    url: str  # the list without filters
    wanted: Filter
    place: Place
    counts: Counts
    page: Page
    tags: dict[int, str]  # the names of all that are shown
    groups: dict[int, str]  # the names of those it is narrowed by
    facts: dict[str, str]  # by the names of facets, what they are narrowed to
    is_first_run: bool  # nobody was ever added

    @property
    def here(self) -> str:
        """This very page of the list."""
        return self._url(self.wanted, self.place)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search field sends along: all but the words and the place."""
        words_left_out = [pair for pair in self.wanted.to_query() if pair[0] != "q"]
        return words_left_out + Place(self.place.order).to_query()

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(
                label,
                self._url(self.wanted.with_status(status)),
                status == self.wanted.status,
                self._count(status),
            )
            for status, label in {"": _("All"), **status_labels()}.items()
        ]

    def _count(self, status: str) -> int | str | None:
        number = self.counts.number(status)
        if number is None and not status:
            return f"{intcomma(COUNTED)}+"
        return number

    @property
    def chips(self) -> list[Chip]:
        tags = (
            Chip(_("Tag"), self.tags[pk], self._url(self.wanted.without_tag(pk)))
            for pk in self.wanted.tag_ids
        )
        facts = (
            Chip(FACETS[name].label, words, self._url(self.wanted.without(name)))
            for name, words in self.facts.items()
        )
        groups = (
            Chip(_("Group"), name, self._url(self.wanted.without_group(pk)))
            for pk, name in self.groups.items()
        )
        return [*tags, *groups, *facts]

    @property
    def added(self) -> Head:
        return self._head("created_at", first="-created_at")

    @property
    def email(self) -> Head:
        return self._head("email", first="email")

    def _head(self, name: str, *, first: str) -> Head:
        """Sorting by a column starts in the order `first` and then turns about."""
        order, turned = self.place.order, first
        if order.removeprefix("-") != name:
            return Head(self._url(self.wanted, Place(first)), "")
        turned = name if order.startswith("-") else f"-{name}"
        return Head(
            self._url(self.wanted, Place(turned)), DIRECTIONS[order.startswith("-")]
        )

    @property
    def previous_url(self) -> str:
        return self._url(self.wanted, self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self._url(self.wanted, self.page.next) if self.page.next else ""

    @property
    def total(self) -> int | None:
        return self.counts.number(self.wanted.status)

    @property
    def more_than(self) -> str:
        """The number there are more of, where they are not counted."""
        return "" if self.total is not None else intcomma(COUNTED)

    def _url(self, wanted: Filter, place: Place | None = None) -> str:
        place = place or Place(self.place.order)
        query = urlencode([*wanted.to_query(), *place.to_query()])
        return f"{self.url}?{query}" if query else self.url


def table_of(audience: Audience, query: QueryDict) -> Table:
    wanted, place = Filter.from_query(query), Place.from_query(query)
    tags = audience.tags.present()
    if wanted.tag_ids:
        there = tags.filter(pk__in=wanted.tag_ids)
        wanted = wanted.only_tags(there.values_list("pk", flat=True))
    groups: dict[int, str] = {}
    if wanted.group_ids:
        named = audience.groups.present().filter(pk__in=wanted.group_ids)
        groups = dict(named.in_order().values_list("pk", "name"))
        wanted = wanted.only_groups(groups)
    facts = {name: FACETS[name].words(audience, v) for name, v in wanted.facts}
    for name in [name for name, words in facts.items() if not words]:
        wanted = wanted.without(name)
        del facts[name]
    counts = Counts.of(audience, wanted)
    page = page_of(audience, wanted, place, counts)
    shown = {*wanted.tag_ids, *(pk for row in page.rows for pk in row.tag_ids)}
    return Table(
        url=reverse("contacts:contact_list", args=[audience.pk]),
        wanted=wanted,
        place=place,
        counts=counts,
        page=page,
        tags=dict(tags.filter(pk__in=shown).values_list("pk", "name")),
        groups=groups,
        facts=facts,
        is_first_run=not wanted.narrows
        and not counts.number("")
        and not counts.number(ARCHIVED),
    )
