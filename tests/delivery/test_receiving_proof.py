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
    attaching,
    come,
    contact_of,
    dsn,
    facts,
    sent,
    suppressed,
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


def test_a_report_that_returns_the_address_of_bounces_is_about_it(
    delivery: Delivery, anna: Contact
) -> None:
    returned = f"Return-Path: <{at('b', delivery.token)}>"

    received = come(dsn(anna.email, returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id == delivery.pk
    assert contact_of(delivery).status == "cleaned"


def others(delivery: Delivery) -> dict[str, str]:
    """What whoever has the message knows of it."""
    token = delivery.token
    return {
        "reply": f"Reply-To: <{at('r', token)}>",
        "way out": f"List-Unsubscribe: <https://x.example/{addressing.written(token)}>",
        "link": f"X: https://x.example/c/{'a' * 26}/{addressing.told('c', token)}",
        "id": f"Message-ID: <{addressing.named(token)}@shop.example>",
    }


OTHERS = pytest.mark.parametrize("known", ["reply", "way out", "link", "id"])


@OTHERS
@pytest.mark.parametrize("sender", ["mallory@x.org", ""])
def test_by_what_else_a_message_tells_nobody_says_that_an_address_is_dead(
    delivery: Delivery, anna: Contact, known: str, sender: str
) -> None:
    """It is passed on with the message, and stands in answers to it."""
    returned = others(delivery)[known]

    received = come(
        dsn(anna.email, returned=returned), f"bounces@{DOMAIN}", sender=sender
    )

    assert (received.kind, received.delivery_id) == ("bounce", None)
    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == []


@OTHERS
def test_by_what_else_a_message_tells_it_may_be_late(
    delivery: Delivery, anna: Contact, known: str
) -> None:
    sent(anna)
    raw = dsn(anna.email, "4.2.2", "452 4.2.2 full", returned=others(delivery)[known])

    received = come(raw, f"bounces@{DOMAIN}")

    assert received.delivery_id == delivery.pk
    assert facts(delivery) == ("soft", True, False)


@pytest.mark.parametrize("why", ["r", "u"])
def test_who_knows_another_address_cannot_write_to_that_of_bounces(
    delivery: Delivery, anna: Contact, why: str
) -> None:
    to = "b" + at(why, delivery.token)[1:]

    received = come(dsn(anna.email), to)

    assert received.delivery_id is None
    assert contact_of(delivery).status == "subscribed"


def test_who_answers_with_a_report_of_somebody_else_is_heard(
    delivery: Delivery, anna: Contact
) -> None:
    raw = attaching(dsn("else@example.org"))

    received = come(raw, at("r", delivery.token), sender=anna.email)

    assert (received.kind, received.contact_id) == ("message", anna.pk)
    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == []


@pytest.mark.parametrize("why", ["r", "u"])
def test_a_report_that_comes_to_another_address_of_a_delivery_does_nothing(
    delivery: Delivery, anna: Contact, why: str
) -> None:
    """Whoever was in copy of an answer knows that address, and who answered."""
    received = come(dsn(anna.email), at(why, delivery.token), sender="mallory@x.org")

    assert (received.kind, received.delivery_id) == ("bounce", None)
    assert contact_of(delivery).status == "subscribed"


def test_what_is_returned_cleans_only_whom_the_report_is_about(
    delivery: Delivery, anna: Contact
) -> None:
    people(anna.audience, "else@example.org")
    returned = f"Return-Path: <{at('b', delivery.token)}>"

    received = come(dsn("else@example.org", returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id is None
    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == []


def test_of_several_that_are_returned_the_one_that_failed_is_meant(
    audience: Audience,
) -> None:
    anna, bo = people(audience, "anna@example.com", "bo@example.com")
    one = message(audience)
    deliveries = [sent(anna), sent(bo, of=one)]
    returned = "\n".join(f"X-{d.pk}: {at('b', d.token)}" for d in deliveries)

    received = come(dsn(bo.email, returned=returned), f"bounces@{DOMAIN}")

    assert received.delivery_id == deliveries[1].pk
