"""A contact's own page: what it says, and what it changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts import refusals
from contacts.causes import Cause
from contacts.models import Contact, Field, GroupCategory
from delivery import frequency
from delivery.models import Delivery
from events.models import Event
from events.names import Own
from forms.models import Centre
from preferences import choosing
from preferences.models import Choice, Preference
from tests.delivery.ledgers import people
from tests.factories import GroupCategoryFactory, GroupFactory, PreferenceFactory
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


def test_the_address_is_masked_and_the_name_is_not_told(url: str) -> None:
    html = html_of(url)

    assert "m•••@fjord.example" in html
    assert "maya@fjord.example" not in html
    assert "Maya" not in html
    assert "On file: M•••" in html


def test_who_never_chose_sees_that(url: str, news: Preference, anna: Contact) -> None:
    assert "You have not chosen yet." in html_of(url)

    choose(url, **{f"preference_pk_{news.pk}": "unsubscribed"})

    assert "You have not chosen yet." not in html_of(url)
    chosen = choice(anna, news)
    assert chosen is not None
    assert (chosen.state, chosen.how) == ("unsubscribed", "centre")
    assert (chosen.wording, chosen.language) == ("News: No", "en")


def test_saving_without_a_change_changes_nothing(
    url: str, news: Preference, anna: Contact
) -> None:
    before = Event.objects.filter(audience=anna.audience_id).count()

    response = choose(url)

    assert "Nothing was changed." in response.content.decode()
    assert Event.objects.filter(audience=anna.audience_id).count() == before
    assert choice(anna, news) is None


def test_a_choice_is_an_event_that_says_how_and_from_which_words(
    url: str, news: Preference, anna: Contact
) -> None:
    choose(url, **{f"preference_pk_{news.pk}": "subscribed"})

    event = Event.objects.get(
        audience=anna.audience_id, name_id=int(Own.PREFERENCE_GAINED)
    )
    said = event.properties
    assert (said["how"], said["wording"]) == ("centre", "News: Yes")


def test_a_stale_page_takes_back_nothing_that_staff_changed_since(
    url: str, news: Preference, anna: Contact, audience: Audience
) -> None:
    offers = PreferenceFactory.create(audience=audience, name="Offers")
    form = form_at(url)
    choosing.choose(anna, news, "subscribed", Cause(audience, "staff"))
    frequency.choose(anna, 7, Cause(audience, "staff"))

    post(url, form, **{f"preference_pk_{offers.pk}": "subscribed"})

    kept, chosen = choice(anna, news), choice(anna, offers)
    assert kept is not None
    assert (kept.state, kept.how) == ("subscribed", "staff")
    assert chosen is not None
    assert frequency.frequency_of(anna) == 7


def test_private_and_archived_preferences_are_not_there(
    url: str, audience: Audience
) -> None:
    PreferenceFactory.create(audience=audience, name="Secret", is_public=False)
    PreferenceFactory.create(
        audience=audience, name="Former", archived_at=timezone.now()
    )

    html = html_of(url)

    assert "Secret" not in html
    assert "Former" not in html


@pytest.mark.parametrize("state", ["", "nonsense", "subscribed'; --"])
def test_no_other_state_can_be_posted(
    url: str, news: Preference, anna: Contact, state: str
) -> None:
    choose(url, **{f"preference_pk_{news.pk}": state})

    assert choice(anna, news) is None


@pytest.mark.parametrize("kind", ["checkboxes", "radio", "dropdown"])
def test_groups_are_joined_and_left(
    url: str, audience: Audience, anna: Contact, kind: str
) -> None:
    category = GroupCategoryFactory.create(audience=audience, kind=kind)
    one, other = GroupFactory.create_batch(2, audience=audience, category=category)

    choose(url, **{f"group_pk_{category.pk}": one.pk})
    anna.refresh_from_db()
    assert anna.group_ids == [one.pk]

    choose(url, **{f"group_pk_{category.pk}": other.pk})
    anna.refresh_from_db()
    assert anna.group_ids == [other.pk]

    choose(url, **{f"group_pk_{category.pk}": "" if kind != "checkboxes" else None})
    anna.refresh_from_db()
    assert anna.group_ids == []


def test_of_a_single_choice_two_cannot_be_posted(
    url: str, audience: Audience, anna: Contact
) -> None:
    category = GroupCategoryFactory.create(audience=audience, kind="radio")
    one, other = GroupFactory.create_batch(2, audience=audience, category=category)

    choose(url, **{f"group_pk_{category.pk}": [str(one.pk), str(other.pk)]})

    anna.refresh_from_db()
    assert len(anna.group_ids) == 1


def test_hidden_groups_are_neither_shown_nor_taken(
    url: str, audience: Audience, anna: Contact
) -> None:
    hidden = GroupCategory.Kind.HIDDEN
    category = GroupCategoryFactory.create(
        audience=audience, kind=hidden, title="Inner"
    )
    group = GroupFactory.create(audience=audience, category=category, name="Circle")

    assert "Inner" not in html_of(url)
    assert "Circle" not in html_of(url)
    choose(url, **{f"group_pk_{category.pk}": group.pk})

    anna.refresh_from_db()
    assert anna.group_ids == []


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


def test_how_often_is_kept_and_told(url: str, anna: Contact) -> None:
    choose(url, days=30)

    assert frequency.frequency_of(anna) == 30
    event = Event.objects.get(
        audience=anna.audience_id, name_id=int(Own.CONTACT_CHOSE_FREQUENCY)
    )
    assert event.properties == {
        "how": "centre",
        "days": 30,
        "was": 0,
        "wording": "Once a month at most",
    }


@pytest.mark.parametrize("days", ["1", "-7", "x", "365"])
def test_nobody_invents_a_frequency(url: str, anna: Contact, days: str) -> None:
    assert choose(url, days=days).status_code == 422
    assert frequency.frequency_of(anna) == 0


@pytest.mark.parametrize("name", ["personal", "tracking"])
def test_what_is_refused_is_in_the_ledger_with_its_words(
    url: str, anna: Contact, name: str
) -> None:
    channel = {"personal": refusals.ONE_TO_ONE, "tracking": refusals.TRACKING}[name]

    choose(url, **{name: None})

    refusal = refusals.refusal_of(anna, channel)
    assert refusal is not None
    assert (refusal.how, refusal.language) == ("centre", "en")
    assert "Newsletter readers" in refusal.wording
    assert refusal.ip == "127.0.0.1"

    choose(url, **{name: "on"})
    assert refusals.refusal_of(anna, channel) is None


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
