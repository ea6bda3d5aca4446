"""The SMS number of a contact and its permission, as staff see and change them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.editing import edit
from contacts.history import history_of
from contacts.models import Consent, Contact, Suppression
from events.models import Event
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
NUMBER = "+4741200001"


@pytest.fixture
def anna(audience: Audience) -> Contact:
    audience.country = "NO"
    audience.save()
    return ContactFactory.create(audience=audience, email="anna@x.org", sms_phone="")


def url(contact: Contact, view: str, *more: Any) -> str:
    return reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk, *more])


def number(client: Client, contact: Contact, text: str) -> Any:
    where = url(contact, "contact_fact_update", "sms_phone")
    response = client.post(where, {"sms_phone": text}, headers=PART)
    contact.refresh_from_db()
    return response


def with_number(audience: Audience, status: str, end: str = "1") -> Contact:
    return ContactFactory.create(
        audience=audience, sms_phone=f"+474120000{end}", sms_status=status
    )


def test_a_number_is_kept_as_e164_and_written_down(
    as_alice: Client, anna: Contact
) -> None:
    response = number(as_alice, anna, " 412 00 001 ")

    assert (response.status_code, anna.sms_phone) == (200, NUMBER)
    assert anna.sms_status == "nonsubscribed"
    assert "+47 41 20 00 01" in response.text
    assert "Saved: SMS number." in response.text
    events = Event.objects.filter(audience=anna.audience_id, kind="own")
    (event,) = events.of_contact(anna.pk)
    assert event.properties["changes"] == {"sms_phone": ["", NUMBER]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("22 00 00 00", "No SMS goes to this kind of number."),
        ("no number", "This is no phone number."),
        ("+47 412", "A phone number of this country has more or fewer digits."),
    ],
)
def test_what_takes_no_sms_is_refused_in_plain_words(
    as_alice: Client, anna: Contact, text: str, problem: str
) -> None:
    response = number(as_alice, anna, text)

    assert (response.status_code, anna.sms_phone) == (422, "")
    assert problem in response.text


def test_the_edit_page_has_the_number_too(as_alice: Client, anna: Contact) -> None:
    as_alice.post(
        url(anna, "contact_update"), {"email": anna.email, "sms_phone": NUMBER}
    )

    anna.refresh_from_db()
    assert anna.sms_phone == NUMBER


def test_a_subscription_by_hand_says_who_gave_permission(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    one = with_number(audience, "nonsubscribed")
    where = url(one, "contact_subscribe_to_sms")

    unsaid = as_alice.post(where, headers=PART)
    as_alice.post(where, {"permission": "on"}, headers=PART)

    one.refresh_from_db()
    assert (unsaid.status_code, one.sms_status) == (422, "subscribed")
    line = Consent.objects.get(audience=audience)
    said = (line.channel, line.given, line.how, line.actor, line.wording)
    wording = "This person gave permission to receive SMS"
    assert said == ("sms", True, "staff", alice, wording)
    assert line.ip == "127.0.0.1"


def test_unsubscribing_by_hand_touches_no_mail(
    as_alice: Client, audience: Audience
) -> None:
    one = with_number(audience, "subscribed")
    where = url(one, "contact_unsubscribe_from_sms")

    asked = as_alice.get(where, headers=PART)
    as_alice.post(where, headers=PART)

    one.refresh_from_db()
    assert "Staff cannot take this back" in asked.text
    assert (one.sms_status, one.status) == ("unsubscribed", "subscribed")


@pytest.mark.parametrize(
    ("status", "offers"),
    [
        ("nonsubscribed", {"sms-subscribe", "sms-unsubscribe"}),
        ("subscribed", {"sms-unsubscribe"}),
        ("unsubscribed", set()),
    ],
)
def test_the_page_offers_what_can_be_done(
    as_alice: Client, audience: Audience, status: str, offers: set[str]
) -> None:
    one = with_number(audience, status)

    page = as_alice.get(one.get_absolute_url()).text

    verbs = {"sms-subscribe", "sms-unsubscribe"}
    assert {verb for verb in verbs if f'id="{verb}-{one.pk}"' in page} == offers


def test_without_a_number_nobody_is_subscribed(as_alice: Client, anna: Contact) -> None:
    where = url(anna, "contact_subscribe_to_sms")

    response = as_alice.post(where, {"permission": "on"}, headers=PART)

    anna.refresh_from_db()
    assert "has no number for SMS." in response.text
    assert anna.sms_status == "nonsubscribed"


def test_a_number_that_opted_out_is_subscribed_by_nobody_else(
    as_alice: Client, audience: Audience
) -> None:
    with_number(audience, "unsubscribed")
    other = with_number(audience, "nonsubscribed")
    where = url(other, "contact_subscribe_to_sms")

    response = as_alice.post(where, {"permission": "on"}, headers=PART)

    other.refresh_from_db()
    assert "only they themselves can do that now" in response.text
    assert other.sms_status == "nonsubscribed"


def test_whoever_comes_to_a_number_that_opted_out_is_unsubscribed(
    as_alice: Client, audience: Audience
) -> None:
    with_number(audience, "unsubscribed", "1")
    other = with_number(audience, "subscribed", "2")

    number(as_alice, other, NUMBER)

    assert (other.sms_phone, other.sms_status) == (NUMBER, "unsubscribed")
    (line,) = Consent.objects.filter(contact=other.pk, channel="sms")
    assert (line.given, line.how) == (False, "number")
    told = [each.how for each in history_of(other).lines]
    assert "as the number opted out before" in told


def test_the_number_of_an_opt_out_is_remembered_when_it_changes(
    audience: Audience,
) -> None:
    one = with_number(audience, "unsubscribed", "1")

    edit(one, {"sms_phone": "+4741200002"}, {}, Cause(audience, "staff"))

    assert one.sms_status == "unsubscribed"
    assert Suppression.objects.among(audience, [NUMBER]) == {NUMBER}
