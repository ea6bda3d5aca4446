"""What the frame around every page shows: where one is, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from accounts import navigation, toasts
from accounts.models import Account, Membership
from accounts.navigation import Item, Text
from accounts.toasts import Toast
from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    label: Text
    url: str
    icon: str
    key: str
    current: bool
    count: int | None
    hot: bool


@dataclass(frozen=True, slots=True)
class Entries:
    label: Text
    items: list[Entry]


class Shell:
    """Asks the database only for what the page at hand shows, and once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def toasts(self) -> list[Toast]:
        return toasts.pending(self.request)

    @property
    def audience(self) -> Audience | None:
        return getattr(self.request, "audience", None)

    @property
    def account(self) -> Account | None:
        return self.membership.account if self.membership else None

    @property
    def memberships(self) -> list[Membership]:
        """Those of the user, the account opened last first."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        memberships: list[Membership] = user.all_memberships
        return memberships

    @cached_property
    def membership(self) -> Membership | None:
        """The one that let the user in here, else that of the account opened last."""
        here: Membership | None = getattr(self.request, "membership", None)
        return here or next(iter(self.memberships), None)

    @cached_property
    def accounts(self) -> list[Account]:
        accounts = [membership.account for membership in self.memberships]
        return sorted(
            accounts, key=lambda account: (account.name.casefold(), account.pk)
        )

    @cached_property
    def current(self) -> Item | None:
        match = self.request.resolver_match
        return navigation.item_of(match.view_name) if match else None

    @property
    def section(self) -> str:
        return self.current.key if self.current else ""

    @cached_property
    def nav(self) -> list[Entries]:
        if self.membership is None:
            return []
        places = self._places(self.membership)
        return [
            Entries(
                group.label, [self._entry(item, places[group.place]) for item in items]
            )
            for group, items in navigation.entries(self.membership, places)
        ]

    @property
    def palette_url(self) -> str:
        """Where the command palette asks, with the place it is opened in."""
        places = self._places(self.membership) if self.membership else {}
        asked = "&".join(f"{name}={place.pk}" for name, place in places.items())
        return f"{reverse('accounts:palette')}?{asked}"

    def _places(self, membership: Membership) -> dict[str, Account | Audience]:
        places: dict[str, Account | Audience] = {"account": membership.account}
        if self.audience:
            places["audience"] = self.audience
        return places

    def _entry(self, item: Item, place: Account | Audience) -> Entry:
        return Entry(
            name=item.key,
            label=item.label,
            url=item.url(place.pk),
            icon=item.icon,
            key=item.go_key,
            current=item is self.current,
            count=item.count(place) if item.count else None,
            hot=item.hot,
        )


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
