from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.compiling import q_of
from conditions.moments import At
from contacts.causes import Cause
from contacts.models import Contact
from events.models import Event
from events.names import Own
from segments import membership
from segments.binding import bound_of
from segments.models import Segment, SegmentMember
from tests.conditions.said import VIP, asking, of
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    SegmentFactory,
    TagFactory,
)

ZONE = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 28, 12, tzinfo=ZONE)


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, tree=of(VIP), followed_at=NOW)


def members(segment: Segment) -> set[int]:
    rows = SegmentMember.objects.filter(
        audience=segment.audience_id, segment_id=segment.pk
    )
    return set(rows.values_list("contact_id", flat=True))


def told(segment: Segment) -> list[tuple[int, int]]:
    names = [Own.SEGMENT_ENTERED, Own.SEGMENT_LEFT]
    events = Event.objects.filter(
        audience=segment.audience_id,
        name_id__in=names,
        properties__segment=segment.pk,
    )
    return [*events.order_by("id").values_list("name_id", "contact_id")]


def test_who_matches_enters_and_who_matches_no_longer_leaves(
    segment: Segment, audience: Audience
) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)
    ContactFactory.create(audience=audience)
    at = At.of(audience)

    first = membership.refresh(segment, at)
    audience.contacts.filter(pk=ann.pk).update(vip=False)
    second = membership.refresh(segment, at)

    assert (first.entered, first.left) == ([ann.pk], 0)
    assert (second.entered, second.left) == ([], 1)
    assert members(segment) == set()
    assert told(segment) == [
        (Own.SEGMENT_ENTERED, ann.pk),
        (Own.SEGMENT_LEFT, ann.pk),
    ]


def test_a_refresh_of_what_did_not_change_tells_nothing(
    segment: Segment, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    membership.refresh(segment, At.of(audience))

    again = membership.refresh(segment, At.of(audience))

    assert (again.entered, again.left) == ([], 0)
    assert len(told(segment)) == 1


def test_those_who_are_in_when_it_begins_are_not_told_of(
    segment: Segment, audience: Audience
) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)

    membership.refresh(segment, At.of(audience), quietly=True)

    assert members(segment) == {ann.pk}
    assert told(segment) == []


def test_only_those_among_the_given_are_looked_at(
    segment: Segment, audience: Audience
) -> None:
    ann, bert = ContactFactory.create_batch(2, audience=audience, vip=True)

    change = membership.refresh(segment, At.of(audience), [ann.pk])

    assert change.entered == [ann.pk]
    assert members(segment) == {ann.pk}
    assert bert.pk not in members(segment)


def test_who_enters_gets_the_tag_of_the_segment(
    segment: Segment, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience)
    segment.entry_tag = tag.pk
    ann = ContactFactory.create(audience=audience, vip=True)

    membership.refresh(segment, At.of(audience))

    ann.refresh_from_db()
    assert ann.tag_ids == [tag.pk]


def test_a_deleted_tag_is_given_to_nobody(segment: Segment, audience: Audience) -> None:
    tag = TagFactory.create(audience=audience, deleted_at=NOW)
    segment.entry_tag = tag.pk
    ann = ContactFactory.create(audience=audience, vip=True)

    membership.refresh(segment, At.of(audience))

    ann.refresh_from_db()
    assert ann.tag_ids == []


def test_the_archived_leave(segment: Segment, audience: Audience) -> None:
    ContactFactory.create(audience=audience, vip=True)
    membership.refresh(segment, At.of(audience))
    audience.contacts.archive(Cause(audience, "staff"))

    change = membership.refresh(segment, At.of(audience))

    assert change.left == 1


def test_a_segment_that_makes_no_sense_any_more_is_empty(
    segment: Segment, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    membership.refresh(segment, At.of(audience))
    segment.tree = of(asking("tag", "has_not", 4_000_000))

    change = membership.refresh(segment, At.of(audience))

    assert (change.entered, change.left) == ([], 1)
    assert members(segment) == set()


def test_time_turns_what_is_said_of_days_at_midnight(audience: Audience) -> None:
    audience.time_zone = str(ZONE)
    recent = SegmentFactory.create(
        audience=audience, tree=of(asking("created_at", "last", 3))
    )
    important = SegmentFactory.create(audience=audience, tree=of(VIP))
    at = At(NOW, ZONE)

    for each in (recent, important):
        membership.refresh(each, at)
        each.refresh_from_db()

    assert recent.next_flip_at == datetime(2026, 11, 29, tzinfo=ZONE)
    assert important.next_flip_at is None


def test_strangers_stay_outside(segment: Segment, audience: Audience) -> None:
    ContactFactory.create(vip=True)

    assert membership.refresh(segment, At.of(audience)).entered == []


leaves = st.sampled_from(
    [
        *(VIP, asking("vip", "no"), asking("created_at", "last", 2)),
        *(asking("created_at", "last_not", 3), asking("rating", "more", 2)),
        asking("status", "is_not", ["subscribed"]),
    ]
)
trees = st.builds(
    lambda match, of_: {"v": 1, "match": match, "of": of_},
    st.sampled_from(["all", "any", "none"]),
    st.lists(leaves, min_size=1, max_size=3),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("vip"), st.integers(0, 4)),
        st.tuples(st.just("rating"), st.integers(0, 4)),
        st.tuples(st.just("unsubscribe"), st.integers(0, 4)),
        st.tuples(st.just("archive"), st.integers(0, 4)),
        st.tuples(st.just("delete"), st.integers(0, 4)),
        st.tuples(st.just("hours"), st.integers(1, 30)),
    ),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees, changes=steps)
def test_membership_is_what_the_query_says_whatever_happens(
    db: None, tree: dict[str, Any], changes: list[tuple[str, int]]
) -> None:
    audience = AudienceFactory.create(time_zone=str(ZONE))
    people = [
        ContactFactory.create(audience=audience, created_at=NOW - timedelta(days=n))
        for n in range(5)
    ]
    segment = SegmentFactory.create(audience=audience, tree=tree, followed_at=NOW)
    at = At(NOW, ZONE)
    membership.refresh(segment, at)

    for change, n in changes:
        if change == "hours":
            at = At(at.now + timedelta(hours=n), ZONE)
            segment.refresh_from_db()
            if segment.next_flip_at and segment.next_flip_at <= at.now:
                membership.refresh(segment, at)
        else:
            apply(audience, people[n], change)
            membership.refresh(segment, at, [people[n].pk])

        bound = bound_of(segment)
        matching = audience.contacts.present().filter(q_of(bound, at))
        assert members(segment) == set(matching.values_list("pk", flat=True))

    entered, left = set(), []
    for name, pk in told(segment):
        if name == Own.SEGMENT_ENTERED:
            assert pk not in entered
            entered.add(pk)
        else:
            left.append(pk)
            entered.remove(pk)
    assert members(segment) == entered & set(
        audience.contacts.values_list("pk", flat=True)
    )


def apply(audience: Audience, person: Contact, change: str) -> None:
    rows = audience.contacts.filter(pk=person.pk)
    cause = Cause(audience, "staff")
    if change == "vip":
        person.vip = not person.vip
        rows.update(vip=person.vip)
    elif change == "rating":
        rows.update(rating=person.pk % 6)
    elif change == "delete":
        rows.delete()
    else:
        getattr(rows, change)(cause)
