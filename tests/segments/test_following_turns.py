"""Followed segments are refreshed when a day is over, and when something was missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.models import Contact
from segments import following
from segments.models import Segment
from tests.factories import AudienceFactory, ContactFactory, SegmentFactory
from tests.segments.kept import entered, finish, members


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience)


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, vip=True)


def test_midnight_turns_those_whose_days_are_over(
    audience: Audience, ann: Contact, alice: User
) -> None:
    recent = {"field": "created_at", "op": "last", "value": 1}
    segment = SegmentFactory.create(
        audience=audience, tree={"v": 1, "match": "all", "of": [recent]}
    )
    following.follow(segment, None, actor=alice)
    finish(audience)
    assert members(segment) == [ann.pk]

    before = following.turn(timezone.now())
    after = following.turn(timezone.now() + timedelta(days=1))

    assert (before, after) == (0, 1)
    assert members(segment) == []


def test_what_was_missed_is_repaired(
    segment: Segment, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    bert = ContactFactory.create(audience=audience, vip=True)

    following.repair()

    assert members(segment) == [bert.pk]
    assert entered(audience) == 1


def turn_tomorrow() -> int:
    return following.turn(timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("act", [turn_tomorrow, following.repair])
def test_a_segment_that_fails_keeps_no_other_from_its_turn_and_is_told_of(
    audience: Audience,
    alice: User,
    act: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = AudienceFactory.create(account=audience.account)
    recent = {"field": "created_at", "op": "last", "value": 1}
    tree = {"v": 1, "match": "none", "of": [recent]}
    first, second, third = [
        SegmentFactory.create(audience=each, tree=tree)
        for each in (audience, audience, other)
    ]
    for segment in (first, second, third):
        following.follow(segment, None, actor=alice)
        finish(segment.audience)
    ContactFactory.create(audience=audience)
    ContactFactory.create(audience=other)
    Contact.objects.update(created_at=timezone.now() - timedelta(days=9))
    refuse_members_of(first)

    with pytest.raises(DatabaseError, match="nobody enters"):
        act()

    assert [len(members(each)) for each in (first, second, third)] == [0, 1, 1]
    said = [each.getMessage() for each in caplog.records]
    assert said == [f"Segment {first.pk} could not be refreshed"]


def refuse_members_of(segment: Segment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE 'nobody enters'; END $$
        """)
        cursor.execute(f"""
            CREATE TRIGGER refuse BEFORE INSERT ON segments_segmentmember FOR EACH ROW
            WHEN (NEW.segment_id = {segment.pk}) EXECUTE FUNCTION refuse()
        """)
