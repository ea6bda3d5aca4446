"""Which delivery a report is about, and that it can harm nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Contact, Suppression
from delivery import addressing
from delivery.models import Delivery
from tests.delivery.ledgers import message, people
from tests.delivery.mails import (
    DOMAIN,
    at,
    come,
    contact_of,
    dsn,
    facts,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (contact,) = people(audience, "anna@example.com")
    return contact


@pytest.fixture
def delivery(anna: Contact) -> Delivery:
    return sent(anna)


def test_who_knows_a_token_can_harm_nobody_else(
    delivery: Delivery, audience: Audience
) -> None:
    """A report that comes to one delivery's address and tells of somebody else."""
    (victim,) = people(audience, "victim@example.com")
    other = sent(victim)

    come(dsn("victim@example.com"), at("b", delivery.token))

    assert facts(other) == ("", False, False)
    assert contact_of(other).status == "subscribed"
    assert facts(delivery) == ("hard", True, False)
    kinds = Suppression.objects.kinds_among(audience, ["victim@example.com"])
    assert kinds == {}


def test_a_report_that_proves_nothing_does_nothing(
    delivery: Delivery, anna: Contact
) -> None:
    """Anybody can write one who knows an address."""
    received = come(dsn(anna.email), f"bounces@{DOMAIN}")

    assert (received.kind, received.about) == ("bounce", [anna.email])
    assert received.delivery_id is None
    assert contact_of(delivery).status == "subscribed"


def test_a_report_that_returns_the_message_is_about_it(
    delivery: Delivery, anna: Contact
) -> None:
    written = addressing.written(delivery.token)
    returned = f"List-Unsubscribe: <https://x.example/u/{written}>"

    received = come(dsn(anna.email, returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id == delivery.pk
    assert contact_of(delivery).status == "cleaned"


def test_a_report_that_returns_the_message_id_is_about_it(
    delivery: Delivery, anna: Contact
) -> None:
    sent(anna)
    returned = f"Message-ID: <{addressing.named(delivery.token)}@shop.example>"

    received = come(dsn(anna.email, returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id == delivery.pk


def test_of_several_that_are_returned_the_one_that_failed_is_meant(
    audience: Audience,
) -> None:
    anna, bo = people(audience, "anna@example.com", "bo@example.com")
    one = message(audience)
    deliveries = [sent(anna), sent(bo, of=one)]
    returned = "\n".join(f"X-{d.pk}: {at('r', d.token)}" for d in deliveries)

    received = come(dsn(bo.email, returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id == deliveries[1].pk
