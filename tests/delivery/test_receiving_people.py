"""Received mail goes with whom it names."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from audiences.people import Person
from contacts.activity import feed
from contacts.models import Contact
from delivery.models import Received
from delivery.receiving import people as received
from tests.delivery.ledgers import people
from tests.delivery.mails import DOMAIN, at, come, dsn, feedback, plain, sent
from tests.factories import AudienceFactory, ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return people(audience, "anna@example.com")[0]


def person(contact: Contact) -> Person:
    return Person(contact.audience, contact.pk, contact.email)


def left() -> list[int]:
    return list(Received.objects.order_by("pk").values_list("pk", flat=True))


def test_who_is_erased_takes_along_what_is_about_or_names_them(anna: Contact) -> None:
    (bo,) = people(anna.audience, "bo@example.com")
    stranger = ContactFactory.create(
        audience=AudienceFactory.create(), email=anna.email
    )
    come(plain("Hi"), at("r", sent(anna).token), sender=anna.email)
    come(plain(From="bo@example.com", Cc=anna.email), at("r", sent(bo).token))
    come(plain(Subject="To nobody"), f"info@{DOMAIN}")
    about_bo = come(plain(From="bo@example.com"), at("r", sent(bo).token))
    elsewhere = come(plain("Hi"), at("r", sent(stranger).token), sender=anna.email)

    assert received.forget(person(anna).alone) == 3

    assert left() == [about_bo.pk, elsewhere.pk]


def test_a_person_is_told_what_came_from_them(anna: Contact) -> None:
    (bo,) = people(anna.audience, "bo@example.com")
    come(plain("Grüße"), at("r", sent(anna).token), sender=anna.email)
    come(plain("Mine", From="bo@example.com"), at("r", sent(bo).token))

    (told,) = received.tell(person(anna))

    assert (told["kind"], told["from"]) == ("message", "anna@example.com")
    assert "Grüße" in told["message"]


def test_what_came_back_stands_on_the_page_of_the_contact(anna: Contact) -> None:
    delivery = sent(anna)
    come(dsn(anna.email), at("b", delivery.token))

    (bounced,) = [item for item in feed(anna).items if item.details]

    assert bounced.text == "A message came back for good"
    assert bounced.icon == "mail-x"
    assert bounced.url == delivery.message.get_absolute_url()
    assert bounced.details == [
        ("Message", delivery.message.name),
        ("Why", "Nobody has this address."),
    ]


def test_who_called_a_message_spam_is_told_of_with_the_message(anna: Contact) -> None:
    delivery = sent(anna)
    returned = f"List-Unsubscribe: <mailto:{at('u', delivery.token)}>"
    come(feedback(returned), f"fbl@{DOMAIN}")

    (told,) = [item for item in feed(anna).items if item.details]

    assert (told.text, told.icon) == ("Called a message spam", "alert-triangle")
    assert told.url == delivery.message.get_absolute_url()
    assert told.details == [("Message", delivery.message.name)]
