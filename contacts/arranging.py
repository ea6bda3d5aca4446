"""How a member wants to see the list of an audience: its columns, its saved views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from contacts.filters import Filter
from contacts.listing import Place

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import SavedView

ALL = "all"  # the list as it is, whatever view opens by itself
MAX_QUERY = 4000


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
    def clear(self) -> str:
        """The query of the list without filters."""
        return f"?view={ALL}" if self.default_id else ""


def arrangement_of(audience: Audience, user: User, query: QueryDict) -> Arrangement:
    choice = audience.tablechoices.of(user)
    views = list(audience.savedviews.visible_to(user))
    named = query.get("view", "")
    view = next((view for view in views if str(view.pk) == named), None)
    kept = choice.default_view if choice else None
    default_id = kept if kept in {view.pk for view in views} else None
    own = choice.columns if choice else None
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
