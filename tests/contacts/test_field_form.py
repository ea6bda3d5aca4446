from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.forms.choices import Row
from contacts.models import Field
from tests.contacts.fields import PART, as_posted, make, make_color, url
from tests.factories import ContactFactory


@pytest.fixture
def color(audience: Audience) -> Field:
    return make_color(audience)


def test_a_field_is_made_with_a_tag_from_its_label(
    as_alice: Client, audience: Audience
) -> None:
    make(audience, label="Favourite", tag="FAVOURITE")
    said = {"label": "Favourite coffee", "type": "dropdown", "default": "latte"}

    response = as_alice.post(
        url("create", audience), {**said, "new_choices": "Latte\n\n Espresso \n"}
    )

    assert response["Location"] == url("list", audience)
    field = audience.fields.get(label="Favourite coffee")
    assert (field.tag, field.choices) == ("FAVOURITE2", ["Latte", "Espresso"])
    assert (field.default, field.position) == ("Latte", 10)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"label": ""}, "This field is required."),
        ({"label": "x" * 10_000}, "at most 100 characters"),
        ({"label": "fIRST name"}, "There is a field of this label already."),
        ({"tag": "lname"}, "There is a field with this tag already."),
        ({"tag": "TOOLONGTAG1"}, "at most 10 characters"),
        ({"tag": "1ST"}, "a letter first"),
        ({"tag": "A-B"}, "Use capital letters"),
        ({"tag": "unsub"}, "This tag stands for something else in mail."),
        ({"tag": "MERGE3"}, "This tag stands for something else in mail."),
        ({"type": "color"}, "is not one of the available choices"),
        ({"type": "radio"}, "Name the choices there are."),
        ({"type": "radio", "new_choices": "Red\nred"}, "“red” is named twice."),
        ({"type": "radio", "new_choices": "x" * 256}, "at most 255 characters"),
        ({"type": "radio", "new_choices": "a\nb", "default": "c"}, "none of the"),
        ({"type": "number", "default": "many"}, "This is no number."),
        ({"type": "date", "default": "2026-02-30"}, "This is no date"),
        ({"help_text": "a\0b"}, "Null characters are not allowed."),
        ({"new_choices": "a\0b", "type": "radio"}, "Null characters are not allowed."),
    ],
)
def test_what_makes_no_field_is_refused_in_words(
    as_alice: Client, audience: Audience, said: dict[str, str], problem: str
) -> None:
    n = audience.fields.count()
    form = {"label": "Size", "type": "text", **said}

    response = as_alice.post(url("create", audience), form, headers=PART)

    assert response.status_code == 422
    assert problem in response.text
    assert "<html" not in response.text
    assert audience.fields.count() == n


def test_the_address_keeps_its_type_and_tag_and_stays_required(
    as_alice: Client, audience: Audience
) -> None:
    email = audience.fields.get(tag="EMAIL")
    form = as_posted(email, label="E-mail", type="number", tag="MAIL", default="x")

    as_alice.post(url("update", audience, email.pk), form)

    email.refresh_from_db()
    assert (email.label, email.type, email.tag) == ("E-mail", "text", "EMAIL")
    assert (email.required, email.default) == (True, "")
    assert as_alice.get(url("delete", audience, email.pk)).status_code == 404
    assert as_alice.post(url("delete", audience, email.pk)).status_code == 404


def test_a_type_changes_while_nothing_is_lost(
    as_alice: Client, audience: Audience
) -> None:
    field = make(audience)
    form = as_posted(field, type="number")

    as_alice.post(url("update", audience, field.pk), form)
    field.refresh_from_db()
    assert field.type == "number"

    ContactFactory.create_batch(2, audience=audience, fields={field.key: 12})
    form = as_posted(field, type="date")
    refused = as_alice.post(url("update", audience, field.pk), form)

    assert refused.status_code == 422
    assert "2 contacts have values here that would be lost." in refused.text
    field.refresh_from_db()
    assert field.type == "number"


