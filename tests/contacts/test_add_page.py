from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.models import Consent, Suppression
from contacts.suppression import hasher
from tests.factories import ContactFactory, TagFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def post(client: Client, audience: Audience, **data: Any) -> _MonkeyPatchedWSGIResponse:
    url = reverse("contacts:contact_create", args=[audience.pk])
    return client.post(url, data, headers=PART)


def test_a_person_is_added_with_everything_the_form_says(
    as_alice: Client, audience: Audience
) -> None:
    winter = TagFactory.create(audience=audience, name="Winter")

    response = post(
        as_alice,
        audience,
        email=" Anna@Example.com ",
        first_name="Anna",
        last_name="Berg",
        phone="+47 123 45 678",
        tags="winter, Fair, fair,,",
        permission="on",
    )

    contact = audience.contacts.get()
    assert response["HX-Redirect"] == contact.get_absolute_url()
    assert (contact.email, contact.email_display) == (
        "anna@example.com",
        "Anna@Example.com",
    )
    assert (contact.name, contact.phone) == ("Anna Berg", "+4712345678")
    assert contact.status == "subscribed"
    fair = audience.tags.exclude(pk=winter.pk).get()
    assert contact.tag_ids == sorted([winter.pk, fair.pk])
    consent = Consent.objects.get(audience=audience)
    assert consent.wording == "This person gave permission to receive email"
    assert "Anna Berg is added." in as_alice.get(contact.get_absolute_url()).text


def test_without_permission_nobody_is_subscribed(
    as_alice: Client, audience: Audience
) -> None:
    post(as_alice, audience, email="anna@example.com")

    assert audience.contacts.get().status == "nonsubscribed"
    assert not Consent.objects.filter(audience=audience).exists()


def test_who_is_here_already_is_named_with_a_link(
    as_alice: Client, audience: Audience
) -> None:
    here = ContactFactory.create(
        audience=audience, email="anna@example.com", first_name="<Anna>"
    )

    response = post(as_alice, audience, email="ANNA@example.com")

    assert response.status_code == 422
    assert "This address is here already." in response.text
    link = f'<a href="{here.get_absolute_url()}">&lt;Anna&gt;</a>'
    assert link in response.text
    assert audience.contacts.count() == 1


def test_who_is_here_already_is_updated_when_asked_to(
    as_alice: Client, audience: Audience
) -> None:
    here = ContactFactory.create(
        audience=audience, email="anna@example.com", status="unsubscribed"
    )

    response = post(
        as_alice,
        audience,
        email="anna@example.com",
        first_name="Anna",
        update="on",
        permission="on",
    )

    assert response["HX-Redirect"] == here.get_absolute_url()
    here.refresh_from_db()
    assert (here.first_name, here.status) == ("Anna", "unsubscribed")
    assert "was here and is updated" in as_alice.get(here.get_absolute_url()).text


def test_a_suppressed_address_is_refused_in_words(
    as_alice: Client, audience: Audience
) -> None:
    Suppression.objects.create(
        account=audience.account,
        audience_id=audience.pk,
        kind=Suppression.Kind.ERASED,
        hash=hasher()("anna@example.com"),
    )

    response = post(as_alice, audience, email="anna@example.com")

    assert response.status_code == 422
    assert "cannot be added again" in response.text
    assert not audience.contacts.exists()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "This field is required."),
        ({"email": "anna"}, "An email address needs an @ in the middle."),
        ({"email": "Anna <anna@example.com>"}, "without name and angle brackets"),
        ({"email": "x" * 300 + "@example.com"}, "at most 254 characters"),
        ({"phone": "soon"}, "This is no phone number."),
        ({"tags": "x" * 101}, "A tag has at most 100 characters."),
        ({"first_name": "x" * 256}, "at most 255 characters"),
        ({"last_name": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    as_alice: Client, audience: Audience, data: dict[str, str], problem: str
) -> None:
    email = {} if not data else {"email": "anna@example.com"}

    response = post(as_alice, audience, **{**email, **data})

    assert response.status_code == 422
    assert problem in response.text
    assert "<html" not in response.text
    assert not audience.contacts.exists()
