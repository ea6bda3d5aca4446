from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from audiences import jobs
from audiences.models import Audience, Job
from contacts.models import Contact
from segments import following, handover
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import AudienceFactory, ContactFactory, SegmentFactory, TagFactory
from tests.segments.building import PART
from tests.segments.lists import url


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="ann@x.com", vip=True)


@pytest.fixture
def followed(segment: Segment, ann: Contact, alice: User) -> Segment:
    jobs.run(following.follow(segment, None, actor=alice))
    segment.refresh_from_db()
    return segment


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do all work while the page waits, however slow the machine is."""
    monkeypatch.setattr(jobs, "run_for_now", jobs.run)


@pytest.fixture
def not_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave all work to the queue."""
    monkeypatch.setattr(jobs, "run_for_now", lambda job: job)


def page(client: Client, segment: Segment, query: str = "") -> str:
    answer = client.get(f"{segment.following_url}{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


def post(client: Client, verb: str, segment: Segment, **said: Any) -> Any:
    address = url(verb, segment.audience, segment.pk)
    return client.post(address, {"tag": "", "inside": "later", **said})


def tags(contact: Contact) -> list[str]:
    contact.refresh_from_db()
    named = contact.audience.tags.filter(pk__in=contact.tag_ids)
    return list(named.values_list("name", flat=True))


def test_what_following_means_is_said_before_it_begins(
    as_bob: Client, segment: Segment, ann: Contact
) -> None:
    html = page(as_bob, segment)

    assert "Then it is written down who enters and who leaves" in html
    assert "Also the 1 who is in it now" in html
    assert "Followed since" not in html


def test_a_segment_is_followed_with_a_tag_that_is_new(
    as_bob: Client, segment: Segment, ann: Contact, audience: Audience
) -> None:
    answer = post(as_bob, "follow", segment, tag="Greeted")

    assert answer["Location"] == segment.following_url
    segment.refresh_from_db()
    assert segment.entry_tag == audience.tags.get(name="Greeted").pk
    assert segment.kept_at is not None
    assert tags(ann) == []
    html = page(as_bob, segment)
    assert "“Important” is followed from now on." in html
    assert "Followed since" in html
    assert "Whoever enters gets the tag" in html


def test_those_inside_are_tagged_where_that_is_wanted(
    as_bob: Client, segment: Segment, ann: Contact
) -> None:
    TagFactory.create(audience=segment.audience, name="Greeted")

    post(as_bob, "follow", segment, tag="greeted", inside="inside")

    assert tags(ann) == ["Greeted"]


def test_the_page_watches_the_work_until_it_is_over(
    as_bob: Client, segment: Segment, ann: Contact, not_at_once: None
) -> None:
    post(as_bob, "follow", segment)
    during = page(as_bob, segment)
    again = post(as_bob, "follow", segment, tag="Other")
    job = segment.audience.jobs.get()
    jobs.run(job)
    after = page(as_bob, segment)

    assert 'hx-trigger="every 1s' in during
    assert reverse("audiences:job_detail", args=[job.audience_id, job.pk]) in during
    assert "entry-form" not in during
    assert again["Location"] == segment.following_url
    assert 'hx-trigger="every 1s' not in after
    assert not segment.audience.tags.exists()


@pytest.mark.parametrize("state", [Job.State.CANCELED, Job.State.FAILED])
def test_what_broke_off_is_said_and_can_be_begun_once_more(
    as_bob: Client,
    segment: Segment,
    ann: Contact,
    not_at_once: None,
    state: Job.State,
) -> None:
    post(as_bob, "follow", segment, tag="Greeted")
    error = "The disk is full." if state == Job.State.FAILED else ""
    segment.audience.jobs.update(state=state, error=error)

    html = page(as_bob, segment)
    post(as_bob, "follow", segment, tag="Greeted", inside="inside")
    jobs.run(segment.audience.jobs.open().get())

    assert "It is not followed yet" in html
    assert (error or "It was stopped before everybody was written down.") in html
    assert 'value="Greeted"' in html
    assert tags(ann) == ["Greeted"]


def test_a_segment_that_needs_to_be_mended_is_not_followed(
    as_bob: Client, segment: Segment, audience: Audience
) -> None:
    audience.segments.update(tree=of({"field": "tag", "op": "has", "value": 404}))

    html = page(as_bob, segment)
    answer = post(as_bob, "follow", segment)

    assert "This tag is no longer there. So nobody is in it" in html
    assert segment.edit_url in html
    assert answer.status_code == 422
    segment.refresh_from_db()
    assert segment.followed_at is None


def test_the_tag_is_changed_and_given_to_those_inside(
    as_bob: Client, followed: Segment, ann: Contact
) -> None:
    post(as_bob, "entry_tag", followed, tag="Greeted", inside="inside")
    html = page(as_bob, followed)
    post(as_bob, "entry_tag", followed, tag="Other")

    assert tags(ann) == ["Greeted"]
    assert "Whoever enters gets the tag “Greeted” from now on." in html
    followed.refresh_from_db()
    assert followed.kept_at is not None
    assert handover.tag_of(followed).name == "Other"  # type: ignore[union-attr]


def test_no_tag_is_given_any_more_where_it_is_left_blank(
    as_bob: Client, followed: Segment, audience: Audience
) -> None:
    post(as_bob, "entry_tag", followed, tag="Greeted")
    post(as_bob, "entry_tag", followed, inside="inside")
    bert = ContactFactory.create(audience=audience, vip=True)
    following.repair()

    assert tags(bert) == []
    assert "Whoever enters gets no tag." in page(as_bob, followed)


def test_a_name_that_is_too_long_comes_back_with_the_reason(
    as_bob: Client, followed: Segment
) -> None:
    answer = post(as_bob, "entry_tag", followed, tag="x" * 101)

    assert answer.status_code == 422
    assert "at most 100 characters" in answer.text


def test_a_tag_that_was_deleted_is_said_to_be(
    as_bob: Client, followed: Segment, audience: Audience
) -> None:
    post(as_bob, "entry_tag", followed, tag="Greeted")
    audience.tags.update(deleted_at=timezone.now())

    html = page(as_bob, followed)

    assert "The tag that it gave was deleted." in html


def test_a_tag_that_the_conditions_ask_for_is_warned_of(
    as_bob: Client, audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    without = of({"field": "tag", "op": "has_not", "value": tag.pk})
    segment = SegmentFactory.create(audience=audience, tree=without)
    jobs.run(following.follow(segment, tag, actor=alice))

    assert "The conditions ask for this very tag" in page(as_bob, segment)


def test_following_ends_after_it_is_said_what_is_lost(
    as_bob: Client, followed: Segment, ann: Contact, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="bert@x.com", vip=True)
    following.repair()
    stop = url("unfollow", audience, followed.pk)

    asked = as_bob.get(stop, headers=PART).text
    whole = as_bob.get(stop).text
    answer = as_bob.post(stop)

    assert "<b>2 contacts</b>" in asked
    assert "<dialog" in asked
    assert "unfollow-dialog" not in whole
    assert "<b>2 contacts</b>" in whole
    assert answer["Location"] == followed.following_url
    followed.refresh_from_db()
    assert followed.followed_at is None
    assert not followed.members.exists()
    html = page(as_bob, followed)
    assert "“Important” is followed no longer." in html
    assert ">bert@x.com</a> entered" in html


def test_an_archived_segment_only_says_so(as_bob: Client, followed: Segment) -> None:
    followed.archive()

    html = page(as_bob, followed)

    assert "It is archived" in html
    assert "entry-form" not in html
    for verb in ("follow", "entry_tag", "unfollow"):
        assert post(as_bob, verb, followed).status_code == 404


def test_whoever_only_looks_sees_no_forms_and_changes_nothing(
    as_bob: Client, followed: Segment, segment: Segment, bob: User
) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    html = page(as_bob, followed)

    assert "Followed since" in html
    assert "entry-form" not in html
    assert "Stop following" not in html
    for verb in ("follow", "entry_tag", "unfollow"):
        assert post(as_bob, verb, followed).status_code == 403


def test_strangers_find_nothing(
    as_charlie: Client, followed: Segment, charlie: User
) -> None:
    own = AudienceFactory.create(account=charlie.memberships.get().account)
    elsewhere = reverse("segments:segment_following", args=[own.pk, followed.pk])

    assert as_charlie.get(followed.following_url).status_code == 404
    assert as_charlie.get(elsewhere).status_code == 404
    assert post(as_charlie, "unfollow", followed).status_code == 404
