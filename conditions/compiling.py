"""A bound tree as one Q over the contacts of its audience.

Negations are pushed down to the conditions, so that whatever is unknown of somebody
counts as no, above as below. Sets of ids that must hold are semi-joined, those that
must not are anti-joined where nothing but AND stands above them, and looked up in a
hash elsewhere; none is computed for each contact.

Who is archived is not looked at: callers narrow their contacts by it, and those who
speak of segments start at `audience.contacts.present()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from conditions.binding import Bound, BoundCondition, BoundGroup
from conditions.matching import Holding, IsNotTrue, Members, NotAmong
from conditions.tree import Match

if TYPE_CHECKING:
    from conditions.matching import Matching
    from conditions.moments import At

# Ids of contacts, known or asked for.
type Among = Sequence[int] | QuerySet[Any, Any]

NOBODY = Q(pk__in=[])


def q_of(bound: Bound, at: At, among: Among | None = None) -> Q:
    """Who matches; nobody where the tree has a problem.

    Where the contacts are narrowed to those whose ids are `among` some, what happened
    to others is not read.
    """
    return NOBODY if bound.root is None else Compiler(at, among).compile(bound.root)


@dataclass(frozen=True, slots=True)
class Compiler:
    at: At
    among: Among | None = None

    def compile(
        self, group: BoundGroup, *, negated: bool = False, conjunctive: bool = True
    ) -> Q:
        """`conjunctive` says that only AND stands above it."""
        negated ^= group.match is Match.NONE
        all_hold = (group.match is Match.ALL) != negated
        inside = conjunctive and all_hold
        parts: list[Q] = []
        together: dict[tuple[str, bool], _Together] = {}
        for child in group.of:
            if isinstance(child, BoundGroup):
                parts.append(self.compile(child, negated=negated, conjunctive=inside))
                continue
            matching, opposite = positive(child, self.at)
            opposite ^= negated
            # Not to have one nor the other is not to have any.
            every = all_hold != opposite
            if not isinstance(matching, Holding) or not matching.joins(every=every):
                parts.append(
                    self._matched(matching, negated=opposite, conjunctive=inside)
                )
                continue
            key = matching.column, opposite
            if key not in together:
                together[key] = _Together(len(parts), every)
                parts.append(NOBODY)  # in its place
            together[key].ids.extend(matching.ids)
        for (column, opposite), held in together.items():
            joined = Holding(column, held.ids, held.every)
            parts[held.place] = self._matched(joined, negated=opposite)
        return reduce(and_ if all_hold else or_, parts)

    def _matched(
        self, matching: Matching, *, negated: bool, conjunctive: bool = False
    ) -> Q:
        if isinstance(matching, BoundGroup):
            return self.compile(matching, negated=negated, conjunctive=conjunctive)
        if isinstance(matching, Holding):
            matching = matching.q
        if not isinstance(matching, Members):
            return Q(IsNotTrue(matching)) if negated else matching
        negated ^= matching.complement
        ids = matching.ids
        if self.among is not None:
            ids = ids.filter(contact_id__in=self.among)
        if not negated:
            return Q(pk__in=ids)
        return Q(NotAmong(ids)) if conjunctive else ~Q(pk__in=ids)


@dataclass(slots=True)
class _Together:
    """Ids of one column that are asked for at once, and where that stands."""

    place: int
    every: bool
    ids: list[int] = field(default_factory=list)


def positive(condition: BoundCondition, at: At) -> tuple[Matching, bool]:
    """What a condition matches, and whether the opposite is meant."""
    operator = condition.operator
    key = operator.negates or operator.key
    return condition.subject.matching(key, condition.value, at), bool(operator.negates)
