"""What stands at the head of each kind of message, and what comes back by it."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from delivery import addressing
from delivery.addressing import told, written
from tests.delivery.ledgers import message, people
from tests.delivery.reading import received, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    settings.INBOUND_DOMAIN = "in.fjord.example"
    settings.PUBLIC_URL = "https://hub.fjord.example"


def test_a_newsletter_says_how_to_get_out_and_what_list_it_is_of(
    audience: Audience,
) -> None:
    people(audience, "anna@example.org")
    news = message(audience, html="<p>Hello</p>")

    ((sender, got),) = received(news)

    token = written(token_of(news))
    assert sender == f"b-{told('b', token_of(news))}@in.fjord.example"
    assert got["Reply-To"] == f"r-{told('r', token_of(news))}@in.fjord.example"
    assert got["List-Unsubscribe"].replace("\r\n", "") == (
        f"<https://hub.fjord.example/u/{token}>, "
        f"<mailto:u-{token}@in.fjord.example?subject=unsubscribe>"
    )
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["List-Id"] == (f"Newsletter readers <{audience.public_id}.example.org>")
    said = f"{news.pk}:{audience.public_id}:{audience.account_id}:parterre"
    assert got["Feedback-ID"] == said
    assert got["Precedence"] == "bulk"
    assert got["Auto-Submitted"] is None


LIST = {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID"}
ALONE = {"Auto-Submitted", "X-Auto-Response-Suppress"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bulk", {*LIST, "Precedence", "Reply-To"}),
        ("flow", {*LIST, *ALONE, "Precedence", "Reply-To"}),
        ("reply", {"Reply-To"}),
        ("system", {*ALONE, "Reply-To"}),
    ],
)
def test_each_kind_of_message_says_what_it_is(
    audience: Audience, kind: str, said: set[str]
) -> None:
    people(audience, "anna@example.org")

    ((_sender, got),) = received(message(audience, kind=kind))

    assert set(got.keys()) & {*LIST, *ALONE, "Precedence", "Reply-To"} == said


def test_without_an_inbound_domain_all_comes_back_to_the_sender(
    audience: Audience, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = ""
    people(audience, "anna@example.org")
    news = message(audience)

    ((sender, got),) = received(news)

    assert sender == "news@example.org"
    assert got["Reply-To"] is None
    out = f"<https://hub.fjord.example/u/{written(token_of(news))}>"
    assert got["List-Unsubscribe"] == out


def test_the_name_of_a_list_adds_no_header(audience: Audience) -> None:
    audience.name = 'Shop "news"\r\nBcc: all@example.org'
    audience.save()
    people(audience, "anna@example.org")

    ((_sender, got),) = received(message(audience))

    assert got["Bcc"] is None
    assert got["List-Id"].startswith('"Shop \\"news\\" Bcc: all@example.org" <')


def test_an_address_of_a_bounce_is_that_of_its_delivery(audience: Audience) -> None:
    people(audience, "anna@example.org", "bo@example.org")
    news = message(audience)

    senders = [sender for sender, _got in received(news)]

    known = [addressing.read(sender) for sender in senders]
    tokens = news.deliveries.order_by("pk").values_list("token", flat=True)
    assert known == [("b", token) for token in tokens]
