"""Who got a message says on its page whether opens of theirs carry their name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Contact
from delivery.models import Delivery
from delivery.optouts import verbs
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.test_optouts import provider, status, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    news = message(anna.audience)
    freeze(news)
    return news.deliveries.get()


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
