"""The page of contacts: its rows, and the tabs, chips and heads that lead elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlparse

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from conditions.asking import TooSlow
from contacts.columns import EMAIL, STANDARD, Column, chosen, some_of
from contacts.facets import FACETS
from contacts.filters import ARCHIVED, EVERYONE, Filter
from contacts.listing import COUNTED, SORTED, Counts, Page, Place, page_of, patience
from contacts.rows import Rows, status_labels
from contacts.sorting import Sorting

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from contacts.arranging import Arrangement


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
    url: str = ""  # where what it names is changed


class Fact(NamedTuple):
    words: str
    url: str


class Head(NamedTuple):
    key: str
    label: Text
    url: str  # that sorts by it; none where it has no order, or too many match
    order: str  # "ascending", "descending" or not sorted by
    css: str
    waits: bool  # it could be sorted by, were there fewer


@dataclass(frozen=True, slots=True)
class Table:
    url: str  # the list without filters
    wanted: Filter
    place: Place
    counts: Counts
    page: Page
    columns: list[Column]
    sorting: Sorting
    arrangement: Arrangement
    lacks: bool  # something it was to be narrowed by is no longer there
    tags: dict[int, str]  # the names of all that are shown
    groups: dict[int, str]  # the names of those it is narrowed by
    facts: dict[str, Fact]  # by the names of facets, what they are narrowed to
    problem: str  # why nobody is shown, where it takes too long to find out
    is_first_run: bool  # nobody was ever added

    @property
    def here(self) -> str:
        """This very page of the list."""
        return self._url(self.wanted, self.place)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search field sends along: all but the words and the place."""
        words_left_out = [pair for pair in self.wanted.to_query() if pair[0] != "q"]
        order = Place(self.place.order).to_query()
        return [*words_left_out, *order, *self.arrangement.own]

    @property
    def query(self) -> str:
        """Filters and order, as a view keeps them."""
        order = Place(self.place.order)
        return urlencode([*self.wanted.to_query(), *order.to_query()])

    @property
    def here_query(self) -> str:
        return urlparse(self.here).query

    @property
    def clear_url(self) -> str:
        return f"{self.url}{self.arrangement.clear}"

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the view that is open."""
        view = self.arrangement.view
        return view is not None and view.query != self.query

    @property
    def tabs(self) -> list[Tab]:
        labels = {"": _("All"), **status_labels()}
        if self.wanted.status == EVERYONE:
            labels[EVERYONE] = _("With the archived")
        return [
            Tab(
                label,
                self._url(self.wanted.with_status(status)),
                status == self.wanted.status,
                self._count(status),
            )
            for status, label in labels.items()
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
            Chip(
                *(FACETS[name].label, fact.words),
                clear_url=self._url(self.wanted.without(name)),
                url=fact.url,
            )
            for name, fact in self.facts.items()
        )
        groups = (
            Chip(_("Group"), name, self._url(self.wanted.without_group(pk)))
            for pk, name in self.groups.items()
        )
        return [*tags, *groups, *facts]

    @property
    def heads(self) -> list[Head]:
        return [self._head_of(column) for column in (EMAIL, *self.columns)]

    @property
    def orders(self) -> list[Head]:
        """What the menu offers: also where a phone shows no head."""
        offered = self.sorting.offered((EMAIL, *self.columns))
        return [self._head_of(column) for column in offered]

    @property
    def order(self) -> Head:
        return self._head_of(self.sorting.by)

    @property
    def sortable(self) -> str:
        """How many can be sorted by anything."""
        return intcomma(SORTED)

    def _head_of(self, column: Column) -> Head:
        css = column.css.replace("muted", "").replace("num", "").strip()
        url, offers = "", self.sorting.offers(column)
        if offers:
            url = self._url(self.wanted, self.sorting.turned(column))
        waits = column.order is not None and not offers
        way = self.sorting.way(column)
        return Head(column.key, column.label, url, way, css, waits)

    @property
    def more(self) -> list[str]:
        """What the columns read beside what every row has."""
        own = {column.reads for column in self.columns if column.key not in STANDARD}
        return sorted(own)

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
        own = self.arrangement.own
        query = urlencode([*wanted.to_query(), *place.to_query(), *own])
        return f"{self.url}?{query}" if query else self.url


def rows_of(audience: Audience, table: Table, may_choose: bool) -> SafeString:
    """The rows as HTML, with what the columns read beside what is read anyway."""
    more, rows = {}, table.page.rows
    if table.more and rows:
        more = audience.contacts.read([row.pk for row in rows], table.more)
    shown = Rows(table.url, table.tags, may_choose, table.columns, more)
    return shown.render(rows)


def _facts_of(audience: Audience, wanted: Filter) -> dict[str, Fact]:
    """What the facts mean, without those that mean nothing here."""
    facts = {
        name: Fact(FACETS[name].words(audience, v), FACETS[name].url(audience, v))
        for name, v in wanted.facts
    }
    return {name: fact for name, fact in facts.items() if fact.words}


def table_of(audience: Audience, query: QueryDict, arrangement: Arrangement) -> Table:
    asked, place = Filter.from_query(query), Place.from_query(query)
    wanted = asked
    tags = audience.tags.present()
    if wanted.tag_ids:
        there = tags.filter(pk__in=wanted.tag_ids)
        wanted = wanted.only_tags(there.values_list("pk", flat=True))
    groups: dict[int, str] = {}
    if wanted.group_ids:
        named = audience.groups.present().filter(pk__in=wanted.group_ids)
        groups = dict(named.in_order().values_list("pk", "name"))
        wanted = wanted.only_groups(groups)
    facts = _facts_of(audience, wanted)
    wanted = wanted.only_facts(facts)
    keys = STANDARD if arrangement.columns is None else arrangement.columns
    known = some_of(audience, [*keys, place.name])
    counts, page, problem = Counts(None), Page([], None, None), ""
    sorting, place = Sorting.of(known, place, None)
    try:
        with patience(wanted):
            counts = Counts.of(audience, wanted)
            number = counts.number(wanted.status)
            sorting, place = Sorting.of(known, place, number)
            page = page_of(audience, wanted, place, counts, sorting.sort)
    except TooSlow as slow:
        problem = slow.sentence
    shown = {*wanted.tag_ids, *(pk for row in page.rows for pk in row.tag_ids)}
    return Table(
        url=reverse("contacts:contact_list", args=[audience.pk]),
        wanted=wanted,
        place=place,
        counts=counts,
        page=page,
        columns=chosen(known, arrangement.columns),
        sorting=sorting,
        arrangement=arrangement,
        lacks=wanted != asked,
        tags=dict(tags.filter(pk__in=shown).values_list("pk", "name")),
        groups=groups,
        facts=facts,
        problem=problem,
        is_first_run=not wanted.narrows
        and not counts.number("")
        and not counts.number(ARCHIVED),
    )
