from __future__ import annotations

import pytest

from audiences.models import Audience
from contacts import demo
from segments.binding import bound_of


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
