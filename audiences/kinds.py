"""What the pages say of each kind of long work, as its app puts it.

Apps register their kinds in a module `jobs`, beside the steps themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.roles import Right

if TYPE_CHECKING:
    from accounts.models import Membership
    from audiences.models import Job


@dataclass(frozen=True, slots=True)
class Link:
    """Where the result is; one that is written down each time is posted to."""

    label: str
    url: str
    posts: bool = False


def _nothing(job: Job) -> str:
    return ""


def _nowhere(job: Job) -> Link | None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    icon: str = "progress"
    # Who gets to see such work; who may stop it has to manage the audience as well.
    right: Right = Right.VIEW_CONTACTS
    # What came of it in a sentence, and where that is: neither asks the database.
    outcome: Callable[[Job], str] = field(default=_nothing)
    link: Callable[[Job], Link | None] = field(default=_nowhere)
    # Whether `done` counts people, or only tells how far the work is.
    counts_people: bool = True
    # Whether it is work of the house, which concerns the team only when it fails.
    of_house: bool = False
    # Whether it stays although it is old, since something is told by it.
    stays: bool = False


PLAIN = Kind()

_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    _kinds[name] = kind


def kind_of(job: Job) -> Kind:
    return _kinds.get(job.kind, PLAIN)


def hidden_from(membership: Membership) -> list[str]:
    """The kinds that the member gets to see nothing of."""
    return [name for name, kind in _kinds.items() if not membership.may(kind.right)]


def of_house() -> list[str]:
    return [name for name, kind in _kinds.items() if kind.of_house]


def staying() -> list[str]:
    return [name for name, kind in _kinds.items() if kind.stays]
