from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from conditions.moments import At
from contacts.models import Contact
from events.models import Event
from events.names import Own
from segments import following, membership
from segments.models import Segment
from tests.factories import ContactFactory, SegmentFactory, TagFactory
from tests.segments.kept import entered, finish, members, tags


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience)


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, vip=True)


def test_who_was_inside_when_it_began_is_told_apart_from_who_entered(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    bert = ContactFactory.create(audience=audience, vip=True)

    following.react(audience, {Own.CONTACT_UPDATED: [bert.pk]})

    kept = dict(segment.members.values_list("contact_id", "was_inside"))
    assert kept == {ann.pk: True, bert.pk: False}


def test_a_job_that_runs_twice_writes_everybody_down_once(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    job = following.follow(segment, tag, actor=alice, inside=True)
    jobs.run(job)

    audience.jobs.filter(pk=job.pk).update(state="queued", cursor={}, done=0)
    jobs.run(job)

    assert members(segment) == [ann.pk]
    assert tags(ann) == [tag.pk]
    tagged = Event.objects.filter(audience=audience, name_id=int(Own.TAG_ADDED))
    assert tagged.count() == 1


def test_what_stops_between_slices_goes_on_where_it_was(
    segment: Segment,
    audience: Audience,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "SLICE", 2)
    monkeypatch.setattr("segments.handover.SLICE", 2)
    tag = TagFactory.create(audience=audience)
    people = ContactFactory.create_batch(5, audience=audience, vip=True)
    job = following.follow(segment, tag, actor=alice, inside=True)

    parts = []
    while jobs.work(job, 0):
        parts.append(len(members(segment)))
        people[0].refresh_from_db()

    assert parts == [2, 4, 5, 5, 5, 5]
    assert [tags(person) for person in people] == 5 * [[tag.pk]]


def test_a_slice_that_fails_leaves_nothing_of_itself(
    segment: Segment,
    ann: Contact,
    audience: Audience,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = following.follow(segment, None, actor=alice)
    write_down = membership.refresh

    def breaks(*args: Any, **said: Any) -> None:
        write_down(*args, **said)
        raise jobs.JobError("The disk is full.")

    monkeypatch.setattr(membership, "refresh", breaks)
    jobs.run(job)

    assert members(segment) == []
    segment.refresh_from_db()
    assert segment.kept_at is None


def test_followed_again_it_begins_with_nobody_of_before(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    before = segment.members.get().entered_at
    following.unfollow(segment, actor=alice)
    audience.jobs.open().update(state="canceled")

    jobs.run(following.follow(segment, None, actor=alice))

    assert segment.members.get().entered_at > before


def test_a_segment_that_was_let_go_meanwhile_is_not_refreshed(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    stale = audience.segments.get()
    following.unfollow(segment, actor=alice)
    finish(audience)

    assert not following._refresh(stale, At.of(audience))
    assert members(segment) == []


def test_tags_that_are_owed_are_given_after_the_tree_was_changed(
    segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    following.follow(segment, tag, actor=alice, inside=True)

    following.begin_anew(segment, actor=alice)
    for job in audience.jobs.open().order_by("pk"):
        jobs.run(job)

    assert tags(ann) == [tag.pk]


def test_an_unarchived_segment_is_begun_with_anew(
    as_alice: Client, segment: Segment, ann: Contact, audience: Audience, alice: User
) -> None:
    following.follow(segment, None, actor=alice)
    finish(audience)
    segment.archive()
    audience.contacts.filter(pk=ann.pk).update(vip=False)
    bert = ContactFactory.create(audience=audience, vip=True)
    back = reverse("segments:segment_unarchive", args=[audience.pk, segment.pk])

    as_alice.post(back)
    finish(audience)

    assert members(segment) == [bert.pk]
    assert entered(audience) == 0
