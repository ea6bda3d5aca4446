"""Why somebody matches or does not: the tree with yes or no at every node.

Two questions are asked of the database: one for all conditions at once, about this one
contact, and what the subjects look up to say on which datum an answer rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Exists, Value, When

from conditions.binding import Bound, BoundCondition, BoundGroup, BoundNode
from conditions.compiling import positive
from conditions.matching import Holding, Members
from conditions.sentences import clause
from conditions.tree import Match

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conditions.moments import At


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a node is true for the contact; of a condition, in words, and why."""

    is_true: bool
    match: Match | None = None
    of: tuple[Answer, ...] = ()
    clause: str = ""
    datum: str = ""


def explain(bound: Bound, contacts: QuerySet[Any], pk: int, at: At) -> Answer | None:
    """The answers for the contact of this id; None where the tree has a problem."""
    if bound.root is None:
        return None
    contact = contacts.get(pk=pk)
    answers = _asked(list(_leaves(bound.root, at)), contacts, pk, at)
    return _answer(bound.root, contact, at, answers)


# PostgreSQL answers 1,664 at once.
AT_ONCE = 1_000


def truths(
    roots: Sequence[BoundGroup], contacts: QuerySet[Any], pk: int, at: At
) -> list[bool]:
    """Whether each of these trees is true for the contact of this id."""
    leaves = [leaf for root in roots for leaf in _leaves(root, at)]
    answers = _asked(leaves, contacts, pk, at)
    return [_is_true(root, at, answers) for root in roots]


def _asked(
    leaves: Sequence[BoundCondition], contacts: QuerySet[Any], pk: int, at: At
) -> Iterator[bool]:
    """The answers of the conditions, in their order."""
    for few in batched(leaves, AT_ONCE, strict=False):
        asked = {
            f"is_true_{n}": _question(condition, pk, at)
            for n, condition in enumerate(few)
        }
        one = contacts.filter(pk=pk).annotate(**asked)
        yield from one.values_list(*asked).get()


def _is_true(node: BoundNode, at: At, answers: Iterator[bool]) -> bool:
    if isinstance(node, BoundGroup):
        return node.match.holds([_is_true(child, at, answers) for child in node.of])
    matching, negated = positive(node, at)
    if isinstance(matching, BoundGroup):
        return _is_true(matching, at, answers) != negated
    return next(answers) != negated


def _leaves(node: BoundNode, at: At) -> Iterator[BoundCondition]:
    """The conditions in the order `_answer` takes their answers."""
    if isinstance(node, BoundGroup):
        for child in node.of:
            yield from _leaves(child, at)
        return
    matching, _negated = positive(node, at)
    if isinstance(matching, BoundGroup):
        yield from _leaves(matching, at)
    else:
        yield node


def _question(condition: BoundCondition, pk: int, at: At) -> Any:
    matching, _negated = positive(condition, at)
    if isinstance(matching, Members):
        # Narrowed to the one contact: what it counts is then counted for nobody else.
        among = Exists(matching.ids.filter(contact_id=pk))
        return ~among if matching.complement else among
    if isinstance(matching, BoundGroup):
        raise TypeError("The conditions of a tree are asked for, not the tree.")
    if isinstance(matching, Holding):
        matching = matching.q
    true = Value(True)
    return Case(When(matching, then=true), default=Value(False), output_field=_YES)


_YES = BooleanField()


def _answer(node: BoundNode, contact: Any, at: At, answers: Iterator[bool]) -> Answer:
    if isinstance(node, BoundGroup):
        of = tuple(_answer(child, contact, at, answers) for child in node.of)
        is_true = node.match.holds([answer.is_true for answer in of])
        return Answer(is_true, node.match, of)
    matching, negated = positive(node, at)
    operator, value = node.operator.key, node.value
    if isinstance(matching, BoundGroup):
        inside = _answer(matching, contact, at, answers)
        is_true = inside.is_true != negated
        return Answer(is_true, inside.match, inside.of, clause(node))
    is_true = next(answers) != negated
    datum = node.subject.datum(contact, operator, value, at)
    return Answer(is_true, clause=clause(node), datum=datum)
