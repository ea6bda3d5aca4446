"""What is asked before a field of many contacts is set, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Field
from tests.contacts.fields import make, make_color
from tests.contacts.test_bulk_fields import ADDRESS, held
from tests.contacts.test_bulk_pages import post
from tests.factories import AudienceFactory, ContactFactory


def said(field: Field, text: str = "", **more: str) -> dict[str, str]:
    """What the form posts for a field of one input."""
    pk, name = str(field.pk), field.column or field.key
    return {"chosen": "1", "field": pk, "shown": pk, name: text, **more}


def test_the_question_offers_every_field_but_the_address(
    as_bob: Client, audience: Audience
) -> None:
    contact = ContactFactory.create(audience=audience)
    make(audience, label="Gone", tag="GONE", deleted_at=timezone.now())
    elsewhere = make(AudienceFactory.create(), label="Elsewhere")

    html = post(as_bob, audience, "field", contact=contact.pk).text

    assert "Set a field of 1 contact" in html
    assert "data-autoopen" in html
    assert ">First name</option>" in html
    assert ">Birthday</option>" in html
    assert ">Email address</option>" not in html
    assert ">Gone</option>" not in html
    assert f'value="{elsewhere.pk}"' not in html
    assert ">Continue</button>" in html


def test_a_picked_field_shows_its_inputs_before_anything_is_done(
    as_alice: Client, audience: Audience
) -> None:
    color = make_color(audience)
    address = audience.fields.get(tag="ADDRESS")
    contact = ContactFactory.create(audience=audience)
    step = {"contact": contact.pk, "chosen": "1", "shown": ""}

    part = post(as_alice, audience, "field", **step, field=color.pk)
    other = post(as_alice, audience, "field", **step, field=address.pk)
    url = reverse("contacts:contact_bulk", args=[audience.pk, "field"])
    page = as_alice.post(url, {**step, "field": color.pk})

    assert part.status_code == other.status_code == page.status_code == 200
    assert "<dialog" not in part.text
    assert f'<option value="{color.pk}" selected>' in part.text
    assert '<option value="Green">' in part.text
    assert f'name="shown" value="{color.pk}"' in part.text
    assert f'name="{address.key}-city"' in other.text
    assert "<html" in page.text
    assert ">Set the field</button>" in page.text
    assert not audience.jobs.exists()


def test_a_value_is_read_as_on_the_profile(
    as_alice: Client, audience: Audience
) -> None:
    field = make(audience, type="date", label="Joined")
    contact = ContactFactory.create(audience=audience)

    wrong = post(as_alice, audience, "field", contact=contact.pk, **said(field, "soon"))
    done = post(
        as_alice, audience, "field", contact=contact.pk, **said(field, "3/4/2026")
    )

    assert wrong.status_code == 422
    assert "This is no date; write it as 2026-11-22." in wrong.text
    assert "“Joined” set for 1 contact" in done.text
    assert "Undo" in done.text
    assert held(field) == ["2026-04-03"]


def test_an_address_is_set_from_its_parts(as_alice: Client, audience: Audience) -> None:
    field = audience.fields.get(tag="ADDRESS")
    contact = ContactFactory.create(audience=audience)
    parts = {f"{field.key}-{part}": text for part, text in ADDRESS.items()}
    wanted = {"chosen": "1", "field": field.pk, "shown": field.pk}

    none = post(as_alice, audience, "field", contact=contact.pk, **wanted)
    post(as_alice, audience, "field", contact=contact.pk, **wanted, **parts)

    assert none.status_code == 422
    assert held(field) == [ADDRESS]


def test_nothing_is_emptied_without_the_tick(
    as_alice: Client, audience: Audience
) -> None:
    field = make(audience)
    contact = ContactFactory.create(audience=audience, fields={field.key: "Oslo"})
    tick = {f"clear-{field.pk}": "on"}

    empty = post(as_alice, audience, "field", contact=contact.pk, **said(field))
    both = post(
        as_alice, audience, "field", contact=contact.pk, **said(field, "Voss", **tick)
    )

    assert (empty.status_code, both.status_code) == (422, 422)
    assert "Say a value, or tick that it is taken away." in empty.text
    assert "Either a value, or the tick that takes it away." in both.text
    assert held(field) == ["Oslo"]

    done = post(as_alice, audience, "field", contact=contact.pk, **said(field, **tick))

    assert "“City” emptied for 1 contact" in done.text
    assert held(field) == [None]


def test_a_required_field_is_never_emptied(
    as_alice: Client, audience: Audience
) -> None:
    field = make(audience, required=True)
    contact = ContactFactory.create(audience=audience, fields={field.key: "Oslo"})
    tick = {f"clear-{field.pk}": "on"}

    step = {"contact": contact.pk, "chosen": "1", "field": field.pk, "shown": ""}
    ask = post(as_alice, audience, "field", **step)
    forced = post(
        as_alice, audience, "field", contact=contact.pk, **said(field, **tick)
    )

    assert "Take the value away instead" not in ask.text
    assert forced.status_code == 422
    assert "This field is required: it cannot be emptied." in forced.text
    assert held(field) == ["Oslo"]


@pytest.mark.parametrize("pk", ["", "0", "x", "999999999999999999999"])
def test_a_field_that_there_is_not_is_asked_for_again(
    as_alice: Client, audience: Audience, pk: str
) -> None:
    contact = ContactFactory.create(audience=audience)

    response = post(
        as_alice,
        audience,
        "field",
        contact=contact.pk,
        chosen="1",
        field=pk,
        shown=pk,
    )

    assert response.status_code == 422
    assert 'id="bulk-field-error"' in response.text
    assert not audience.jobs.exists()


def test_the_address_itself_cannot_be_set(as_alice: Client, audience: Audience) -> None:
    email = audience.fields.get(tag="EMAIL")
    contact = ContactFactory.create(audience=audience, email="one@example.com")

    response = post(
        as_alice,
        audience,
        "field",
        contact=contact.pk,
        **said(email, "two@example.com"),
    )

    assert response.status_code == 422
    contact.refresh_from_db()
    assert contact.email == "one@example.com"
