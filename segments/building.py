"""The builder as it is shown: a draft with what can be chosen and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

from django.utils.translation import gettext as _

from conditions import tree
from conditions.binding import Bound, Problem, bind
from conditions.controls import Nothing
from conditions.tree import MAX_DEPTH, Group, Match, TreeRefused
from segments.drafts import DraftCondition, DraftGroup, DraftNode, walk
from segments.inputs import Fault, Input, Option, typed_lists
from segments.moves import NOTHING_DONE, Done, Place, places_of

if TYPE_CHECKING:
    from accounts.navigation import Text
    from conditions.controls import Control
    from conditions.subjects import Subject


class Section(NamedTuple):
    label: Text
    options: list[Option]


@dataclass(frozen=True)
class Row:
    """A node of the draft on the page."""

    building: Building
    node: DraftNode
    path: tree.Path
    place: Place | None  # None for the root

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def is_group(self) -> bool:
        return isinstance(self.node, DraftGroup)

    @property
    def group(self) -> DraftGroup:
        return cast(DraftGroup, self.node)

    @property
    def condition(self) -> DraftCondition:
        return cast(DraftCondition, self.node)

    @property
    def parent_id(self) -> str:
        return self.place.parent.id if self.place else ""

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def is_odd(self) -> bool:
        return len(self.path) % 2 == 1

    @property
    def name(self) -> str:
        """What it is called aloud: its place, and what it asks for."""
        number = ".".join(str(place + 1) for place in self.path)
        if self.is_group:
            return _("group %(n)s") % {"n": number}
        label = self.subject.label if self.subject else ""
        return _("condition %(n)s %(label)s") % {"n": number, "label": label}

    @cached_property
    def fault(self) -> Fault | None:
        return self.building.faults.get(self.path)

    @property
    def problem(self) -> str:
        """What is wrong with it, as long as it is not only unfinished."""
        fault = self.fault
        if fault is None or (fault.blank and not self.building.strict):
            return ""
        return fault.sentence

    @property
    def focus(self) -> str:
        """The part of it in which the work goes on."""
        done = self.building.done
        return done.part if done.id == self.id else ""

    # Of a group

    @property
    def matches(self) -> list[Option]:
        labels = {Match.ALL: _("all"), Match.ANY: _("any"), Match.NONE: _("none")}
        chosen = self.group.match
        return [Option(m.value, label, m is chosen) for m, label in labels.items()]

    @property
    def rows(self) -> list[Row]:
        places = enumerate(self.group.of)
        return [self.building.row(child, (*self.path, n)) for n, child in places]

    @property
    def may_nest(self) -> bool:
        return self.depth + 1 < MAX_DEPTH

    # Of a condition

    @property
    def subject(self) -> Subject | None:
        return self.building.subjects.get(self.condition.field)

    @property
    def sections(self) -> list[Section]:
        chosen = self.condition.field
        return [
            Section(label, [Option(key, text, key == chosen) for key, text in keys])
            for label, keys in self.building.fields
        ]

    @property
    def is_lost(self) -> bool:
        """Whether it asks for what is no longer there."""
        return bool(self.condition.field) and self.subject is None

    @property
    def operators(self) -> list[Option]:
        chosen = self.condition.op
        operators = self.subject.operators if self.subject else ()
        return [Option(op.key, op.label, op.key == chosen) for op in operators]

    @cached_property
    def input(self) -> Input | None:
        """What is filled in; None where nothing is."""
        node = self.condition
        operator = self.subject.operator(node.op) if self.subject else None
        if operator is None or isinstance(operator.control, Nothing):
            return None
        name, label = f"v-{node.id}", _("Value")
        fault = self.fault if self.problem else None
        named = (operator.control, name, node.value, node.field, label, fault)
        return Input(*named, is_held=self._is_held(operator.control))

    def _is_held(self, control: Control) -> bool:
        """Whether the page shows inputs of this kind for this field already."""
        field, _space, op = self.building.held.get(self.id, "").partition(" ")
        before = self.subject.operator(op) if self.subject else None
        same = before is not None and before.control.kind == control.kind
        return same and field == self.condition.field

    @property
    def note(self) -> str:
        """What one should know of what is asked for."""
        return self.subject.note() if self.subject else ""

    @property
    def elsewhere(self) -> str:
        """The problem, where no input of the value stands beside it."""
        return "" if self.input is not None else self.problem

    # What can be done with it

    @property
    def is_first(self) -> bool:
        place = self.place
        return place is None or (place.position == 0 and place.above is None)

    @property
    def is_last(self) -> bool:
        place = self.place
        return place is None or (place.neighbor(1) is None and place.above is None)

    @property
    def above_is_group(self) -> bool:
        return self.place is not None and self.place.group(-1) is not None

    @property
    def below_is_group(self) -> bool:
        return self.place is not None and self.place.group(1) is not None

    @property
    def is_nested(self) -> bool:
        return self.place is not None and self.place.above is not None


@dataclass(frozen=True)
class Building:
    """`strict` tells what is unfinished as well: after somebody wanted to save it.

    `held` says for which field and operator the page has inputs already, by the ids of
    the conditions: long lists of choices need not be sent again.
    """

    root: DraftGroup
    subjects: Mapping[str, Subject]
    done: Done = NOTHING_DONE
    strict: bool = False
    held: Mapping[str, str] = field(default_factory=dict)

    @property
    def top(self) -> Row:
        return self.row(self.root, ())

    def row(self, node: DraftNode, path: tree.Path) -> Row:
        return Row(self, node, path, self._places.get(node.id))

    @cached_property
    def _places(self) -> dict[str, Place]:
        return places_of(self.root)

    @cached_property
    def fields(self) -> list[tuple[Text, list[tuple[str, Text]]]]:
        """What can be asked, under its headings."""
        order: dict[str, int] = {}
        for subject in self.subjects.values():
            order.setdefault(str(subject.section), len(order))
        ordered = sorted(self.subjects.values(), key=lambda s: order[str(s.section)])
        return [
            (section, [(subject.key, subject.label) for subject in subjects])
            for section, subjects in groupby(ordered, key=lambda s: str(s.section))
        ]

    @cached_property
    def faults(self) -> dict[tree.Path, Fault]:
        problems = self.bound.problems
        found = {p.path: Fault(p.input, p.sentence, p.blank) for p in problems}
        for path, node in walk(self.root):
            if isinstance(node, DraftCondition) and not node.field:
                found[path] = Fault("", _("Choose what to ask for."), True)
        return found

    @cached_property
    def bound(self) -> Bound:
        """All of it, as it would be saved."""
        try:
            tree.check_size(self.root.node)
        except TreeRefused as refused:
            return Bound(None, (Problem(refused.path, refused.sentence),))
        return bind(self.root.node, self.subjects)

    @cached_property
    def finished(self) -> Group | None:
        """What of it can be asked already; None for nothing at all."""
        blank = {path for path, fault in self.faults.items() if fault.blank}
        return _without(self.root, (), blank)

    @property
    def n_unfinished(self) -> int:
        return sum(fault.blank for fault in self.faults.values())

    @property
    def n_wrong(self) -> int:
        return sum(not fault.blank for fault in self.faults.values())

    @property
    def lists(self) -> list[Input]:
        """The lists of names that values are typed from."""
        return typed_lists(self._inputs())

    def _inputs(self) -> Iterator[Input]:
        for path, node in walk(self.root):
            if isinstance(node, DraftCondition):
                found = self.row(node, path).input
                if found is not None:
                    yield found


def _without(group: DraftGroup, path: tree.Path, blank: set[tree.Path]) -> Group | None:
    """The group without these conditions, and without groups that become empty."""
    kept: list[tree.Node] = []
    for place, child in enumerate(group.of):
        inside = (*path, place)
        if isinstance(child, DraftGroup):
            rest = _without(child, inside, blank)
            if rest is not None:
                kept.append(rest)
        elif inside not in blank:
            kept.append(child.node)
    return Group(group.match, tuple(kept)) if kept else None
