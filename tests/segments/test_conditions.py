from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from conditions.binding import read_and_bind
from conditions.compiling import q_of
from conditions.explaining import explain
from conditions.moments import At
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from segments.conditions import subjects_within
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory, SegmentFactory


def inside(segment: Segment, op: str = "in") -> dict[str, Any]:
    return {"field": "segment", "op": op, "value": segment.pk}


@pytest.fixture
def important(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))


def test_who_is_in_another_segment_is_who_matches_its_tree(
    audience: Audience, important: Segment
) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)
    bert = ContactFactory.create(audience=audience)
    subjects, at = subjects_of(audience), At.of(audience)

    among = read_and_bind(of(inside(important)), subjects)
    others = read_and_bind(of(inside(important, "not_in")), subjects)

    assert [*audience.contacts.filter(q_of(among, at))] == [ann]
    assert [*audience.contacts.filter(q_of(others, at))] == [bert]


def test_the_conditions_of_a_segment_within_are_explained(
    audience: Audience, important: Segment
) -> None:
    bert = ContactFactory.create(audience=audience)
    bound = read_and_bind(of(inside(important, "not_in")), subjects_of(audience))

    root = explain(bound, audience.contacts.all(), bert.pk, At.of(audience))

    assert root is not None
    assert (root.is_true, root.of[0].is_true) == (True, True)
    assert root.of[0].clause == "who are not in the segment “Important”"
    assert [(a.is_true, a.clause) for a in root.of[0].of] == [(False, "who are VIP")]


def test_a_segment_is_read_back_by_its_name(
    audience: Audience, important: Segment
) -> None:
    bound = read_and_bind(of(inside(important)), subjects_of(audience))

    assert bound.root is not None
    assert sentence(bound.root) == "Contacts who are in the segment “Important”."


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_segment_that_leads_back_to_itself_is_refused(
    audience: Audience, length: int
) -> None:
    ring = SegmentFactory.create_batch(length, audience=audience)
    for segment, following in zip(ring, ring[1:] + ring[:1], strict=True):
        segment.tree = of(inside(following))
        segment.save()

    problems = read_and_bind(
        ring[0].tree, subjects_within(audience, ring[0].pk)
    ).problems

    assert [problem.path for problem in problems] == [(0,)]


def test_a_segment_in_a_ring_matches_nobody(audience: Audience) -> None:
    ContactFactory.create(audience=audience)
    segment = SegmentFactory.create(audience=audience)
    segment.tree = of(inside(segment, "not_in"))
    segment.save()

    bound = read_and_bind(of(inside(segment, "not_in")), subjects_of(audience))

    assert not audience.contacts.filter(q_of(bound, At.of(audience))).exists()


def test_segments_of_other_audiences_are_not_there(audience: Audience) -> None:
    foreign = SegmentFactory.create()

    (problem,) = read_and_bind(of(inside(foreign)), subjects_of(audience)).problems

    assert problem.sentence == "This segment is no longer there."


def test_segments_that_multiply_are_refused(audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience, tree=of(VIP))
    for _ in range(6):
        inner = inside(segment)
        segment = SegmentFactory.create(
            audience=audience, tree=of(inner, inner, inner, match="any")
        )

    problems = read_and_bind(segment.tree, subjects_of(audience)).problems

    assert problems[0].path == ()


def test_a_long_chain_of_segments_is_refused(audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience, tree=of(VIP))
    for _ in range(12):
        segment = SegmentFactory.create(audience=audience, tree=of(inside(segment)))

    assert read_and_bind(segment.tree, subjects_of(audience)).problems


def test_archived_segments_can_be_asked_for_no_longer(
    audience: Audience, important: Segment
) -> None:
    important.archived_at = timezone.now()
    important.save()

    assert read_and_bind(of(inside(important)), subjects_of(audience)).problems
