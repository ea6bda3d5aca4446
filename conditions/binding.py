"""A tree in an audience: every condition with its subject, or with what is wrong.

A tree with a problem matches nobody, whatever else it says: a tag that was deleted must
not make everybody match who does not have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from conditions.controls import Refused
from conditions.subjects import Operator, Subject
from conditions.tree import Condition, Group, Match, Path, TreeRefused, read


class Problem(NamedTuple):
    """What is wrong with a node; `blank` where something is yet to be filled in."""

    path: Path
    sentence: str
    input: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class BoundCondition:
    subject: Subject
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class BoundGroup:
    match: Match
    of: tuple[BoundNode, ...]

    @property
    def conditions(self) -> Iterator[BoundCondition]:
        for node in self.of:
            if isinstance(node, BoundCondition):
                yield node
            else:
                yield from node.conditions


type BoundNode = BoundGroup | BoundCondition


@dataclass(frozen=True, slots=True)
class Bound:
    """The root, or None where there are problems."""

    root: BoundGroup | None
    problems: tuple[Problem, ...]

    @property
    def weight(self) -> int:
        """How many conditions there are, with those of the segments in it."""
        if self.root is None:
            return 0
        return sum(
            condition.subject.weight(condition.operator.key, condition.value)
            for condition in self.root.conditions
        )

    @property
    def turns(self) -> bool:
        """Whether who matches can change with the day alone, at midnight."""
        return self.root is not None and any(
            condition.subject.turns_with(condition.operator.key, condition.value)
            for condition in self.root.conditions
        )

    @property
    def listens(self) -> frozenset[int]:
        """The names of the events that can change who matches."""
        if self.root is None:
            return frozenset()
        return frozenset(
            name
            for condition in self.root.conditions
            for name in condition.subject.listens(
                condition.operator.key, condition.value
            )
        )


# Trees stand in trees: this many conditions are followed, all in all.
MAX_WEIGHT = 500


def bind(root: Group, subjects: Mapping[str, Subject]) -> Bound:
    problems: list[Problem] = []
    bound = Bound(_bind_group(root, (), subjects, problems), ())
    if not problems and bound.weight > MAX_WEIGHT:
        text = _("With the segments in it, this has more than %(n)s conditions.")
        problems.append(Problem((), text % {"n": MAX_WEIGHT}))
    return Bound(None, tuple(problems)) if problems else bound


def read_and_bind(data: Any, subjects: Mapping[str, Subject]) -> Bound:
    """What stored data says; where it is no tree, that is the problem."""
    try:
        return bind(read(data), subjects)
    except TreeRefused as refused:
        return Bound(None, (Problem(refused.path, refused.sentence),))


def _bind_group(
    group: Group, path: Path, subjects: Mapping[str, Subject], problems: list[Problem]
) -> BoundGroup:
    """What of the group is sound; adds to the problems what is wrong in it."""
    if not group.of:
        problems.append(Problem(path, _("Add a condition to this group."), blank=True))
    sound: list[BoundNode] = []
    for place, child in enumerate(group.of):
        inside = (*path, place)
        if isinstance(child, Group):
            sound.append(_bind_group(child, inside, subjects, problems))
            continue
        try:
            sound.append(bind_condition(child, subjects))
        except Refused as refused:
            where = (refused.input, refused.blank)
            problems.append(Problem(inside, refused.sentence, *where))
    return BoundGroup(group.match, tuple(sound))


def bind_condition(
    condition: Condition, subjects: Mapping[str, Subject]
) -> BoundCondition:
    """Raises Refused for what is not known here, and for values that make no sense."""
    subject = subjects.get(condition.field)
    if subject is None:
        raise Refused(_("What this condition asks for is no longer there."))
    operator = subject.operator(condition.op)
    if operator is None:
        raise Refused(_("This cannot be asked here."))
    return BoundCondition(subject, operator, operator.control.clean(condition.value))
