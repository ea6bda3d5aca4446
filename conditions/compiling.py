"""A bound tree as one Q over the contacts of its audience.

Negations are pushed down to the conditions, so that whatever is unknown of somebody
counts as no, above as below. Sets of ids that must hold are semi-joined, those that
must not are anti-joined where nothing but AND stands above them, and looked up in a
hash elsewhere; none is computed for each contact.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from conditions.binding import Bound, BoundCondition, BoundGroup, BoundNode
from conditions.matching import IsNotTrue, Members, NotAmong
from conditions.tree import Match

if TYPE_CHECKING:
    from conditions.moments import At

NOBODY = Q(pk__in=[])


def q_of(bound: Bound, at: At) -> Q:
    """Who matches; nobody where the tree has a problem."""
    return NOBODY if bound.root is None else _compile(bound.root, at)


def _compile(
    node: BoundNode, at: At, *, negated: bool = False, conjunctive: bool = True
) -> Q:
    """`conjunctive` says that only AND stands above it."""
    if isinstance(node, BoundCondition):
        return _condition(node, at, negated=negated, conjunctive=conjunctive)
    negated ^= node.match is Match.NONE
    all_hold = (node.match is Match.ALL) != negated
    parts = [
        _compile(child, at, negated=negated, conjunctive=conjunctive and all_hold)
        for child in node.of
    ]
    return reduce(and_ if all_hold else or_, parts)


def _condition(
    condition: BoundCondition, at: At, *, negated: bool, conjunctive: bool
) -> Q:
    operator, value = condition.operator, condition.value
    negated ^= bool(operator.negates)
    matching = condition.subject.matching(operator.negates or operator.key, value, at)
    if isinstance(matching, BoundGroup):
        return _compile(matching, at, negated=negated, conjunctive=conjunctive)
    if isinstance(matching, Members):
        negated ^= matching.complement
        if not negated:
            return Q(pk__in=matching.ids)
        if conjunctive:
            return Q(NotAmong(matching))
        return ~Q(pk__in=matching.ids)
    return Q(IsNotTrue(matching)) if negated else matching


def positive(condition: BoundCondition, at: At) -> tuple[Any, bool]:
    """What a condition matches, and whether the opposite is meant."""
    operator = condition.operator
    key = operator.negates or operator.key
    return condition.subject.matching(key, condition.value, at), bool(operator.negates)
