"""How a state is opened, by whom and at which width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from accounts.models import User
from tests.browser.looking import PHONE, WIDE
from tests.browser.village import Village

type Open = Callable[[Page, Village], None]
type Whom = Callable[[Village], User | None]

type Sizes = Sequence[ViewportSize]

BOTH = (WIDE, PHONE)


@dataclass(frozen=True)
class State:
    """It is opened at the first size, and looked at in all of them."""

    open: Open
    whom: Whom
    sizes: Sizes

    def __str__(self) -> str:
        return f"{self.open.__name__}-{self.sizes[0]['width']}"


STATES: list[State] = []


def owner(village: Village) -> User:
    return village.house.owner


def viewer(village: Village) -> User:
    return village.viewer


def nobody(_village: Village) -> None:
    return None


def state(whom: Whom = owner, *ways: Sizes) -> Callable[[Open], Open]:
    """Register a way of opening something, once for each series of sizes."""

    def register(open_it: Open) -> Open:
        STATES.extend(State(open_it, whom, sizes) for sizes in ways or [BOTH])
        return open_it

    return register


def go(page: Page, name: str, *ids: int, query: str = "") -> None:
    page.goto(reverse(name, args=ids) + query)
