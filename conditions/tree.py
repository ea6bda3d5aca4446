"""A tree of conditions as data: read from JSON, bounded, and written again.

    {"v": 1, "match": "all", "of": [
        {"field": "tag", "op": "has", "value": 7},
        {"match": "any", "of": [...]}
    ]}

What the conditions mean is known only once they are bound to an audience
(`conditions.binding`). A node is named by its path: the places of its ancestors and its
own, from the top; `(0, 2)` is the third node in the first one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

VERSION = 1
MAX_DEPTH = 8
MAX_CONDITIONS = 200
MAX_BYTES = 64 * 1024
MAX_WORD = 100  # letters of a field or an operator

type Path = tuple[int, ...]
type Node = Group | Condition


class Match(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"

    def holds(self, answers: Iterable[bool]) -> bool:
        """Whether a group is true of which the nodes are or are not."""
        if self is Match.ALL:
            return all(answers)
        return any(answers) != (self is Match.NONE)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked (`field`), how (`op`), and with which value, as JSON has it."""

    field: str
    op: str
    value: Any = None

    def to_dict(self) -> dict[str, Any]:
        said = {"field": self.field, "op": self.op}
        return said if self.value is None else {**said, "value": self.value}


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes of which all, any or none are to be true."""

    match: Match
    of: tuple[Node, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"match": self.match.value, "of": [node.to_dict() for node in self.of]}


class TreeRefused(ValueError):
    """Data that is no tree; says why, and at which node."""

    def __init__(self, sentence: str, path: Path = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.path = sentence, path


def read(data: Any) -> Group:
    """The tree that the data says; raises TreeRefused."""
    if not isinstance(data, Mapping) or not _is_known(data.get("v")):
        raise TreeRefused(_("These conditions are of a version that is not known."))
    if not _is_small(data):
        raise TreeRefused(_("These conditions are too long."))
    root = _read({key: value for key, value in data.items() if key != "v"}, ())
    if not isinstance(root, Group):
        raise TreeRefused(_("Conditions stand in a group."))
    check_size(root)
    return root


def write(root: Group) -> dict[str, Any]:
    return {"v": VERSION, **root.to_dict()}


def compact(root: Group) -> str:
    """The tree as it stands in URLs."""
    return json.dumps(write(root), ensure_ascii=False, separators=(",", ":"))


def check_size(root: Group) -> None:
    """Raise TreeRefused for more conditions or levels than anybody can follow."""
    number = 0
    for path, node in walk(root):
        number += isinstance(node, Condition)
        if number > MAX_CONDITIONS:
            n = MAX_CONDITIONS
            text = ngettext(
                "There can be at most %(n)s condition.",
                "There can be at most %(n)s conditions.",
                n,
            )
            raise TreeRefused(text % {"n": n}, path)
        if isinstance(node, Group):
            _check_depth(path)


def _check_depth(path: Path) -> None:
    if len(path) >= MAX_DEPTH:
        text = _("Groups can be nested %(n)s deep.") % {"n": MAX_DEPTH}
        raise TreeRefused(text, path)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, as they are read."""
    yield path, node
    if isinstance(node, Group):
        for place, child in enumerate(node.of):
            yield from walk(child, (*path, place))


def _is_known(version: Any) -> bool:
    return version == VERSION and not isinstance(version, bool)


def _is_small(data: Mapping[str, Any]) -> bool:
    try:
        return len(json.dumps(data)) <= MAX_BYTES
    except (TypeError, ValueError, RecursionError):
        return False


def _read(data: Any, path: Path) -> Node:
    if isinstance(data, Mapping) and data.keys() == {"match", "of"}:
        return _group(data["match"], data["of"], path)
    if isinstance(data, Mapping) and {"field", "op"} <= data.keys() <= _KEYS:
        field, op = data["field"], data["op"]
        if _is_word(field) and _is_word(op):
            return Condition(field, op, data.get("value"))
    raise TreeRefused(_("This is neither a condition nor a group of them."), path)


_KEYS = {"field", "op", "value"}


def _is_word(text: Any) -> bool:
    """Whether it can be a name: a few plain letters, which any database holds."""
    is_text = isinstance(text, str) and 0 < len(text) <= MAX_WORD
    return is_text and text.isascii() and text.isprintable()


def _group(match: Any, of: Any, path: Path) -> Group:
    _check_depth(path)
    if not isinstance(match, str) or match not in set(Match):
        raise TreeRefused(_("A group matches all, any or none of its nodes."), path)
    if not isinstance(of, list):
        raise TreeRefused(_("The conditions of a group are a list."), path)
    nodes = tuple(_read(child, (*path, place)) for place, child in enumerate(of))
    return Group(Match(match), nodes)
