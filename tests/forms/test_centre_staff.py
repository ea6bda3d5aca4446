"""The centre as staff have it: its texts, what is on it, and the page of a contact."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry
from audiences.models import Audience
from contacts.models import Contact
from delivery.models import Delivery
from events.models import Event
from forms.models import Centre, Section
from tests.delivery.ledgers import people
from tests.factories import PreferenceFactory
from tests.forms.centres import reader, sent_to, url_of

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", first_name="Anna")
    return anna


def save(client: Client, audience: Audience, **said: Any) -> int:
    data = {"sections": list(Section.values), **said}
    response = client.post(f"/audiences/{audience.pk}/centre/", data)
    return int(response.status_code)


def read(contact: Contact, query: str = "", **headers: str) -> str:
    page = reader(**headers).get(url_of(sent_to(contact), query))
    return str(page.content.decode())


def test_what_staff_write_is_read_in_each_language(
    as_bob: Client, audience: Audience, anna: Contact
) -> None:
    audience.languages = ["fr"]
    audience.save()
    texts = {
        "heading-en": "Your coffee",
        "intro-en": "As you like it.",
        "heading-fr": "Votre café",
        "intro-fr": "",
    }

    assert save(as_bob, audience, **texts) == 302

    english, french = read(anna, "?in=en"), read(anna, "?in=fr")
    assert "<h1>Your coffee</h1>" in english
    assert "As you like it." in english
    assert "<h1>Votre café</h1>" in french
    assert '<html lang="fr"' in french
    entry = AuditEntry.objects.get(account=audience.account)
    assert entry.verb == "centre.changed"


def test_what_is_written_shows_as_it_is_written(
    as_bob: Client, audience: Audience, anna: Contact
) -> None:
    PreferenceFactory.create(audience=audience, name=SCRIPT, description=SCRIPT)
    save(as_bob, audience, **{"heading-en": SCRIPT, "intro-en": SCRIPT})

    html = read(anna)

    assert SCRIPT not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_sections_are_taken_out_and_put_back(
    as_bob: Client, audience: Audience, anna: Contact
) -> None:
    save(as_bob, audience, sections=["preferences"])
    assert 'name="days"' not in read(anna)

    save(as_bob, audience)
    assert 'name="days"' in read(anna)


def test_texts_of_a_language_that_the_audience_gave_up_are_kept(
    as_bob: Client, audience: Audience
) -> None:
    said = {"heading": "Ihr Kaffee", "intro": ""}
    Centre.objects.create(audience=audience, variants={"de": said})

    save(as_bob, audience, **{"heading-en": "Your coffee"})

    assert Centre.objects.get(audience=audience).variants == {"de": said}


def test_a_text_that_is_too_long_is_refused(as_bob: Client, audience: Audience) -> None:
    assert save(as_bob, audience, **{"heading-en": "x" * 101}) == 422
    assert not Centre.objects.filter(audience=audience).exists()


@pytest.mark.parametrize(
    ("contact_speaks", "browser_speaks", "asked", "spoken"),
    [
        ("fr", "en", "", "fr"),
        ("fr", "en", "?in=en", "en"),
        ("", "fr-CA,fr;q=0.8", "", "fr"),
        ("", "it,nl", "", "en"),
        ("it", "fr", "", "fr"),
        ("fr", "en", "?in=it", "fr"),
        ("fr-BE", "en", "", "fr"),
        ("", "\x00;q=z", "?in=%00", "en"),
    ],
)
def test_the_page_speaks_as_it_is_asked_or_as_they_do(
    audience: Audience,
    anna: Contact,
    contact_speaks: str,
    browser_speaks: str,
    asked: str,
    spoken: str,
) -> None:
    audience.languages = ["fr"]
    audience.save()
    audience.contacts.filter(pk=anna.pk).update(language=contact_speaks)

    html = read(anna, asked, **{"Accept-Language": browser_speaks})

    assert f'<html lang="{spoken}"' in html


def test_names_of_preferences_are_those_of_the_language(
    audience: Audience, anna: Contact
) -> None:
    audience.languages = ["de"]
    audience.save()
    variants = {"de": {"name": "Neues", "description": "Einmal im Monat"}}
    PreferenceFactory.create(audience=audience, name="News", variants=variants)

    html = read(anna, "?in=de")

    assert "Neues" in html
    assert "Einmal im Monat" in html


def test_staff_see_the_page_and_can_do_nothing_by_it(
    as_bob: Client, audience: Audience, anna: Contact
) -> None:
    before = Event.objects.count()

    response = as_bob.get(f"/audiences/{audience.pk}/contacts/{anna.pk}/centre/")

    html = response.content.decode()
    assert "a•••@example.org" in html
    assert '<fieldset class="centre-all" disabled>' in html
    assert "action=" not in html
    assert Event.objects.count() == before
    assert not audience.centrekeys.exists()


def test_a_preview_is_of_nobody(as_bob: Client, audience: Audience) -> None:
    PreferenceFactory.create(audience=audience, name="News")

    html = as_bob.get(f"/audiences/{audience.pk}/centre/preview/").content.decode()

    assert "News" in html
    assert "You have not chosen yet." in html


def test_staff_mail_somebody_their_link_three_times_an_hour_at_most(
    as_bob: Client, audience: Audience, anna: Contact
) -> None:
    url = f"/audiences/{audience.pk}/contacts/{anna.pk}/centre/send/"

    for _time in range(4):
        as_bob.post(url)

    sent = Delivery.objects.filter(audience=audience.pk, contact=anna.pk)
    assert sent.count() == 3
    assert set(sent.values_list("message__kind", flat=True)) == {"system"}
