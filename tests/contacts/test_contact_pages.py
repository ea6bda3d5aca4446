from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Consent, Contact, Field
from tests.factories import ContactFactory, MembershipFactory, TagFactory, UserFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience,
        email="anna@example.com",
        first_name="Anna",
        last_name="Berg",
        status="nonsubscribed",
        country="NO",
    )


def url(contact: Contact, view: str = "detail") -> str:
    return reverse(f"contacts:contact_{view}", args=[contact.audience_id, contact.pk])


def post(
    client: Client, contact: Contact, view: str, **data: Any
) -> _MonkeyPatchedWSGIResponse:
    response = client.post(url(contact, view), data, headers=PART)
    contact.refresh_from_db()
    return response


def events(response: _MonkeyPatchedWSGIResponse) -> set[str]:
    return set(json.loads(response["HX-Trigger"]))


def test_a_contact_is_a_page_or_a_panel_beside_the_list(
    as_alice: Client, anna: Contact
) -> None:
    page = as_alice.get(url(anna)).text
    panel = as_alice.get(url(anna), headers=PART).text
    profile = as_alice.get(url(anna, "profile"), headers=PART).text

    assert "<html" in page
    assert "data-autoopen" not in page
    assert panel.lstrip().startswith('<dialog class="panel" id="contact-panel"')
    assert profile.lstrip().startswith(f'<div class="profilex" id="profile-{anna.pk}"')
    for html in (page, panel, profile):
        assert "Nonsubscribed" in html
        assert "Norway" in html


def test_values_are_shown_by_their_type(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    values: dict[str, Any] = {
        "number": 1234.5,
        "date": "2026-11-22",
        "birthday": "02-29",
        "url": "https://example.com/?a=1&b=2",
        "imageurl": "javascript:alert(1)",
        "address": {"addr1": "Kaigaten 1", "city": "Bergen", "country": "NO"},
        "zip": "0150",
        "dropdown": "<Pro>",
    }
    for type, value in values.items():
        field = Field.objects.create(
            audience=audience,
            type=type,
            label=type,
            tag=f"X{type.upper()[:9]}",
            position=9,
        )
        anna.fields[field.key] = value
    audience.contacts.filter(pk=anna.pk).update(fields=anna.fields)

    html = as_alice.get(url(anna)).text

    for shown in (
        "1,234.5",
        "22 November 2026",
        "29 February",
        'href="https://example.com/?a=1&amp;b=2"',
        "Kaigaten 1, Bergen, Norway",
        "0150",
        "&lt;Pro&gt;",
        "javascript:alert(1)",
    ):
        assert shown in html
    assert 'href="javascript:' not in html


def test_consents_tell_who_wrote_them_down(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    cause = Cause(anna.audience, "staff", actor=alice, wording="At the fair")
    anna.audience.contacts.subscribe(cause)

    html = as_alice.get(url(anna)).text
    history = as_alice.get(url(anna, "settings")).text

    for text in (html, history):
        assert "Email: permission given" in text
        assert "No permission is on record." not in text
    assert "At the fair" in history
    assert "Alice" in history


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_often_for_much_as_for_little(
    as_alice: Client,
    anna: Contact,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cause = Cause(anna.audience, "staff", actor=alice)
    for tag in TagFactory.create_batch(n, audience=anna.audience):
        anna.audience.contacts.tag(tag, cause)
    for _time in range(n):
        Consent.objects.create(
            audience=anna.audience,
            contact=anna,
            purpose="email",
            given=True,
            at=timezone.now(),
            actor=alice,
        )

    with django_assert_num_queries(16):
        as_alice.get(url(anna))


def test_a_tag_is_given_and_taken_in_place_with_a_way_back(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    given = post(as_alice, anna, "tag", name="Winter")
    tag = audience.tags.get()

    assert anna.tag_ids == [tag.pk]
    assert "Anna Berg is tagged “Winter”." in given.text
    assert f'hx-post="{url(anna, "untag")}"' in given.text
    assert f'name="choice" value="{tag.pk}"' in given.text
    assert events(given) == {"contacts-changed"}

    again = post(as_alice, anna, "tag", choice=tag.pk)
    assert "has the tag “Winter” already" in again.text
    assert "Undo" not in again.text

    taken = post(as_alice, anna, "untag", choice=tag.pk)
    assert anna.tag_ids == []
    assert f'hx-post="{url(anna, "tag")}"' in taken.text


def test_without_scripts_a_tag_is_given_by_a_form(
    as_alice: Client, anna: Contact
) -> None:
    response = as_alice.post(url(anna, "tag"), {"name": "Winter"})

    assert response["Location"] == url(anna)
    assert "is tagged “Winter”" in as_alice.get(url(anna)).text


def test_an_empty_or_endless_tag_is_refused_in_words(
    as_alice: Client, anna: Contact
) -> None:
    assert "Choose a tag." in post(as_alice, anna, "tag", name=" ").text
    assert "at most 100" in post(as_alice, anna, "tag", name="x" * 101).text
    assert anna.tag_ids == []


def test_staff_subscribe_only_with_a_permission_that_is_written_down(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    asked = as_alice.get(url(anna, "subscribe"), headers=PART).text
    refused = post(as_alice, anna, "subscribe")

    assert '<dialog class="modalx"' in asked
    assert refused.status_code == 422
    assert anna.status == "nonsubscribed"
    assert "Without their permission nobody is subscribed." in refused.text

    done = post(as_alice, anna, "subscribe", permission="on")

    assert anna.status == "subscribed"
    consent = Consent.objects.get(audience=anna.audience, contact=anna)
    assert (consent.given, consent.actor) == (True, alice)
    assert consent.wording == "This person gave permission to receive email"
    assert events(done) == {"contacts-changed", "dialog-close"}


@pytest.mark.parametrize("status", ["unsubscribed", "cleaned"])
def test_staff_never_subscribe_who_opted_out(
    as_alice: Client, audience: Audience, status: str
) -> None:
    contact = ContactFactory.create(audience=audience, status=status)

    response = post(as_alice, contact, "subscribe", permission="on")

    assert contact.status == status
    assert "only they themselves can do that now" in response.text
    assert url(contact, "subscribe") not in as_alice.get(url(contact)).text


def test_unsubscribing_asks_first_and_offers_no_way_back(
    as_alice: Client, anna: Contact
) -> None:
    asked = as_alice.get(url(anna, "unsubscribe"), headers=PART).text
    assert anna.status == "nonsubscribed"
    assert "only they themselves can subscribe again" in asked

    done = post(as_alice, anna, "unsubscribe")

    assert anna.status == "unsubscribed"
    assert "Undo" not in done.text


def test_archiving_is_taken_back_by_its_undo(as_alice: Client, anna: Contact) -> None:
    done = post(as_alice, anna, "archive")
    assert anna.archived_at is not None
    assert f'hx-post="{url(anna, "unarchive")}"' in done.text
    assert "Archived" in as_alice.get(url(anna)).text

    post(as_alice, anna, "unarchive")
    assert anna.archived_at is None
    assert anna.status == "nonsubscribed"


def test_who_may_only_look_sees_no_verbs(client: Client, anna: Contact) -> None:
    viewer = UserFactory.create()
    account = anna.audience.account
    MembershipFactory.create(account=account, user=viewer, role=Role.AGENT)
    client.force_login(viewer)

    html = client.get(url(anna)).text

    for view in ("update", "tag", "archive", "subscribe", "unsubscribe"):
        assert url(anna, view) not in html
