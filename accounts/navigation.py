"""What stands in the sidebar: entries as data, which every app adds for itself.

An app registers its entries in a module `navigation`. An entry leads to a place of an
account or of an audience, whose id its URL takes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Right

if TYPE_CHECKING:
    from accounts.models import Membership

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading, in the place that its ids name."""

    key: str
    # It differs from language to language, and the group stays the same.
    label: Text = field(compare=False)
    order: int
    place: str  # "account", "audience": whose id the URLs of its entries take


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `go_key` is the letter that leads there after g."""

    key: str
    label: Text
    icon: str
    url_name: str
    right: Right
    order: int
    go_key: str = ""
    # Takes the account or audience and says how many; a hot count asks for attention.
    count: Callable[[Any], int | None] | None = None
    hot: bool = False
    # Further views that belong here, beside those named after the same model.
    covers: frozenset[str] = field(default_factory=frozenset)

    def url(self, place_id: int) -> str:
        return reverse(self.url_name, args=[place_id])

    def nearness(self, view_name: str) -> int:
        """How well the entry stands for the view: exactly, by its model, or not (0)."""
        if view_name == self.url_name or view_name in self.covers:
            return 2
        return int(view_name.startswith(self.url_name.rpartition("_")[0] + "_"))


ACCOUNT = Group("account", _("Account"), 90, "account")

_items: dict[Group, list[Item]] = {}


def register(group: Group, *items: Item) -> None:
    _items.setdefault(group, []).extend(items)


def entries(
    membership: Membership, places: Container[str]
) -> Iterable[tuple[Group, list[Item]]]:
    """What the member may open in these places, group by group in their order."""
    for group in sorted(_items, key=lambda group: group.order):
        if group.place in places:
            items = [item for item in _items[group] if membership.may(item.right)]
            if items:
                yield group, sorted(items, key=lambda item: item.order)


def item_in(place: str, key: str) -> Item | None:
    """The entry of this key, if a group of the place has it."""
    items = (item for group in _items if group.place == place for item in _items[group])
    return next((item for item in items if item.key == key), None)


def item_of(view_name: str) -> Item | None:
    """The entry that is marked as current on the pages of this view."""
    items = [item for registered in _items.values() for item in registered]
    nearest = max(items, key=lambda item: item.nearness(view_name), default=None)
    return nearest if nearest and nearest.nearness(view_name) else None
