"""Trees whose names were looked up: ids of groups, what stands in, what is constant."""

from __future__ import annotations

from dataclasses import dataclass

from delivery.language.tree import Kind
from delivery.language.vocabulary import Needs


@dataclass(frozen=True, slots=True)
class Said:
    """The same for everybody; `is_written` is what the text itself says."""

    text: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class Own:
    """Each person's own: `name` of the facts, or `default` where they have none."""

    name: str
    functions: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Test:
    """One that cannot be asked, since its name is unknown, holds for nobody."""

    kind: Kind
    negated: bool
    name: str = ""
    op: str = ""
    operand: str = ""
    ids: frozenset[int] = frozenset()
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    test: Test
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple[Branch, ...]
    otherwise: tuple[Node, ...]


type Node = Said | Own | Choice


@dataclass(frozen=True, slots=True)
class Bound:
    nodes: tuple[Node, ...]
    needs: Needs
