from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.models import Contact, Field
from tests.factories import ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience, email="anna@example.com", first_name="Anna"
    )


def url(contact: Contact) -> str:
    return reverse("contacts:contact_update", args=[contact.audience_id, contact.pk])


def test_the_fields_of_a_contact_are_edited(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    number = Field.objects.create(
        audience=audience, type="number", label="Orders", tag="ORDERS", position=9
    )
    address = audience.fields.get(tag="ADDRESS")
    form = {
        "email": "Anne@Example.com",
        "first_name": "Anne",
        "last_name": "Berg",
        "phone": "0047 123 45 678",
        "country": "SE",
        number.key: "1 234,5",
        f"{address.key}-city": "Bergen",
    }

    response = as_alice.post(url(anna), form)

    assert response.status_code == 302
    anna.refresh_from_db()
    assert (anna.email, anna.email_display) == ("anne@example.com", "Anne@Example.com")
    assert (anna.name, anna.phone, anna.country) == ("Anne Berg", "+4712345678", "SE")
    assert anna.fields == {number.key: 1234.5, address.key: {"city": "Bergen"}}

    html = as_alice.get(url(anna)).text
    assert 'value="1234.5"' in html
    assert 'value="Bergen"' in html


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"email": "anna@"}, "There is nothing after the @."),
        ({"email": ""}, "This field is required."),
        ({"email": "bo@example.com"}, "Another contact has this address."),
        ({"phone": "call me"}, "This is no phone number."),
        ({"first_name": "x" * 256}, "at most 255 characters"),
        ({"country": "XX"}, "XX is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    as_alice: Client,
    audience: Audience,
    anna: Contact,
    change: dict[str, str],
    problem: str,
) -> None:
    ContactFactory.create(audience=audience, email="bo@example.com", first_name="Bo")
    form = {"email": "anna@example.com", "first_name": "Anne", **change}

    response = as_alice.post(url(anna), form, headers=PART)
    anna.refresh_from_db()

    assert response.status_code == 422
    assert problem in response.text
    assert anna.first_name == "Anna"


def test_a_time_zone_that_is_not_offered_stays(
    as_alice: Client, audience: Audience
) -> None:
    bo = ContactFactory.create(audience=audience, time_zone="US/Eastern")
    assert '<option value="US/Eastern" selected>' in as_alice.get(url(bo)).text

    form = {"email": bo.email, "first_name": "Bo", "time_zone": "US/Eastern"}
    as_alice.post(url(bo), form)

    bo.refresh_from_db()
    assert (bo.first_name, bo.time_zone) == ("Bo", "US/Eastern")
