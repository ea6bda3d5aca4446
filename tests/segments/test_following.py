from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience, Job
from contacts.causes import Cause
from contacts.ingest import writing
from contacts.ingest.reports import Reader
from contacts.models import Contact
from events import outbox
from events.names import Own
from segments import following
from segments.models import Segment
from tests.factories import (
    ContactFactory,
    GroupFactory,
    SegmentFactory,
    TagFactory,
)
from tests.segments.kept import entered, finish, members, tags

VIP = {"field": "vip", "op": "yes"}


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience)


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, vip=True)


def test_following_writes_down_who_is_inside_without_a_word(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    job = finish(audience)

    assert job.state == Job.State.FINISHED
    assert members(segment) == [ann.pk]
    assert entered(audience) == 0


@pytest.mark.parametrize("inside", [True, False])
def test_those_inside_get_the_tag_only_when_wanted(
    segment: Segment, ann: Contact, audience: Audience, alice: User, inside: bool
) -> None:
    tag = TagFactory.create(audience=audience)

    following.follow(segment, tag, actor=alice, inside=inside)
    finish(audience)

    assert tags(ann) == ([tag.pk] if inside else [])


def test_whoever_enters_later_is_told_of_and_gets_the_tag(
    segment: Segment, audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    following.follow(segment, tag, actor=alice)
    finish(audience)
    bert = ContactFactory.create(audience=audience, vip=True)

    following.react(audience, {Own.CONTACT_UPDATED: [bert.pk]})

    assert members(segment) == [bert.pk]
    assert entered(audience) == 1
    assert tags(bert) == [tag.pk]


@pytest.mark.parametrize(
    ("verb", "before", "name"),
    [
        ("subscribe_to_sms", "nonsubscribed", Own.SMS_SUBSCRIBED),
        ("unsubscribe_from_sms", "subscribed", Own.SMS_UNSUBSCRIBED),
    ],
)
def test_permission_for_sms_is_heard(
    audience: Audience, alice: User, verb: str, before: str, name: Own
) -> None:
    asked = {"field": "sms_status", "op": "is", "value": ["subscribed"]}
    tree = {"v": 1, "match": "all", "of": [asked]}
    segment = SegmentFactory.create(audience=audience, tree=tree)
    one = ContactFactory.create(
        audience=audience, sms_phone="+4741200001", sms_status=before
    )
    following.follow(segment, None, actor=alice)
    finish(audience)

    getattr(audience.contacts, verb)(Cause(audience, "staff"))
    following.react(audience, {name: [one.pk]})

    assert members(segment) == ([one.pk] if before == "nonsubscribed" else [])


def test_what_the_tree_does_not_listen_to_changes_nothing(
    segment: Segment, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    bert = ContactFactory.create(audience=audience, vip=True)

    following.react(audience, {Own.NOTE_ADDED: [bert.pk]})

    assert members(segment) == []


def test_a_segment_that_is_being_begun_with_is_left_alone(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)

    following.react(audience, {Own.CONTACT_UPDATED: [ann.pk]})

    assert members(segment) == []
    finish(audience)
    assert members(segment) == [ann.pk]


def test_all_slices_are_done(
    segment: Segment,
    audience: Audience,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "SLICE", 2)
    monkeypatch.setattr("segments.handover.SLICE", 2)
    tag = TagFactory.create(audience=audience)
    people = ContactFactory.create_batch(5, audience=audience, vip=True)

    following.follow(segment, tag, actor=alice, inside=True)
    finish(audience)

    assert members(segment) == sorted(person.pk for person in people)
    assert [tags(person) for person in people] == 5 * [[tag.pk]]


def test_following_ends_and_nothing_is_left(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)

    following.unfollow(segment, actor=alice)
    finish(audience)

    assert members(segment) == []
    assert following.wanted(audience) == frozenset()


def test_a_changed_tree_is_begun_with_anew(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    bert = ContactFactory.create(audience=audience)
    following.follow(segment, None, actor=alice)
    finish(audience)
    segment.tree = {"v": 1, "match": "none", "of": [VIP]}
    segment.save()

    following.begin_anew(segment, actor=alice)
    finish(audience)

    assert members(segment) == [bert.pk]
    assert entered(audience) == 0


def test_the_names_wanted_are_those_the_trees_listen_to(
    segment: Segment, audience: Audience, alice: User
) -> None:
    SegmentFactory.create(
        audience=audience,
        tree={
            "v": 1,
            "match": "all",
            "of": [{"field": "tag", "op": "has", "value": 1}],
        },
    )
    following.follow(segment, None, actor=alice)

    names = following.wanted(audience)

    assert Own.CONTACT_UPDATED in names
    assert Own.TAG_ADDED not in names


def test_an_archived_contact_leaves_by_the_event_of_it(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    audience.contacts.archive(Cause(audience, "staff"))

    following.react(audience, {Own.CONTACT_ARCHIVED: [ann.pk]})

    assert members(segment) == []


def test_what_happens_reaches_the_segments_that_listen(
    audience: Audience, ann: Contact, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    tagged = {"field": "tag", "op": "has", "value": tag.pk}
    segment = SegmentFactory.create(
        audience=audience, tree={"v": 1, "match": "all", "of": [tagged]}
    )
    following.follow(segment, None, actor=alice)
    finish(audience)

    audience.contacts.tag(tag, Cause(audience, "staff"))
    outbox.drain()

    assert members(segment) == [ann.pk]
    assert entered(audience) == 1


def test_whatever_changes_somebody_reaches_who_asks_when_they_were_changed(
    audience: Audience, ann: Contact, alice: User
) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    audience.contacts.update(changed_at=long_ago)
    lately = {"field": "changed_at", "op": "last", "value": 2}
    segment = SegmentFactory.create(
        audience=audience, tree={"v": 1, "match": "all", "of": [lately]}
    )
    following.follow(segment, None, actor=alice)
    finish(audience)
    tag, group = (
        TagFactory.create(audience=audience),
        GroupFactory.create(audience=audience),
    )

    for change in (
        lambda cause: audience.contacts.tag(tag, cause),
        lambda cause: audience.contacts.join(group, cause),
        audience.contacts.unsubscribe,
    ):
        audience.contacts.update(changed_at=long_ago)
        following.repair()
        assert members(segment) == []

        change(Cause(audience, "staff"))
        outbox.drain()

        assert members(segment) == [ann.pk]


@pytest.mark.parametrize("is_syncing", [True, False])
def test_a_name_that_is_new_reaches_who_waits_for_any_be_it_caught_up_with_or_not(
    audience: Audience, ann: Contact, alice: User, is_syncing: bool
) -> None:
    did = {"name": "*", "when": {"is": "ever"}, "where": []}
    anything = {"field": "event", "op": "did", "value": did}
    segment = SegmentFactory.create(
        audience=audience, tree={"v": 1, "match": "all", "of": [anything]}
    )
    following.follow(segment, None, actor=alice)
    finish(audience)

    data = {"name": "bought", "is_syncing": is_syncing}
    writing.write(audience, [Reader.of(audience).read(ann.pk, data)])
    outbox.drain()

    assert members(segment) == [ann.pk]
    assert entered(audience) == 1


def test_a_segment_is_begun_with_anew_when_one_within_it_is_changed(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    bert = ContactFactory.create(audience=audience)
    within = {"field": "segment", "op": "in", "value": segment.pk}
    outer = SegmentFactory.create(
        audience=audience, tree={"v": 1, "match": "all", "of": [within]}
    )
    following.follow(outer, None, actor=alice)
    finish(audience)
    segment.tree = {"v": 1, "match": "none", "of": [VIP]}
    segment.save()

    following.begin_anew(segment, actor=alice)
    finish(audience)

    assert members(outer) == [bert.pk]
