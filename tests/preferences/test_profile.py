"""The preferences of one person, on their page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Contact
from preferences import choosing
from preferences.models import Preference
from tests.factories import PreferenceFactory
from tests.preferences.chosen import person, states, told

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def block(contact: Contact) -> str:
    args = [contact.audience_id, contact.pk]
    return reverse("preferences:contact_preferences", args=args)


def choosing_url(contact: Contact, preference: Preference) -> str:
    args = [contact.audience_id, contact.pk, preference.pk]
    return reverse("preferences:contact_choose", args=args)


def test_the_page_of_a_contact_asks_for_the_preferences(
    as_alice: Client, audience: Audience
) -> None:
    contact = person(audience)

    page = as_alice.get(contact.get_absolute_url())

    assert f'hx-get="{block(contact)}"' in page.content.decode()


def test_each_preference_says_its_state_and_how_that_came_about(
    as_alice: Client, audience: Audience, news: Preference, alice: User
) -> None:
    contact = person(audience)
    said = Cause(audience, "form", actor=alice, wording="Our news, monthly")
    choosing.choose(contact, news, "unsubscribed", said)

    part = as_alice.get(block(contact), headers=PART).content.decode()

    assert "<html" not in part
    assert '<option value="unsubscribed" selected>Unsubscribed</option>' in part
    assert "by a form" in part
    assert "Alice" in part
    assert "Our news, monthly" in part


def test_an_archived_preference_is_shown_to_whom_it_means_something(
    as_alice: Client, audience: Audience, cause: Cause
) -> None:
    old = PreferenceFactory.create(audience=audience, name="Old news")
    chose, never = person(audience, old, "subscribed"), person(audience)
    Preference.objects.filter(pk=old.pk).update(archived_at=cause.at)

    shown = [b"Old news" in as_alice.get(block(one)).content for one in (chose, never)]

    assert shown == [True, False]


def test_preferences_stand_in_their_categories(
    as_alice: Client, audience: Audience
) -> None:
    for name, category in (("A", "Mail"), ("B", "Events"), ("C", "mail")):
        PreferenceFactory.create(audience=audience, name=name, category=category)

    response = as_alice.get(block(person(audience)))

    assert [
        (category.title, [row.preference.name for row in category.rows])
        for category in response.context["categories"]
    ] == [("Mail", ["A", "C"]), ("Events", ["B"])]


def test_staff_put_a_preference_into_another_state_and_back(
    as_alice: Client, audience: Audience, news: Preference, alice: User
) -> None:
    contact = person(audience, news, "subscribed")

    as_alice.post(choosing_url(contact, news), {"state": "unsubscribed"})
    assert states(news) == {contact.pk: "unsubscribed"}
    back = {"state": "subscribed", "was": "unsubscribed"}
    as_alice.post(choosing_url(contact, news), back)

    assert states(news) == {contact.pk: "subscribed"}
    assert [(name, said["how"], said.get("by")) for name, said in told(contact)] == [
        ("preference.gained", "form", None),
        ("preference.lost", "staff", alice.pk),
        ("preference.gained", "staff", alice.pk),
    ]


@pytest.mark.parametrize(
    "sent",
    [{"state": "gone"}, {"state": "unsubscribed", "was": ""}],
    ids=["no state", "another one was shown"],
)
def test_what_was_not_shown_is_not_changed(
    as_alice: Client, audience: Audience, news: Preference, sent: dict[str, str]
) -> None:
    contact = person(audience, news, "subscribed")

    as_alice.post(choosing_url(contact, news), sent)

    assert states(news) == {contact.pk: "subscribed"}


def test_preferences_of_strangers_are_not_there(
    as_charlie: Client, audience: Audience, news: Preference
) -> None:
    contact = person(audience)

    assert as_charlie.get(block(contact)).status_code == 404
    sent = {"state": "subscribed"}
    assert as_charlie.post(choosing_url(contact, news), sent).status_code == 404
    assert states(news) == {}


def test_a_preference_of_another_audience_cannot_be_chosen(
    as_alice: Client, audience: Audience
) -> None:
    contact, foreign = person(audience), PreferenceFactory.create()

    answer = as_alice.post(choosing_url(contact, foreign), {"state": "subscribed"})

    assert answer.status_code == 404
    assert states(foreign) == {}


@pytest.mark.parametrize("n", [1, 3])
def test_more_preferences_need_no_more_queries(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    contact = person(audience)
    for preference in PreferenceFactory.create_batch(n, audience=audience):
        choosing.choose(contact, preference, "subscribed", Cause(audience, "form"))

    with django_assert_num_queries(7):
        as_alice.get(block(contact), headers=PART)
