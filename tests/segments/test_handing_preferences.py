"""Segments that give a preference: to whoever enters, and to all who are in one now."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from conditions.moments import At
from contacts import usage
from contacts.causes import Cause
from preferences import choosing
from preferences.models import Preference
from segments import following, handover, membership
from segments.models import Segment
from segments.standing import Standing
from tests.conditions.said import VIP, of
from tests.contacts.bulk_work import undo
from tests.factories import ContactFactory, PreferenceFactory, SegmentFactory
from tests.preferences.chosen import counted, person, states, told


@pytest.fixture
def news(audience: Audience) -> Preference:
    return PreferenceFactory.create(audience=audience, name="News")


@pytest.fixture
def followed(important: Segment, news: Preference, alice: User) -> Segment:
    jobs.run(following.follow(important, None, news, actor=alice))
    important.refresh_from_db()
    return important


def enter(segment: Segment) -> None:
    segment.audience.contacts.update(vip=True)
    membership.refresh(segment, At.of(segment.audience))


def test_who_enters_gets_the_preference_unless_they_unsubscribed(
    audience: Audience, followed: Segment, news: Preference
) -> None:
    plain = ContactFactory.create(audience=audience)
    out = person(audience, news, "unsubscribed")

    enter(followed)
    enter(followed)

    assert states(news) == {plain.pk: "subscribed", out.pk: "unsubscribed"}
    assert told(plain) == [
        (
            "preference.gained",
            {
                "how": "segment",
                "segment": followed.pk,
                "preference": news.pk,
                "state": "subscribed",
                "was": "",
            },
        )
    ]


def test_leaving_does_not_take_it_away(
    audience: Audience, followed: Segment, news: Preference
) -> None:
    contact = ContactFactory.create(audience=audience)
    enter(followed)

    audience.contacts.update(vip=False)
    membership.refresh(followed, At.of(audience))

    assert states(news) == {contact.pk: "subscribed"}


@pytest.mark.parametrize("inside", [True, False])
def test_those_inside_get_it_when_somebody_asks_for_that(
    audience: Audience, important: Segment, news: Preference, alice: User, inside: bool
) -> None:
    contact = ContactFactory.create(audience=audience, vip=True)

    job = following.follow(important, None, news, actor=alice, inside=inside)
    jobs.run(job)
    jobs.run(job)

    assert states(news) == ({contact.pk: "subscribed"} if inside else {})
    assert counted(news) == (int(inside), 0)


def test_another_preference_is_given_from_then_on(
    audience: Audience, followed: Segment, news: Preference, alice: User
) -> None:
    other = PreferenceFactory.create(audience=audience)
    handover.change(followed, None, other, actor=alice, inside=False)

    contact = ContactFactory.create(audience=audience)
    enter(followed)

    assert (states(news), states(other)) == ({}, {contact.pk: "subscribed"})


@pytest.mark.parametrize("mark", ["archived_at", "deleted_at"])
def test_one_that_is_offered_no_more_is_given_to_nobody(
    audience: Audience, followed: Segment, news: Preference, mark: str
) -> None:
    ContactFactory.create(audience=audience)
    Preference.objects.filter(pk=news.pk).update(**{mark: news.created_at})

    enter(followed)

    assert states(news) == {}
    assert Standing(followed).is_preference_gone


def test_a_segment_that_gives_it_uses_it(followed: Segment, news: Preference) -> None:
    uses = usage.uses_of(followed.audience, news)

    assert [use.label for use in uses] == ["The segment “Important”"]


def test_the_page_of_following_asks_for_a_preference(
    as_alice: Client, audience: Audience, important: Segment, news: Preference
) -> None:
    foreign = PreferenceFactory.create()
    contact = ContactFactory.create(audience=audience, vip=True)
    url = reverse("segments:segment_follow", args=[audience.pk, important.pk])

    wrong = as_alice.post(url, {"preference": foreign.pk, "inside": "inside"})
    assert wrong.status_code == 422
    as_alice.post(url, {"preference": news.pk, "inside": "inside"})

    important.refresh_from_db()
    assert important.entry_preference == news.pk
    assert states(news) == {contact.pk: "subscribed"}
    page = as_alice.get(important.following_url).content.decode()
    assert "Whoever enters gets the preference" in page


def test_nothing_is_given_once_it_is_followed_no_longer(
    audience: Audience, followed: Segment, alice: User
) -> None:
    jobs.run(following.unfollow(followed, actor=alice))

    followed.refresh_from_db()
    assert followed.entry_preference is None


def test_everyone_in_a_segment_is_given_a_preference_and_undo_takes_it(
    as_alice: Client,
    audience: Audience,
    important: Segment,
    news: Preference,
    alice: User,
) -> None:
    inside = ContactFactory.create(audience=audience, vip=True)
    out = person(audience, news, "unsubscribed", vip=True)
    ContactFactory.create(audience=audience)
    url = reverse("segments:segment_give", args=[audience.pk])

    sent = {"preference": news.pk, "segment": important.pk, "way": "prefer"}
    as_alice.post(url, sent)
    assert states(news) == {inside.pk: "subscribed", out.pk: "unsubscribed"}

    undo(audience, alice)
    assert states(news) == {out.pk: "unsubscribed"}


def test_it_is_taken_from_everyone_in_a_segment(
    as_alice: Client, audience: Audience, important: Segment, news: Preference
) -> None:
    person(audience, news, "subscribed", vip=True)
    outside = person(audience, news, "subscribed")
    url = reverse("segments:segment_give", args=[audience.pk])

    sent = {"preference": news.pk, "segment": important.pk, "way": "unprefer"}
    as_alice.post(url, sent)

    assert states(news) == {outside.pk: "subscribed"}


def test_what_is_asked_first_names_the_preference_one_came_from(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    url = reverse("segments:segment_give", args=[audience.pk])

    page = as_alice.get(f"{url}?preference={news.pk}").content.decode()

    assert f'<option value="{news.pk}" selected>News</option>' in page


def test_segments_and_preferences_of_others_are_no_choices(
    as_alice: Client, audience: Audience, important: Segment, news: Preference
) -> None:
    url = reverse("segments:segment_give", args=[audience.pk])
    foreign = SegmentFactory.create(tree=of(VIP))
    theirs = PreferenceFactory.create()

    for preference, segment in ((news, foreign), (theirs, important)):
        sent = {"preference": preference.pk, "segment": segment.pk, "way": "prefer"}
        assert as_alice.post(url, sent).status_code == 422


def test_a_way_back_leaves_the_choices_of_the_people_alone(
    audience: Audience, followed: Segment, news: Preference
) -> None:
    contact = ContactFactory.create(audience=audience)
    enter(followed)
    choosing.choose(contact, news, "unsubscribed", Cause(audience, "form"))

    audience.contacts.update(vip=False)
    membership.refresh(followed, At.of(audience))
    enter(followed)

    assert states(news) == {contact.pk: "unsubscribed"}
