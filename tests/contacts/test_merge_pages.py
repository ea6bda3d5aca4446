from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.activity import feed
from contacts.models import Contact
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def made(audience: Audience, name: str, **more: Any) -> Contact:
    given = {"email": f"{name}@example.com", "first_name": "Anna", **more}
    return ContactFactory.create(audience=audience, **given)


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return made(audience, "anna", last_name="Berg")


@pytest.fixture
def twin(audience: Audience) -> Contact:
    tag = TagFactory.create(audience=audience, name="Winter")
    return made(
        audience, "twin", last_name="Lie", status="unsubscribed", tag_ids=[tag.pk]
    )


def search_url(contact: Contact, query: str = "") -> str:
    args = [contact.audience_id, contact.pk]
    return reverse("contacts:contact_merge_search", args=args) + query


def merge_url(contact: Contact, other: int) -> str:
    args = [contact.audience_id, contact.pk, other]
    return reverse("contacts:contact_merge", args=args)


def test_the_other_is_found_while_typing_and_without_scripts(
    as_alice: Client, audience: Audience, anna: Contact, twin: Contact
) -> None:
    stranger = made(AudienceFactory.create(account=audience.account), "twin2")

    for headers in (PART, None):
        html = as_alice.get(search_url(anna, "?q=twin"), headers=headers).text
        assert merge_url(anna, twin.pk) in html
        assert merge_url(anna, anna.pk) not in html
        assert merge_url(anna, stranger.pk) not in html
    part = as_alice.get(search_url(anna, "?q=twin"), headers=PART).text
    assert part.lstrip().startswith('<section id="merge-candidates"')
    nobody = as_alice.get(search_url(anna, "?q=zzz%00"), headers=PART).text
    assert "Nobody else matches." in nobody


def test_those_of_the_same_name_come_first(
    as_alice: Client, anna: Contact, audience: Audience
) -> None:
    assert "Nobody else has this name." in as_alice.get(search_url(anna)).text

    namesake = made(audience, "other", last_name="Berg")

    html = as_alice.get(search_url(anna)).text
    assert "Of a similar name" in html
    assert merge_url(anna, namesake.pk) in html


def test_both_are_seen_side_by_side_before_anything_happens(
    as_alice: Client, anna: Contact, twin: Contact
) -> None:
    html = as_alice.get(merge_url(anna, twin.pk)).text

    assert 'name="keep-last_name" value="kept" checked' in html
    assert 'name="keep-last_name" value="gone" aria-label' in html
    assert 'name="keep-first_name"' not in html  # it is the same
    assert "Winter" in html
    assert "Unsubscribed: one of the two opted out" in html
    assert feed(anna).items == []


def test_groups_of_both_are_named_whole_below_their_category(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    title = "What would you like to read about?"
    category = GroupCategoryFactory.create(audience=audience, title=title)
    named = {"audience": audience, "category": category}
    groups = [GroupFactory.create(**named, name=name) for name in ("Tea", "Coffee")]
    twin = made(audience, "twin", group_ids=[group.pk for group in groups])

    html = as_alice.get(merge_url(anna, twin.pk)).text

    assert html.count(title) == 1
    assert '<span class="ellipsis">Tea</span>' in html
    assert '<span class="ellipsis">Coffee</span>' in html


@pytest.mark.parametrize("headers", [PART, None])
def test_a_double_click_merges_once(
    as_alice: Client, anna: Contact, twin: Contact, headers: dict[str, str] | None
) -> None:
    data = {"keep-last_name": "gone"}

    first = as_alice.post(merge_url(anna, twin.pk), data, headers=headers)
    second = as_alice.post(merge_url(anna, twin.pk), data, headers=headers)

    leads = "HX-Redirect" if headers else "Location"
    assert first[leads] == second[leads] == anna.get_absolute_url()
    anna.refresh_from_db()
    assert (anna.last_name, anna.status) == ("Lie", "unsubscribed")
    html = as_alice.get(anna.get_absolute_url()).text
    assert "The two are one contact now." in html
    assert "They are one contact already." in html
    assert len(feed(anna).items) == 2


def test_itself_strangers_and_the_deleted_are_refused_in_words(
    as_alice: Client, audience: Audience, anna: Contact, twin: Contact
) -> None:
    stranger = made(AudienceFactory.create(account=audience.account), "stranger")
    audience.contacts.filter(pk=twin.pk).delete()

    for other, reason in (
        (anna.pk, "A contact cannot be merged with itself."),
        (stranger.pk, "One of the two is not here any more."),
        (twin.pk, "One of the two is not here any more."),
    ):
        response = as_alice.post(merge_url(anna, other), headers=PART)
        assert response.status_code == 422
        assert reason in response.text
        assert search_url(anna) in response.text
        assert as_alice.get(merge_url(anna, other)).status_code == 422
    assert audience.contacts.get().pk == anna.pk
