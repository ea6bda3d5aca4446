"""A tree while somebody works on it: as a form sends it, or as it is stored.

The form is flat. Each node has a hidden `n`, `id:parent:kind` in the order of the
document, and inputs named after its id: `m-ID` is the match of a group; `f-ID`, `o-ID`
and `v-ID…` are the field, the operator and the value of a condition, and `w-ID` says
for which field and operator the inputs of the value were made. A value that these have
no room for is put by in `b-ID`, until there is room for it again. Ids are random and
stay, so that what is shown can be matched with what is there.
"""

from __future__ import annotations

import dataclasses
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.utils.translation import gettext as _

from conditions import tree
from conditions.tree import Condition, Group, Match
from segments import values

if TYPE_CHECKING:
    from django.http import QueryDict

    from conditions.controls import Control
    from conditions.subjects import Subject

MAX_NODES = 600
MAX_DEPTH = 40
SPECIFIED = re.compile(r"([a-z0-9]{1,12}):([a-z0-9]{0,12}):(group|condition)")
GROUP = "group"


class DraftRefused(ValueError):
    """A form that no page of ours has sent."""


def new_id() -> str:
    return secrets.token_hex(4)


class PutBy(NamedTuple):
    """A value, and the field and operator it was filled in for, as `w-ID` says them."""

    of: str
    value: Any

    @classmethod
    def read(cls, text: str) -> Self | None:
        try:
            of, value = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            return None
        return cls(of, value) if isinstance(of, str) else None

    def __str__(self) -> str:
        return json.dumps(self)


@dataclass(slots=True)
class DraftCondition:
    """A blank field is one that is yet to be chosen."""

    field: str = ""
    op: str = ""
    value: Any = None
    id: str = dataclasses.field(default_factory=new_id)
    put_by: PutBy | None = None

    @property
    def node(self) -> Condition:
        return Condition(self.field, self.op, self.value)

    def copy(self) -> DraftCondition:
        return DraftCondition(self.field, self.op, self.value, put_by=self.put_by)


@dataclass(slots=True)
class DraftGroup:
    match: Match = Match.ALL
    of: list[DraftNode] = dataclasses.field(default_factory=list)
    id: str = dataclasses.field(default_factory=new_id)

    @property
    def node(self) -> Group:
        """The tree as it would be kept; not yet bounded."""
        return Group(self.match, tuple(child.node for child in self.of))

    def copy(self) -> DraftGroup:
        return DraftGroup(self.match, [child.copy() for child in self.of])


type DraftNode = DraftGroup | DraftCondition


def new() -> DraftGroup:
    """What a new segment begins with: one condition that is yet to be chosen."""
    return DraftGroup(Match.ALL, [DraftCondition()])


def of_tree(root: Group) -> DraftGroup:
    nodes = [
        of_tree(child)
        if isinstance(child, Group)
        else DraftCondition(child.field, child.op, child.value)
        for child in root.of
    ]
    return DraftGroup(root.match, nodes)


def of_data(data: Any) -> DraftGroup:
    """The draft of a stored tree; of one that cannot be read, a new one."""
    try:
        return of_tree(tree.read(data))
    except tree.TreeRefused:
        return new()


def is_stored(root: DraftGroup, data: Any) -> bool:
    """Whether a draft says what a stored tree says."""
    return of_data(data).node == root.node


def of_text(text: str) -> DraftGroup:
    """The draft of a tree as it stands in URLs; of what is none, a new one."""
    try:
        return of_data(json.loads(text))
    except (ValueError, RecursionError):
        return new()


def walk(
    node: DraftNode, path: tree.Path = ()
) -> Iterator[tuple[tree.Path, DraftNode]]:
    """Every node with its path, as they are read."""
    yield path, node
    if isinstance(node, DraftGroup):
        for place, child in enumerate(node.of):
            yield from walk(child, (*path, place))


def read(data: QueryDict, subjects: Mapping[str, Subject]) -> DraftGroup:
    """The draft that a form holds; raises DraftRefused."""
    specs = data.getlist("n")
    if not specs or len(specs) > MAX_NODES:
        raise DraftRefused(_("There are too many conditions, or none at all."))
    groups: dict[str, tuple[DraftGroup, int]] = {}
    seen: set[str] = set()
    root: DraftGroup | None = None
    for spec in specs:
        found = SPECIFIED.fullmatch(spec)
        if not found or found[1] in seen:
            raise DraftRefused(_("These conditions cannot be read."))
        key, parent, kind = found.groups()
        seen.add(key)
        node: DraftNode
        if kind == GROUP:
            node = DraftGroup(_match(data.get(f"m-{key}")), id=key)
        else:
            node = _condition(data, key, subjects)
        if root is None:
            if parent or not isinstance(node, DraftGroup):
                raise DraftRefused(_("These conditions cannot be read."))
            root, depth = node, 0
        elif parent not in groups:
            raise DraftRefused(_("These conditions cannot be read."))
        else:
            above, depth = groups[parent]
            above.of.append(node)
        if depth > MAX_DEPTH:
            raise DraftRefused(_("These groups are nested too deep."))
        if isinstance(node, DraftGroup):
            groups[key] = node, depth + 1
    if root is None:
        raise DraftRefused(_("These conditions cannot be read."))
    return root


def shown(data: QueryDict) -> dict[str, str]:
    """For which field and operator a form shows inputs, by the ids of conditions."""
    return {key[2:]: str(data[key]) for key in data if key.startswith("w-")}


def _match(text: str | None) -> Match:
    return Match(text) if text in set(Match) else Match.ALL


def _condition(
    data: QueryDict, key: str, subjects: Mapping[str, Subject]
) -> DraftCondition:
    """A condition with the operator and the value that its field lets it keep."""
    chosen, op = _word(data.get(f"f-{key}")), _word(data.get(f"o-{key}"))
    subject = subjects.get(chosen)
    if subject is None:
        return DraftCondition(chosen, op, id=key)
    operator = subject.operator(op) or subject.operators[0]
    condition = DraftCondition(chosen, operator.key, id=key)
    was = data.get(f"w-{key}", "")
    before = _control(was, subjects)
    condition.put_by = PutBy.read(data.get(f"b-{key}", ""))
    if before is not None:
        condition.value = values.read(before, data, f"v-{key}")
        if was != f"{chosen} {operator.key}":
            _carry(condition, before, was, operator.control, subjects)
    return condition


def _carry(
    condition: DraftCondition,
    before: Control,
    was: str,
    after: Control,
    subjects: Mapping[str, Subject],
) -> None:
    """Give another control what it has room for, and put by what it has none for."""
    value = condition.value
    condition.value = values.carried(value, before, after)
    if value is not None and condition.value is None:
        condition.put_by = PutBy(was, value)
    elif condition.value is None and condition.put_by:
        of, kept = condition.put_by
        made_for = _control(of, subjects)
        if made_for is not None:
            condition.value = values.carried(kept, made_for, after)
        if condition.value is not None:
            condition.put_by = None


def _control(text: str, subjects: Mapping[str, Subject]) -> Control | None:
    """The control for a field and an operator, written with a space between."""
    chosen, _space, op = text.partition(" ")
    subject = subjects.get(chosen)
    operator = subject.operator(op) if subject else None
    return operator.control if operator else None


def _word(text: str | None) -> str:
    return (text or "")[: tree.MAX_WORD]
