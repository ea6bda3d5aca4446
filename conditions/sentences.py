"""A bound tree read back as one sentence; its brackets are the groups of the tree."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conditions.binding import BoundCondition, BoundGroup, BoundNode
from conditions.tree import Match


def sentence(root: BoundGroup) -> str:
    return _("Contacts %(clauses)s.") % {"clauses": _group(root)}


def clause(condition: BoundCondition) -> str:
    return condition.subject.clause(condition.operator.key, condition.value)


def _group(group: BoundGroup) -> str:
    parts = [_node(child, alone=len(group.of) == 1) for child in group.of]
    if group.match is Match.NONE:
        joined = "; ".join(parts)
        return _("of whom none of this is true: %(clauses)s") % {"clauses": joined}
    if group.match is Match.ALL:
        return f" {pgettext('between clauses', 'and')} ".join(parts)
    return f" {pgettext('between clauses', 'or')} ".join(parts)


def _node(node: BoundNode, *, alone: bool) -> str:
    if isinstance(node, BoundCondition):
        return clause(node)
    inner = _group(node)
    plain = alone and node.match is not Match.NONE
    return inner if plain else f"({inner})"