def test_values_that_stay_what_they_are_let_a_type_change(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    ContactFactory.create(audience=audience, fields={color.key: "Red"})

    as_alice.post(url("update", audience, color.pk), as_posted(color, type="text"))

    color.refresh_from_db()
    assert (color.type, color.choices) == ("text", [])


def test_choices_are_renamed_taken_out_added_and_ordered_at_once(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    values = ["Red", "Green", "Blue", "Red"]
    people = [
        ContactFactory.create(audience=audience, fields={color.key: value, "f1": 1})
        for value in values
    ]
    form = as_posted(
        color,
        was=["Green", "Red", "Blue"],
        choice=["Red", "Green", "Blue"],
        drop=["Blue"],
        new_choices="White",
        default="Red",
    )

    asked = as_alice.post(url("update", audience, color.pk), form, headers=PART)
    assert asked.status_code == 422
    assert "1 contact has a choice that you take out" in asked.text
    color.refresh_from_db()
    assert color.choices == ["Red", "Green", "Blue"]

    form["confirm_removal"] = "1"
    as_alice.post(url("update", audience, color.pk), form, headers=PART)

    color.refresh_from_db()
    assert color.choices == ["Red", "Green", "White"]
    assert color.default == "Green"
    for person in people:
        person.refresh_from_db()
    held = [person.fields.get(color.key) for person in people]
    assert held == ["Green", "Red", None, "Green"]
    assert all(person.fields["f1"] == 1 for person in people)


def test_the_numbers_of_the_choices_come_after_the_page(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    for value in ("Red", "Green", "Red", "Pink"):
        ContactFactory.create(audience=audience, fields={color.key: value})
    address = url("update", audience, color.pk)
    numbers = {"Red": "2 contacts", "Green": "1 contact", "Blue": "0 contacts"}

    page = as_alice.get(address).text
    parts = as_alice.get(f"{address}?counted=1", headers=PART).text
    whole = as_alice.get(f"{address}?counted=1").text

    assert f'hx-get="{address}?counted=1"' in page
    assert "contacts</span>" not in page
    assert "hx-get" not in parts
    for choice, number in numbers.items():
        key = Row(choice, choice, None).key
        assert f'id="choice-{key}" aria-hidden="true">…<' in page
        assert f'<hx-partial hx-target="#choice-{key}"' in parts
        assert f'id="choice-{key}">{number}<' in parts
        assert f'id="choice-{key}">{number}<' in whole


def test_a_choice_that_somebody_else_added_meanwhile_stays(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    form = as_posted(color, was=["Red", "Pink"], choice=["Crimson", "Rose"])

    as_alice.post(url("update", audience, color.pk), form)

    color.refresh_from_db()
    assert color.choices == ["Crimson", "Green", "Blue"]


def test_the_format_is_that_of_the_type(as_alice: Client, audience: Audience) -> None:
    form = {"label": "Born", "type": "date"}
    form |= {"date_format": "month", "phone_format": "national"}

    as_alice.post(url("create", audience), form)

    born = audience.fields.get(label="Born")
    assert born.format == "month"
    assert born.reader("BE")("3/4/2026") == "2026-03-04"
    assert born.in_words("2026-03-04") == "03/04/2026"


def test_addresses_that_name_no_country_lie_in_the_one_that_is_chosen(
    as_alice: Client, audience: Audience
) -> None:
    form = {"label": "Office", "type": "address", "country": "DE"}

    as_alice.post(url("create", audience), form)

    office = audience.fields.get(label="Office")
    assert office.reader("NO")("Hauptstr. 1, 10115 Berlin")["country"] == "DE"
    assert office.reader("NO")("Rue 1, 75001 Paris, France")["country"] == "FR"
    assert office.reader("NO")("somewhere") == {"addr1": "somewhere"}
