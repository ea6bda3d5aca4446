"""What a text with merge tags is made of, before anybody's values are known.

`at` is where a node stands in its text, in characters from its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a test asks for."""

    VALUE = "value"
    GROUPS = "groups"
    SEGMENT = "segment"
    PREFERENCE = "preference"


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """`*|UPPER:FNAME|friend|*`: a value, what is done to it, and what stands in."""

    name: str
    functions: tuple[str, ...]
    default: str
    at: int


@dataclass(frozen=True, slots=True)
class Test:
    """A value that is there or compares, any of some groups, a segment, a preference.

    `op` is empty for a value that has only to be there; `operand` is what it is
    compared with, and for groups their names with commas between them.
    """

    kind: Kind
    name: str
    op: str
    operand: str
    negated: bool
    at: int


@dataclass(frozen=True, slots=True)
class Branch:
    test: Test
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch whose test holds, or else what is left."""

    branches: tuple[Branch, ...]
    otherwise: tuple[Node, ...]


type Node = Literal | Value | Choice


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in the reader's words, and where: both count from 1."""

    sentence: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was read: its nodes, and what is wrong with it."""

    source: str
    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...]


def place(source: str, at: int) -> tuple[int, int]:
    """Line and column of a character."""
    line = source.count("\n", 0, at) + 1
    return line, at - source.rfind("\n", 0, at)
