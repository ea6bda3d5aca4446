from __future__ import annotations

import pytest

from accounts.models import User
from audiences.models import Audience
from preferences.models import Preference
from segments.copying import copy, copy_of
from tests.conditions.said import asking, of
from tests.factories import PreferenceFactory, SegmentFactory


@pytest.fixture
def news(audience: Audience) -> Preference:
    return PreferenceFactory.create(audience=audience, name="News")


def test_a_preference_is_found_by_its_name_in_the_other_audience(
    audience: Audience, club: Audience, news: Preference, alice: User
) -> None:
    there = PreferenceFactory.create(audience=club, name="NEWS")
    tree = of(asking("preference", "unsubscribed", news.pk))
    segment = SegmentFactory.create(audience=audience, tree=tree)

    copied = copy(segment, club, "Out", owner=alice, make=False)

    assert copied.tree["of"] == [
        {"field": "preference", "op": "unsubscribed", "value": there.pk}
    ]


def test_a_preference_that_is_not_there_is_left_out(
    audience: Audience, club: Audience, news: Preference
) -> None:
    tree = of(asking("preference", "subscribed", news.pk))
    segment = SegmentFactory.create(audience=audience, tree=tree)

    (lost,) = copy_of(segment, club).for_good

    assert lost.reason == "There is no preference of this name there."
