"""Spam as a reason is a complaint, once, and nobody comes back from it."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Contact
from delivery.models import Delivery
from delivery.optouts import reasons, verbs
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.mails import DOMAIN, at, come, facts, feedback, suppressed, told
from tests.delivery.mails import sent as delivered
from tests.delivery.parting import given, kept, post, status, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    news = message(anna.audience, name="Winter roast")
    freeze(news)
    return news.deliveries.get()


@pytest.fixture
def out(sent: Delivery) -> Delivery:
    verbs.opt_out(sent, "link")
    return sent


@pytest.mark.parametrize("reason", ["no_longer", "spam"])
def test_who_is_not_out_has_no_reason_to_be(
    sent: Delivery, anna: Contact, reason: str
) -> None:
    response = post(sent, reason=reason)

    assert "Do you want no more email" in text(response)
    assert (status(anna), kept(sent), given(anna)) == ("subscribed", ("", ""), [])
    assert facts(sent) == ("", False, False)


def test_spam_is_a_complaint_as_one_that_a_provider_passes_on(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="spam")

    assert facts(out) == ("", False, True)
    assert suppressed(anna.audience.account) == [("complaint", None)]
    assert told(anna) == [
        "contact.gave_reason",
        "contact.unsubscribed",
        "email.complained",
    ]
    assert status(anna) == "unsubscribed"


@pytest.mark.parametrize("first", ["page", "provider"])
def test_a_complaint_by_both_ways_is_one(
    out: Delivery, anna: Contact, first: str, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = DOMAIN
    returned = f"List-Unsubscribe: <mailto:{at('u', out.token)}>"
    ways = [
        lambda: post(out, reason="spam"),
        lambda: come(feedback(returned), f"fbl@{DOMAIN}"),
    ]

    for way in ways if first == "page" else reversed(ways):
        way()

    assert told(anna).count("email.complained") == 1
    assert told(anna).count("contact.unsubscribed") == 1
    assert suppressed(anna.audience.account) == [("complaint", None)]
    assert kept(out) == ("spam", "")


def test_spam_said_again_and_again_is_one_complaint(
    out: Delivery, anna: Contact
) -> None:
    for reason in ("spam", "spam", "no_longer", "spam"):
        post(out, reason=reason)

    assert told(anna).count("email.complained") == 1
    assert len(given(anna)) == 3


def test_a_complaint_stands_whatever_they_say_later(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="spam")
    page = text(post(out, reason="no_longer"))
    back = text(post(out, "/back"))

    assert "I want to keep getting it" not in page
    assert "You are unsubscribed" in back
    assert status(anna) == "unsubscribed"
    assert facts(out) == ("", False, True)


def test_nobody_comes_back_who_complained_about_another_message(
    out: Delivery, anna: Contact
) -> None:
    other = delivered(anna)

    post(other, reason="spam")

    assert kept(other) == ("spam", "")
    assert "keeps getting" not in text(post(out, "/back"))
    assert status(anna) == "unsubscribed"


def test_who_comes_back_leaves_the_reason_in_their_history_alone(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="never_signed_up")
    back = text(post(out, "/back"))

    assert "keeps getting email" in back
    assert "Why are you leaving?" not in back
    assert status(anna) == "subscribed"
    assert kept(out) == ("", "")
    assert [said["reason"] for said in given(anna)] == ["never_signed_up"]
    assert reasons.numbers_of(out.message) == []
