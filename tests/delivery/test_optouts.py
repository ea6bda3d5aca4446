"""The way out takes one click, from anybody's machine, as often as it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.limits import Rate
from audiences import people as places
from audiences.models import Audience
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Contact
from delivery.addressing import written
from delivery.models import Delivery
from delivery.optouts import verbs, views
from events.models import Event
from events.names import Own
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.mails import DOMAIN, at, come, plain
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    news = message(anna.audience)
    freeze(news)
    return news.deliveries.get()


def url(delivery: Delivery, more: str = "") -> str:
    return f"/u/{written(delivery.token)}{more}"


def status(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.status


def provider() -> Client:
    """A machine without a cookie, whose forms are checked as those of browsers."""
    return Client(enforce_csrf_checks=True)


BODIES: dict[str, dict[str, Any]] = {
    "multipart": {"data": ONE_CLICK},
    "urlencoded": {
        "data": "List-Unsubscribe=One-Click",
        "content_type": "application/x-www-form-urlencoded",
    },
    "empty": {"data": b"", "content_type": "text/plain"},
    "broken": {"data": b"x", "content_type": "multipart/form-data"},
    "JSON": {"data": "{}", "content_type": "application/json"},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_one_click_is_out(sent: Delivery, anna: Contact, body: dict[str, Any]) -> None:
    response = provider().post(url(sent), **body)

    assert (response.status_code, response.content) == (200, b"You are unsubscribed.\n")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert not response.cookies
    assert status(anna) == "unsubscribed"


def test_it_is_written_down_how_and_by_which_message(
    sent: Delivery, anna: Contact
) -> None:
    provider().post(url(sent), ONE_CLICK, REMOTE_ADDR="192.0.2.9")

    consent = anna.consents.get(given=False)
    assert (consent.how, consent.ip) == ("one_click", "192.0.2.9")
    event = Event.objects.get(
        audience=anna.audience_id, kind="own", name_id=int(Own.CONTACT_UNSUBSCRIBED)
    )
    said = {"how": "one_click", "message": sent.message_id}
    assert event.properties == said
    sent.refresh_from_db()
    assert sent.unsubscribed_at == consent.at


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(sent: Delivery, anna: Contact, method: str) -> None:
    response = getattr(provider(), method)(url(sent))

    assert response.status_code == 200
    assert status(anna) == "subscribed"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert not response.cookies


def test_the_page_asks_and_its_button_does_it(sent: Delivery, anna: Contact) -> None:
    asked = provider().get(url(sent)).content.decode()
    response = provider().post(url(sent), {"by_hand": "1"})

    assert "Do you want no more email from Newsletter readers?" in asked
    assert "a•••@example.org" in asked
    assert "anna@" not in asked
    assert response.status_code == 200
    assert "You are unsubscribed" in response.content.decode()
    assert status(anna) == "unsubscribed"
    consent = anna.consents.get(given=False)
    assert (consent.how, consent.language) == ("link", "en")
    assert consent.wording == (
        "Do you want no more email from Newsletter readers? Unsubscribe"
    )


def test_the_page_speaks_the_language_of_who_got_the_message(
    audience: Audience,
) -> None:
    people(audience, "anne@example.org", language="fr")
    news = message(audience)
    freeze(news)

    page = provider().get(url(news.deliveries.get()), headers={"Accept-Language": "en"})

    assert "Se désabonner" in page.content.decode()
    assert '<html lang="fr"' in page.content.decode()


def test_as_often_as_it_comes_it_happens_once(sent: Delivery, anna: Contact) -> None:
    for _time in range(3):
        assert provider().post(url(sent)).status_code == 200
    assert provider().post(url(sent), {"by_hand": "1"}).status_code == 200

    assert anna.consents.filter(given=False).count() == 1


def test_who_pressed_it_by_mistake_takes_it_back(sent: Delivery, anna: Contact) -> None:
    page = provider().post(url(sent), {"by_hand": "1"}).content.decode()
    back = provider().post(url(sent, "/back"), REMOTE_ADDR="192.0.2.9")

    assert url(sent, "/back") in page
    assert "keeps getting email" in back.content.decode()
    assert status(anna) == "subscribed"
    last = anna.consents.newest_first()[0]
    assert (last.given, last.how, last.ip) == (True, "link", "192.0.2.9")
    assert last.wording == "I want to keep getting it"
    sent.refresh_from_db()
    assert sent.unsubscribed_at is None


def test_nobody_is_brought_back_who_is_out_for_longer(
    sent: Delivery, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider().post(url(sent))
    later = timezone.now() + verbs.SECOND_THOUGHTS + timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    back = provider().post(url(sent, "/back"))

    assert "You are unsubscribed" in back.content.decode()
    assert url(sent, "/back") not in back.content.decode()
    assert status(anna) == "unsubscribed"


def test_nobody_is_brought_back_who_left_by_another_way(
    sent: Delivery, anna: Contact
) -> None:
    row = anna.audience.contacts.filter(pk=anna.pk)
    row.unsubscribe(Cause(anna.audience, "staff"))

    provider().post(url(sent, "/back"))

    assert status(anna) == "unsubscribed"


def test_the_archived_are_out_as_well(sent: Delivery, anna: Contact) -> None:
    row = anna.audience.contacts.filter(pk=anna.pk)
    row.archive(Cause(anna.audience, "staff"))

    provider().post(url(sent))

    assert status(anna) == "unsubscribed"
    anna.audience.__dict__.pop("status_counts", None)
    assert anna.audience.status_counts.get("archived") == 1


@pytest.mark.parametrize("both_got_it", [False, True])
@pytest.mark.parametrize("way", ["link", "mail"])
def test_who_became_another_is_out_as_that_one(
    audience: Audience, anna: Contact, both_got_it: bool, way: str, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = DOMAIN
    other = ContactFactory.create(audience=audience, email="ann@example.org")
    news = message(audience)
    every = audience.contacts.all()
    freeze(news, every if both_got_it else every.filter(pk=anna.pk))
    hers = news.deliveries.get(contact=anna)
    third = ContactFactory.create(audience=audience, email="a@example.org")
    merge(audience, other.pk, anna.pk, {}, Cause(audience, "staff"))
    merge(audience, third.pk, other.pk, {}, Cause(audience, "staff"))

    if way == "link":
        provider().post(url(hers))
    else:
        come(plain(Subject="unsubscribe"), at("u", hers.token), sender=anna.email)

    assert status(third) == "unsubscribed"


def test_of_who_is_gone_nothing_is_left_to_do(sent: Delivery, anna: Contact) -> None:
    places.delete_rows(places.Person(anna.audience, anna.pk, anna.email).alone)
    anna.audience.contacts.filter(pk=anna.pk).delete()

    page = provider().get(url(sent))

    assert provider().post(url(sent)).status_code == 200
    assert "Nobody is behind this link any more" in page.content.decode()


def test_a_test_of_a_message_unsubscribes_nobody(anna: Contact) -> None:
    news = message(anna.audience)
    one = Delivery.objects.create(
        audience=anna.audience, message=news, email=anna.email, state="sent"
    )

    assert provider().post(url(one)).status_code == 200
    assert status(anna) == "subscribed"


def test_another_audience_is_none_of_its_business(
    sent: Delivery, anna: Contact
) -> None:
    elsewhere = ContactFactory.create(email=anna.email)

    provider().post(url(sent))

    assert status(elsewhere) == "subscribed"


ASTRAY = [
    "/u/x",
    f"/u/{'a' * 26}",
    f"/u/{written(uuid4())}",
    f"/u/{'7' * 26}",
    f"/u/{'x' * 500}",
]


@pytest.mark.parametrize("address", ASTRAY, ids=range(len(ASTRAY)))
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_leads_nowhere_says_so(
    db: None, address: str, method: str
) -> None:
    response = getattr(provider(), method)(address)

    assert response.status_code == 404
    assert "This link leads nowhere" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_who_guesses_is_stopped_and_who_knows_is_not(
    sent: Delivery, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ASTRAY", Rate(2, 3600))

    tried = [provider().get("/u/nowhere").status_code for _time in range(3)]

    assert tried == [404, 404, 429]
    assert provider().post(url(sent)).status_code == 200
    assert status(anna) == "unsubscribed"


def test_of_an_audience_that_is_being_deleted_nothing_is_found(
    sent: Delivery, audience: Audience
) -> None:
    audience.deleting_at = timezone.now()
    audience.save()

    assert provider().get(url(sent)).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(sent: Delivery, method: str) -> None:
    assert getattr(provider(), method)(url(sent)).status_code == 405


def tracking(contact: Contact) -> list[tuple[bool | None, str, str]]:
    lines = contact.consents.filter(channel="tracking").order_by("pk")
    return list(lines.values_list("given", "how", "wording"))


def test_the_page_refuses_tracking_and_takes_it_back_at_once(
    sent: Delivery, anna: Contact
) -> None:
    asked = provider().get(url(sent)).content.decode()
    refused = provider().post(url(sent, "/unnamed")).content.decode()
    provider().post(url(sent, "/unnamed"))
    back = provider().post(url(sent, "/unnamed"), {"again": "1"}).content.decode()

    assert "may see whether you open its messages" in asked
    assert "is counted without your name" in refused
    assert "may see whether you open its messages" in back
    assert tracking(anna) == [
        (False, "link", "Count it without my name"),
        (True, "link", "Count it with my name again"),
    ]
    assert status(anna) == "subscribed"


def test_who_refused_tracking_for_longer_is_named_by_no_forwarded_message(
    sent: Delivery, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider().post(url(sent, "/unnamed"))
    later = timezone.now() + verbs.SECOND_THOUGHTS + timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    page = provider().post(url(sent, "/unnamed"), {"again": "1"}).content.decode()

    assert "Count it with my name again" not in page
    assert [given for given, _how, _wording in tracking(anna)] == [False]


def test_looking_refuses_no_tracking(sent: Delivery, anna: Contact) -> None:
    assert provider().get(url(sent, "/unnamed")).status_code == 405
    provider().get(url(sent))

    assert tracking(anna) == []
