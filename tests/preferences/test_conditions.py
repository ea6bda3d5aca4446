"""Everybody is in one of three states of a preference, and segments find them."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from conditions.moments import At
from conditions.sentences import sentence
from contacts import usage
from contacts.causes import Cause
from preferences import choosing
from preferences.conditions import Preferences
from preferences.models import Preference
from segments import following
from segments.binding import bound_in, bound_of, who
from segments.models import Segment
from tests.conditions.said import asking, of
from tests.factories import PreferenceFactory, SegmentFactory
from tests.preferences.chosen import person


def found(audience: Audience, tree: dict[str, Any]) -> set[int]:
    contacts = audience.contacts.filter(who(audience, bound_in(audience, tree)))
    return set(contacts.values_list("pk", flat=True))


@pytest.mark.parametrize("op", ["subscribed", "unsubscribed", "not_subscribed"])
def test_each_state_finds_those_who_are_in_it(
    audience: Audience, news: Preference, offers: Preference, op: str
) -> None:
    people = {
        "subscribed": person(audience, news, "subscribed").pk,
        "unsubscribed": person(audience, news, "unsubscribed").pk,
        "not_subscribed": person(audience, offers, "subscribed").pk,
    }

    assert found(audience, of(asking("preference", op, news.pk))) == {people[op]}


def test_a_preference_of_another_audience_is_no_condition(audience: Audience) -> None:
    foreign = PreferenceFactory.create()

    bound = bound_in(audience, of(asking("preference", "subscribed", foreign.pk)))

    assert [problem.sentence for problem in bound.problems] == [
        "This preference is no longer there."
    ]


@pytest.mark.parametrize(
    ("op", "said"),
    [
        ("subscribed", "who are subscribed to “News”"),
        ("unsubscribed", "who unsubscribed from “News”"),
        ("not_subscribed", "who are not subscribed to “News” and never unsubscribed"),
    ],
)
def test_a_condition_reads_as_a_sentence(
    audience: Audience, news: Preference, op: str, said: str
) -> None:
    root = bound_in(audience, of(asking("preference", op, news.pk))).root

    assert root is not None
    assert said in sentence(root)


def test_the_answer_says_since_when(audience: Audience, news: Preference) -> None:
    subject, at = Preferences(audience), At.of(audience)
    has, declined = (
        person(audience, news, state) for state in ("subscribed", "unsubscribed")
    )
    today = f"{at.today.day} {at.today:%B %Y}"

    said = [
        subject.datum(contact, "subscribed", news.pk, at)
        for contact in (has, declined, person(audience))
    ]

    assert said == [
        f"Subscribed since {today}.",
        f"Unsubscribed on {today}.",
        "Never chosen.",
    ]


def test_a_segment_that_is_followed_hears_of_choices(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    tree = of(asking("preference", "unsubscribed", news.pk))
    segment = SegmentFactory.create(audience=audience, tree=tree)
    contact = person(audience, news, "subscribed")
    Segment.objects.filter(pk=segment.pk).update(followed_at=cause.at, kept_at=cause.at)
    segment.refresh_from_db()

    choosing.choose(contact, news, "unsubscribed", cause)
    names = {name: [contact.pk] for name in bound_of(segment).listens}
    following.react(audience, names)

    assert [member.contact_id for member in segment.members.all()] == [contact.pk]


def test_a_segment_that_asks_for_it_uses_it(
    audience: Audience, news: Preference, offers: Preference
) -> None:
    tree = of(asking("preference", "not_subscribed", news.pk))
    SegmentFactory.create(audience=audience, tree=tree, name="Not yet")

    uses = usage.uses_of_each(audience, [news, offers])

    assert [use.label for use in uses[news.pk]] == ["The segment “Not yet”"]
    assert uses[offers.pk] == []
