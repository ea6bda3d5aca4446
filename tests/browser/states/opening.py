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

BOTH = (WIDE, PHONE)


@dataclass(frozen=True)
class State:
    open: Open
    whom: Whom
    size: ViewportSize

    def __str__(self) -> str:
        return f"{self.open.__name__}-{self.size['width']}"


STATES: list[State] = []


def owner(village: Village) -> User:
    return village.house.owner


def viewer(village: Village) -> User:
    return village.viewer


def nobody(_village: Village) -> None:
    return None


def state(
    whom: Whom = owner, sizes: Sequence[ViewportSize] = BOTH
) -> Callable[[Open], Open]:
    def register(open_it: Open) -> Open:
        STATES.extend(State(open_it, whom, size) for size in sizes)
        return open_it

    return register


def go(page: Page, name: str, *ids: int, query: str = "") -> None:
    page.goto(reverse(name, args=ids) + query)
