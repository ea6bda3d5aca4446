from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.activity import feed
from contacts.causes import Cause
from contacts.editing import edit
from contacts.models import Contact
from contacts.profile import Profile
from events.models import Event
from tests.factories import ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience, email="anna@example.com", first_name="Anna", country="NO"
    )


def said(contact: Contact) -> list[dict[str, Any]]:
    events = Event.objects.filter(audience=contact.audience_id, kind="own")
    return [event.properties for event in events.of_contact(contact.pk)]


def test_the_star_is_given_and_taken_with_a_way_back(
    as_alice: Client, anna: Contact
) -> None:
    star = reverse("contacts:contact_vip", args=[anna.audience_id, anna.pk])

    given = as_alice.post(star, {"vip": "on"}, headers=PART)
    anna.refresh_from_db()
    assert anna.vip
    assert "Anna is a VIP." in given.text
    assert 'name="vip" value=""' in given.text

    as_alice.post(star, {"vip": "on"}, headers=PART)
    as_alice.post(star, {"vip": ""}, headers=PART)
    anna.refresh_from_db()
    assert not anna.vip
    assert [one["changes"]["vip"] for one in said(anna)] == [
        [True, False],
        [False, True],
    ]


def test_the_feed_tells_what_was_and_what_is(audience: Audience, anna: Contact) -> None:
    cause = Cause(audience, "staff")
    edit(anna, {"country": "SE", "language": "fr", "first_name": ""}, {}, cause)
    edit(anna, {"last_name": "x" * 255}, {}, cause)

    long, short = feed(anna).items

    assert long.details == []
    assert short.text == "Changed: Country, First name, Language"
    assert sorted(short.details) == [
        ("Country", "Norway → Sweden"),
        ("First name", "Anna → –"),
        ("Language", "– → French"),
    ]


@pytest.mark.parametrize(
    ("zone", "country", "expected", "known"),
    [
        ("Asia/Tokyo", "NO", "Asia/Tokyo", True),
        ("", "AU", "Australia/Sydney", True),
        ("", "", "Europe/Oslo", False),
        ("Nowhere/At all", "", "Europe/Oslo", False),
        ("../../etc/passwd", "XX", "Europe/Oslo", False),
    ],
)
def test_the_clock_is_theirs_or_their_country_s_or_the_audience_s(
    audience: Audience, zone: str, country: str, expected: str, known: bool
) -> None:
    audience.time_zone = "Europe/Oslo"
    contact = ContactFactory.build(audience=audience, time_zone=zone, country=country)

    profile = Profile(contact)

    assert str(profile.zone) == expected
    assert profile.zone_is_known is known
