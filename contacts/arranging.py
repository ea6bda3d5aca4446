"""How a member wants to see the list of an audience: its columns, its saved views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.http import QueryDict

from audiences import ordering
from contacts import columns
from contacts.columns import Column
from contacts.filters import Filter
from contacts.listing import Place

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import SavedView

ALL = "all"  # the list as it is, whatever view opens by itself
MAX_QUERY = 8_000  # about as long as a URL may be


class Beneath(NamedTuple):
    """An entry of the sidebar that stands beneath the one of the page."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    columns: list[str] | None  # None: as everybody starts
    views: list[SavedView]
    view: SavedView | None  # the one that is open
    default_id: int | None

    @property
    def own(self) -> list[tuple[str, str]]:
        """What links within the list say of it."""
        if self.view:
            return [("view", str(self.view.pk))]
        return [("view", ALL)] if self.default_id else []

    @property
    def beneath(self) -> list[Beneath]:
        return [
            Beneath(view.name, view.get_absolute_url(), view == self.view)
            for view in self.views
        ]

    @property
    def clear(self) -> str:
        """The query of the list without filters."""
        return f"?view={ALL}" if self.default_id else ""


@dataclass(frozen=True, slots=True)
class ColumnRows:
    """Every column in the order of the question, and the keys of those ticked."""

    rows: list[Column]
    ticked: list[str]
    moved: str = ""  # the one that was moved last

    @classmethod
    def of(cls, audience: Audience, chosen: list[str] | None) -> ColumnRows:
        """The chosen first, in their order."""
        shown = columns.chosen_of(audience, chosen)
        known = columns.columns_of(audience)
        keys = [column.key for column in shown]
        order = dict.fromkeys([*keys, *known])
        return cls([known[key] for key in order if key in known], keys)

    @classmethod
    def sent(cls, audience: Audience, data: QueryDict) -> ColumnRows:
        """As a form names them, one moved where a button for that sent it."""
        known = columns.columns_of(audience)
        order = dict.fromkeys([*ordering.moved(data, data.getlist("row")), *known])
        rows = [known[key] for key in order if key in known]
        ticked = [key for key in data.getlist("column") if key in known]
        return cls(rows, ticked, data.get("up") or data.get("down") or "")


def arrangement_of(audience: Audience, user: User, query: QueryDict) -> Arrangement:
    own, kept, views = audience.savedviews.arranged(audience, user)
    named = query.get("view", "")
    view = next((view for view in views if str(view.pk) == named), None)
    default_id = kept if kept in {view.pk for view in views} else None
    return Arrangement(view.columns if view else own, views, view, default_id)


def opened_by_itself(arrangement: Arrangement, query: QueryDict) -> SavedView | None:
    """The view that the list begins with, where nothing else is asked for."""
    if query or arrangement.default_id is None:
        return None
    return next(v for v in arrangement.views if v.pk == arrangement.default_id)


def normal_query(query: QueryDict) -> QueryDict:
    """Only filters and order of a list, as views keep them."""
    order = Place(Place.from_query(query).order)
    pairs = [*Filter.from_query(query).to_query(), *order.to_query()]
    kept = QueryDict(mutable=True)
    for name, value in pairs:
        kept.appendlist(name, value)
    return kept
