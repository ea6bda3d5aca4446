"""What somebody says of themselves on their page: read as fields read it."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Contact, Field
from delivery import frequency
from delivery.models import Delivery
from forms.models import Centre
from preferences.models import Choice, Preference
from tests.delivery.ledgers import people
from tests.factories import PreferenceFactory
from tests.forms.centres import choose, form_at, post, reader, sent_to, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(
        audience, "maya@fjord.example", language="en", first_name="Maya", last_name=""
    )
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    return sent_to(anna)


@pytest.fixture
def url(sent: Delivery) -> str:
    return url_of(sent)


@pytest.fixture
def news(audience: Audience) -> Preference:
    return PreferenceFactory.create(
        audience=audience, name="News", variants={"fr": {"name": "Nouvelles"}}
    )


def html_of(url: str, **headers: Any) -> str:
    return str(reader(**headers).get(url).content.decode())


def choice(contact: Contact, preference: Preference) -> Choice | None:
    rows = Choice.objects.filter(audience=contact.audience_id, contact=contact.pk)
    return rows.filter(preference=preference.pk).first()


def test_a_value_is_replaced_deleted_or_left_alone(url: str, anna: Contact) -> None:
    choose(url, last_name="Berg")
    anna.refresh_from_db()
    assert (anna.first_name, anna.last_name) == ("Maya", "Berg")

    choose(url, **{"forget-first_name": "on"})
    anna.refresh_from_db()
    assert (anna.first_name, anna.last_name) == ("", "Berg")


def test_a_value_is_read_as_its_field_reads_it(
    url: str, audience: Audience, anna: Contact
) -> None:
    field = Field.objects.create(
        audience=audience, type="date", label="Visit", tag="VISIT"
    )

    wrong = choose(url, **{field.key: "tomorrow"})
    assert wrong.status_code == 422
    assert f'href="#id_{field.key}"' in wrong.content.decode()

    choose(url, **{field.key: "2026-11-28"})
    anna.refresh_from_db()
    assert anna.fields == {field.key: "2026-11-28"}


def test_what_is_wrong_keeps_everything_else_from_being_saved(
    url: str, audience: Audience, anna: Contact, news: Preference
) -> None:
    response = choose(
        url, new_email="nobody", **{f"preference_pk_{news.pk}": "subscribed"}
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="nobody"' in html
    assert choice(anna, news) is None


def test_fields_that_are_not_public_are_neither_shown_nor_taken(
    url: str, audience: Audience, anna: Contact
) -> None:
    field = Field.objects.create(
        audience=audience, type="text", label="Debts", tag="DEBTS", public=False
    )

    assert "Debts" not in html_of(url)
    choose(url, **{field.key: "none"})

    anna.refresh_from_db()
    assert anna.fields == {}


def test_the_language_is_one_of_the_audience(
    url: str, audience: Audience, anna: Contact
) -> None:
    audience.languages = ["fr", "de"]
    audience.save()

    choose(url, language="fr")
    anna.refresh_from_db()
    assert anna.language == "fr"
    assert choose(url, language="it").status_code == 422


def test_sections_that_are_hidden_are_neither_shown_nor_taken(
    url: str, audience: Audience, anna: Contact, news: Preference
) -> None:
    Centre.objects.create(audience=audience, hidden=Centre.Section.values)

    form = form_at(url)
    assert form.names == {"shown"}
    post(
        url,
        form,
        days=7,
        first_name="X",
        new_email="x@example.org",
        **{f"preference_pk_{news.pk}": "subscribed"},
    )

    anna.refresh_from_db()
    assert (anna.first_name, frequency.frequency_of(anna)) == ("Maya", 0)
    assert choice(anna, news) is None
    assert not audience.centrekeys.exists()
