"""Which fields an index would find people by, as trees ask for them that are kept.

An app that keeps trees registers what yields those of an audience in a module `usage`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from conditions.binding import BoundCondition, BoundGroup
from conditions.tree import Match
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.binding import BoundNode

SHARE = 4  # who is more than one in so many is read from the table as fast


@dataclass(frozen=True, slots=True)
class Asking:
    """A tree that is asked for again and again, when last, and how many it found."""

    root: BoundGroup
    at: datetime
    n: int | None = None

    def is_helped(self, size: int) -> bool:
        """Whether those it finds are few among so many."""
        return self.n is None or self.n * SHARE <= size


type Askings = Callable[[Audience], Iterable[Asking]]

_sources: list[Askings] = []


def asks(source: Askings) -> Askings:
    """Register what yields the trees that an app keeps for an audience."""
    _sources.append(source)
    return source


def asked_for(
    audience: Audience, size: int, keys: Collection[str]
) -> dict[str, datetime]:
    """Those of the keys that an index would help with, and when each was asked for
    last, in an audience of this size.
    """
    found: dict[str, datetime] = {}
    for source in _sources:
        for asking in source(audience):
            if asking.is_helped(size):
                for key in finders(asking.root, keys):
                    found[key] = max(asking.at, found.get(key, asking.at))
    return found


def finders(node: BoundNode, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys by whose indexes all can be found that the node is true for.

    Of several that must hold, each narrows by itself. Where one of several is enough,
    every one has to be found by an index, or the table is read anyway.
    """
    if isinstance(node, BoundCondition):
        key, way = node.subject.key, node.operator
        found = key in keys and isinstance(way, Way) and way.by_index
        return frozenset({key} if found else ())
    inside = [finders(child, keys) for child in node.of]
    if node.match is Match.NONE or (node.match is Match.ANY and not all(inside)):
        return frozenset()
    return frozenset().union(*inside)
