from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from contacts.models import Contact, Field, Suppression
from contacts.suppression import hasher
from events.models import Event
from tests.factories import ContactFactory, MembershipFactory, UserFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience, email="anna@example.com", first_name="Anna", country="NO"
    )


def url(contact: Contact, name: str, view: str = "contact_fact_update") -> str:
    return reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk, name])


def save(
    client: Client, contact: Contact, name: str, **data: Any
) -> _MonkeyPatchedWSGIResponse:
    response = client.post(url(contact, name), data, headers=PART)
    contact.refresh_from_db()
    return response


def said(contact: Contact) -> list[dict[str, Any]]:
    events = Event.objects.filter(audience=contact.audience_id, kind="own")
    return [event.properties for event in events.of_contact(contact.pk)]


def test_a_fact_turns_into_its_control_and_back(
    as_alice: Client, anna: Contact
) -> None:
    form = as_alice.get(url(anna, "first_name"), headers=PART).text
    shown = as_alice.get(url(anna, "first_name", "contact_fact"), headers=PART).text

    for html in (form, shown):
        assert html.lstrip().startswith(f'<div class="fact" id="fact-{anna.pk}-first')
    assert 'name="first_name" value="Anna"' in form
    assert 'name="initial-first_name" value="Anna"' in form
    assert 'name="last_name"' not in form
    assert "<form" not in shown
    assert "autofocus" in shown


def test_a_saved_fact_comes_back_with_a_way_back(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    response = save(as_alice, anna, "first_name", first_name="Anne")

    assert anna.first_name == "Anne"
    assert f'id="fact-{anna.pk}-first_name"' in response.text
    assert "Saved: First name." in response.text
    assert 'name="first_name" value="Anna"' in response.text  # undo
    assert set(json.loads(response["HX-Trigger"])) == {"contacts-changed"}
    assert said(anna) == [
        {
            "how": "staff",
            "by": alice.pk,
            "fields": ["first_name"],
            "changes": {"first_name": ["Anna", "Anne"]},
        }
    ]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("first_name", {"first_name": "x" * 256}, "at most 255 characters"),
        ("first_name", {"first_name": "a\0b"}, "Null characters are not allowed."),
        ("email", {"email": ""}, "This field is required."),
        ("email", {"email": "bo@example.com"}, "Another contact has this address."),
        ("email", {"email": "gone@example.com"}, "This person opted out"),
        ("phone", {"phone": "call me"}, "This is no phone number."),
        ("language", {"language": "xx"}, "xx is not one of the available choices."),
        ("place", {"country": "XX"}, "XX is not one of the available choices."),
        ("place", {"region": "x" * 101}, "at most 100 characters"),
        ("time_zone", {"time_zone": "Mars/Base"}, "is not one of the available"),
    ],
)
def test_what_cannot_be_is_said_beside_the_control(
    as_alice: Client, anna: Contact, name: str, data: dict[str, str], problem: str
) -> None:
    ContactFactory.create(audience=anna.audience, email="bo@example.com")
    Suppression.objects.create(
        account=anna.audience.account, kind="erased", hash=hasher()("gone@example.com")
    )

    response = save(as_alice, anna, name, **data)

    assert response.status_code == 422
    assert problem in response.text
    assert response.text.lstrip().startswith(f'<div class="fact" id="fact-{anna.pk}-')
    assert said(anna) == []


def test_a_number_that_could_be_read_in_two_ways_is_asked_for_again(
    as_alice: Client, anna: Contact
) -> None:
    field = Field.objects.create(
        audience=anna.audience, type="number", label="Mine", tag="MINE"
    )
    asked = as_alice.get(url(anna, field.key), headers=PART)
    response = save(as_alice, anna, field.key, **{field.key: "1,234"})

    assert "With a point before decimals, as in 1234.5." in asked.text
    assert response.status_code == 422
    assert "This could be read in two ways" in response.text
    assert anna.fields == {}


@pytest.mark.parametrize(
    ("type", "text", "value", "shown"),
    [
        ("number", "1 234,5", 1234.5, "1,234.5"),
        ("number", "1.234", 1.234, "1.234"),
        ("date", "2026-11-22", "2026-11-22", "22 November 2026"),
        ("birthday", "11/22", "11-22", "22 November"),
        ("url", "https://example.com/a", "https://example.com/a", "example.com/a"),
        ("dropdown", "Pro", "Pro", "Pro"),
        ("zip", "0150", "0150", "0150"),
    ],
)
def test_each_type_of_field_is_changed_in_place(
    as_alice: Client, anna: Contact, type: str, text: str, value: Any, shown: str
) -> None:
    field = Field.objects.create(
        audience=anna.audience,
        type=type,
        label="Mine",
        tag="MINE",
        choices=["Pro"] if type == "dropdown" else [],
    )

    response = save(as_alice, anna, field.key, **{field.key: text})

    assert response.status_code == 200
    assert anna.fields == {field.key: value}
    assert shown in response.text

    save(as_alice, anna, field.key, **{field.key: ""})
    assert anna.fields == {}


