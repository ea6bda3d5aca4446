"""The page of all deliveries of an account: rows, and what leads to others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from conditions.asking import TooSlow, bounded
from delivery import reasons
from delivery.listing import DELIVERIES, Row, Tab, rows_of
from delivery.models import Delivery, State
from delivery.overview.explaining import Known
from delivery.overview.filters import NOT_SENT, WAITING, DeliveryFilter
from delivery.overview.reading import Matching, Place

if TYPE_CHECKING:
    from accounts.navigation import Text
    from delivery.overview.scope import Scope

SECONDS = 5.0


class Chip(NamedTuple):
    label: Text
    value: str
    clear_url: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    scope: Scope
    wanted: DeliveryFilter
    matching: Matching
    rows: list[Row]
    here: str
    next_url: str
    is_deep: bool  # it is not the first page
    problem: str  # why none is shown, where it takes too long to find out

    @classmethod
    def of(cls, scope: Scope, wanted: DeliveryFilter, after: str) -> Self:
        """As many queries whatever matches, and however deep the page lies."""
        problem, found = "", list[Delivery]()
        matching = Matching(scope, wanted)
        try:
            with bounded(SECONDS):
                matching = Matching.of(scope, wanted)
                found = matching.first(DELIVERIES + 1, Place.from_text(after))
        except TooSlow as slow:
            problem = slow.sentence
        shown, next_url = found[:DELIVERIES], ""
        if len(found) > DELIVERIES:
            last = shown[-1]
            place = Place(last.moment, last.pk)  # type: ignore[attr-defined]  # annotated
            next_url = url_of(wanted, after=str(place))
        known = Known(scope.account, scope.ids)
        rows = rows_of(shown, known)
        here = url_of(wanted, after=after)
        return cls(scope, wanted, matching, rows, here, next_url, bool(after), problem)

    @property
    def tabs(self) -> list[Tab]:
        """All, and each state; the numbers stand on the pages of the messages."""
        wanted, tabs = self.wanted, [("", _("All"))]
        groups = {WAITING: _("All that wait"), NOT_SENT: _("All that were not sent")}
        if wanted.state in groups:
            tabs.append((wanted.state, groups[wanted.state]))
        tabs += [(str(state), str(label)) for state, label in State.choices]
        return [
            Tab(label, url_of(wanted, state=state), wanted.state == state)
            for state, label in tabs
        ]

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, words, url_of(self.wanted.without(name)))
            for name, label, words in self._facts()
        ]

    def _facts(self) -> Iterable[tuple[str, Text, str]]:
        """What it is narrowed by beside state and words: name, label and value."""
        wanted, lost = self.wanted, _("no longer there")
        if wanted.domain:
            yield "domain", _("Domain"), wanted.domain
        if wanted.reason:
            yield "reason", _("Why"), reasons.in_words(wanted.reason)
        if wanted.audience is not None:
            audience = self.scope.by_id.get(wanted.audience)
            yield "audience", _("Audience"), audience.name if audience else lost
        if wanted.message is not None:
            message = self.matching.message
            yield "message", _("Message"), message.name if message else lost
        for name, label in (("since", _("Since")), ("until", _("Until"))):
            if day := getattr(wanted, name):
                yield name, label, _day(day)
        if wanted.one is not None:
            yield "one", _("Delivery"), str(wanted.one)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search field sends along: all but the words."""
        return [pair for pair in self.wanted.to_query() if pair[0] != "q"]

    @property
    def named_rows(self) -> list[tuple[Row, str]]:
        """Each with the name of its audience, where the list may show several."""
        scope = self.matching.scope
        several = len(scope.audiences) > 1
        return [
            (row, scope.by_id[row.delivery.audience_id].name if several else "")
            for row in self.rows
        ]

    @property
    def first_url(self) -> str:
        """The newest, from a page further down."""
        return url_of(self.wanted) if self.is_deep else ""

    @property
    def may_retry_all(self) -> bool:
        return bool(self.rows) and self.wanted.state == State.FAILED

    @property
    def may_cancel_all(self) -> bool:
        waiting = {WAITING, str(State.PENDING), str(State.DEFERRED)}
        return bool(self.rows) and self.wanted.state in waiting


def url_of(wanted: DeliveryFilter, **changes: str) -> str:
    """A query of the page of deliveries."""
    pairs = dict(wanted.to_query()) | changes
    return "?" + urlencode({name: value for name, value in pairs.items() if value})


def list_url(account_id: int, wanted: DeliveryFilter | None = None) -> str:
    url = reverse("delivery:delivery_list", args=[account_id])
    query = wanted.query_string if wanted else ""
    return f"{url}?{query}" if query else url


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
