"""What the command palette finds: each app adds its sources in a module `palette`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.navigation import Text

if TYPE_CHECKING:
    from accounts.models import User

LIMIT = 8


@dataclass(frozen=True, slots=True)
class Question:
    """What a user typed, and the page it was typed on; whose it is, a source checks."""

    user: User
    text: str
    account_id: int | None = None
    audience_id: int | None = None

    def names(self, label: Text) -> bool:
        """Whether each word typed stands in the label."""
        folded = str(label).casefold()
        return all(word in folded for word in self.text.casefold().split())


@dataclass(frozen=True, slots=True)
class Found:
    icon: str
    label: Text
    url: str
    kind: Text
    sub: str = ""


type Source = Callable[[Question], Iterable[Found]]

_sources: dict[int, Source] = {}


def source(order: int) -> Callable[[Source], Source]:
    """Register what yields up to `LIMIT` finds, in this place among the others."""

    def register(find: Source) -> Source:
        if order in _sources:
            raise ValueError(f"Two sources of the palette stand in place {order}.")
        _sources[order] = find
        return find

    return register


def answer(question: Question) -> list[Found]:
    return [found for order in sorted(_sources) for found in _sources[order](question)]
