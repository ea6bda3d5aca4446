from __future__ import annotations

import pytest

from audiences.models import Audience
from conditions.compiling import q_of
from conditions.moments import At
from contacts import demo
from events.models import Listener
from segments import membership
from segments.binding import bound_of
from segments.history import history_of
from segments.models import Segment
from segments.standing import Standing


@pytest.fixture
def loaded(db: None) -> list[Audience]:
    assert demo.load()
    return list(Audience.objects.in_order())


def test_the_demo_has_segments_that_hold_some_people_and_never_all(
    loaded: list[Audience],
) -> None:
    for audience in loaded:
        present = audience.contacts.present().count()
        segments = audience.segments.in_order()

        assert len(segments) >= 3
        for segment in segments:
            assert bound_of(segment).problems == ()
            assert segment.n is not None
            assert 0 < segment.n < present / 2, segment
            assert segment.changed_at == segment.created_at


def test_one_is_followed_and_tells_of_those_who_came_and_went(
    loaded: list[Audience],
) -> None:
    (segment,) = Segment.objects.followed()
    segment.audience = next(a for a in loaded if a.pk == segment.audience_id)
    standing, told = Standing(segment), history_of(segment)
    at = At.of(segment.audience)
    inside = set(segment.members.values_list("contact_id", flat=True))
    matching = segment.audience.contacts.present().filter(q_of(standing.bound, at))

    assert standing.is_settled
    assert inside == set(matching.values_list("pk", flat=True))
    assert not segment.members.filter(was_inside=True).exists()
    assert {move.entered for move in told.moves} == {True, False}
    assert standing.tag is not None
    tagged = matching.filter(tag_ids__contains=[standing.tag.pk])
    assert tagged.count() == matching.count()
    assert membership.refresh(segment, at) == membership.Change([], 0)
    assert Listener.objects.filter(audience=segment.audience).exists()