def test_an_address_is_changed_as_a_whole(as_alice: Client, anna: Contact) -> None:
    field = anna.audience.fields.get(tag="ADDRESS")
    parts = {f"{field.key}-addr1": "Kaigaten 1", f"{field.key}-country": "NO"}

    response = save(as_alice, anna, field.key, **parts)

    assert anna.fields == {field.key: {"addr1": "Kaigaten 1", "country": "NO"}}
    assert "Kaigaten 1" in response.text


def test_a_choice_that_is_none_any_more_stays_until_it_is_changed(
    as_alice: Client, anna: Contact
) -> None:
    field = Field.objects.create(
        audience=anna.audience, type="radio", label="Plan", tag="PLAN", choices=["Pro"]
    )
    anna.audience.contacts.filter(pk=anna.pk).update(fields={field.key: "Free"})

    html = as_alice.get(url(anna, field.key), headers=PART).text
    save(as_alice, anna, field.key, **{field.key: "Free"})

    assert '<option value="Free" selected>' in html
    assert anna.fields == {field.key: "Free"}


def test_two_people_at_once_each_keep_what_they_changed(
    as_alice: Client, anna: Contact
) -> None:
    page = reverse("contacts:contact_update", args=[anna.audience_id, anna.pk])
    seen = {
        "email": "anna@example.com",
        "first_name": "Anna",
        "last_name": "",
        "country": "NO",
    }
    save(as_alice, anna, "first_name", first_name="Anne")

    as_alice.post(
        page,
        {
            **seen,
            **{f"initial-{name}": value for name, value in seen.items()},
            "last_name": "Berg",
        },
    )

    anna.refresh_from_db()
    assert (anna.name, anna.country) == ("Anne Berg", "NO")
    assert said(anna)[0]["fields"] == ["last_name"]


def test_saving_what_was_there_changes_nothing(as_alice: Client, anna: Contact) -> None:
    response = save(as_alice, anna, "email", email="Anna@example.com")
    assert "Saved: Email address." in response.text

    again = save(as_alice, anna, "email", email="Anna@example.com")
    assert "Nothing has changed: Email address." in again.text
    assert "Undo" not in again.text
    assert len(said(anna)) == 1


def test_without_scripts_a_fact_is_a_page_with_one_field(
    as_alice: Client, anna: Contact
) -> None:
    page = as_alice.get(url(anna, "place")).text
    response = as_alice.post(url(anna, "place"), {"country": "SE", "region": "Skåne"})
    away = as_alice.get(url(anna, "place", "contact_fact"))

    assert "<html" in page
    assert response["Location"] == away["Location"] == anna.get_absolute_url()
    html = as_alice.get(anna.get_absolute_url()).text
    assert "Skåne, Sweden" in html
    assert "Saved: Location." in html


@pytest.mark.parametrize("view", ["contact_fact", "contact_fact_update"])
@pytest.mark.parametrize("name", ["search_text", "fields", "f99999", "status"])
def test_nothing_else_is_a_fact(
    as_alice: Client, anna: Contact, name: str, view: str
) -> None:
    assert as_alice.get(url(anna, name, view)).status_code == 404


def test_who_may_only_look_sees_values_alone(client: Client, anna: Contact) -> None:
    viewer = UserFactory.create()
    MembershipFactory.create(
        account=anna.audience.account, user=viewer, role=Role.VIEWER
    )
    client.force_login(viewer)

    html = client.get(anna.get_absolute_url()).text
    shown = client.get(url(anna, "first_name", "contact_fact"), headers=PART).text

    assert "Anna" in shown
    for text in (html, shown):
        assert "/edit/" not in text
        assert "/vip/" not in text


@pytest.mark.parametrize("n", [1, 3])
def test_a_fact_asks_as_often_among_many_fields_as_among_few(
    as_alice: Client,
    anna: Contact,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n):
        Field.objects.create(
            audience=anna.audience, type="text", label="X", tag=f"X{number}"
        )

    with django_assert_num_queries(7):
        as_alice.get(url(anna, "language"), headers=PART)
