"""What merge tags can name in a message of an audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

type GroupName = tuple[str, str]
type Finds = Callable[[str], str | None]


def nothing(name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything by the name that a tag says, and what it stands for.

    `values` have each person's own: the name, and what stands in for none. `constants`
    are the same for everybody. `groups` are ids by category and name, `segments` by
    their number or name, `preferences` by their name, all folded. `event` says whether
    a message has an event whose properties it can tell. Names that are in none of
    these `finds` may know: what stands in for nobody's, or None.
    """

    values: Mapping[str, str]
    constants: Mapping[str, str]
    today: date
    groups: Mapping[GroupName, int] = field(default_factory=dict)
    segments: Mapping[str, int] = field(default_factory=dict)
    preferences: Mapping[str, int] = field(default_factory=dict)
    event: bool = False
    finds: Finds = field(default=nothing)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person: words by tag, and the same as files have them.

    `plain` is what tests compare: 1234.5 and 2026-11-28, whatever the language. A
    property of the event is under `EVENT:` and its name in both.
    """

    words: Mapping[str, str]
    plain: Mapping[str, str]
    groups: frozenset[int] = frozenset()
    segments: frozenset[int] = frozenset()
    preferences: frozenset[int] = frozenset()  # that they are subscribed to


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be known of each person to render a message."""

    values: frozenset[str]
    groups: frozenset[int]
    segments: frozenset[int]
    preferences: frozenset[int] = frozenset()

    def __or__(self, other: Needs) -> Needs:
        return Needs(
            self.values | other.values,
            self.groups | other.groups,
            self.segments | other.segments,
            self.preferences | other.preferences,
        )


NOTHING = Needs(frozenset(), frozenset(), frozenset())


def folded(text: str) -> str:
    """A name as names are compared: without case, each run of spaces as one."""
    return " ".join(text.casefold().split())
