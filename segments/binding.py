"""Segments and trees in their audience: who is in them now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from conditions.binding import Bound, Problem, read_and_bind
from conditions.compiling import NOBODY, q_of
from conditions.moments import At
from conditions.subjects import subjects_of
from conditions.tree import Group, Match, Node, TreeRefused, check_size, read
from segments.conditions import (
    Segments,
    subjects_within,
    subjects_within_each,
)

if TYPE_CHECKING:
    from django.db.models import Q

    from audiences.models import Audience
    from segments.models import Segment


def bound_of(segment: Segment) -> Bound:
    """What the segment says in its audience; a problem where it is archived."""
    if segment.archived_at:
        return Bound(None, (Problem((), _("This segment is archived.")),))
    subjects = subjects_within(segment.audience, segment.pk)
    return read_and_bind(segment.tree, subjects)


def bound_each(audience: Audience, segments: Sequence[Segment]) -> list[Bound]:
    """The same of some that are present, by as many statements as of one."""
    subjects = subjects_within_each(audience, (one.pk for one in segments))
    return [
        read_and_bind(one.tree, known)
        for one, known in zip(segments, subjects, strict=True)
    ]


def bound_in(audience: Audience, tree: Any) -> Bound:
    return read_and_bind(tree, subjects_of(audience))


def who(audience: Audience, bound: Bound) -> Q:
    """Whom the tree matches at this moment."""
    return NOBODY if bound.root is None else q_of(bound, At.of(audience))


def settled(segment: Segment) -> Group:
    """The tree with those of other segments in their places, as they are now.

    Where that would be too much for a tree, these are still named. Raises TreeRefused.
    """
    root = read(segment.tree)
    try:
        whole = _filled(root, Segments(segment.audience).segments, [segment.pk])
        check_size(whole)
    except TreeRefused:
        return root
    return whole


def _filled(group: Group, segments: Mapping[int, Segment], within: list[int]) -> Group:
    return Group(group.match, tuple(_in_full(n, segments, within) for n in group.of))


def _in_full(node: Node, segments: Mapping[int, Segment], within: list[int]) -> Node:
    if isinstance(node, Group):
        return _filled(node, segments, within)
    other = segments.get(node.value) if node.field == Segments.key else None
    if other is None or other.pk in within or node.op not in {"in", "not_in"}:
        return node
    inner = _filled(read(other.tree), segments, [*within, other.pk])
    return inner if node.op == "in" else Group(Match.NONE, (inner,))
