"""What mail providers tell by their webhooks."""

from __future__ import annotations

import itertools
import json
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.models import Suppression
from delivery import addressing
from delivery.models import Delivery, Received
from delivery.receiving import working
from tests.delivery.ledgers import people
from tests.delivery.mails import DOMAIN, at, contact_of, sent

pytestmark = pytest.mark.django_db
SECRET = "post:man"


@pytest.fixture(autouse=True)
def door(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN
    settings.INBOUND_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def delivery(audience: Audience) -> Delivery:
    (anna,) = people(audience, "anna@example.com")
    return sent(anna)


def post(path: str, body: Any, secret: str = SECRET) -> int:
    signed = "Basic " + b64encode(secret.encode()).decode()
    answer = Client().post(
        f"/webhooks/mail/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": signed},
    )
    return answer.status_code


def bounce(delivery: Delivery, **more: Any) -> dict[str, Any]:
    """As Postmark tells it."""
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 user unknown",
        "Email": delivery.email,
        "BouncedAt": "2026-11-28T10:00:00Z",
        "Metadata": {"delivery": addressing.written(delivery.token)},
    } | more


def complaint(delivery: Delivery) -> dict[str, Any]:
    said = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 43}
    return bounce(delivery, **said, Details="")


def opt_out(delivery: Delivery) -> dict[str, Any]:
    return {
        "RecordType": "SubscriptionChange",
        "MessageID": "x",
        "Recipient": delivery.email,
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
        "ChangedAt": "2026-11-28T10:00:00Z",
        "Metadata": {"delivery": addressing.written(delivery.token)},
    }


def look() -> None:
    for pk in Received.objects.waiting().values_list("pk", flat=True):
        working.look_at(pk)


def test_a_bounce_that_is_told_ten_times_has_one_effect(delivery: Delivery) -> None:
    for _again in range(10):
        assert post("postmark/tracking/", bounce(delivery)) == 200
    look()

    received = Received.objects.get()
    assert (received.way, received.kind, received.reason) == (
        *("webhook", "bounce", "unknown"),
    )
    assert contact_of(delivery).status == "cleaned"
    delivery.refresh_from_db()
    assert delivery.bounce == "hard"


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])), ids=str)
def test_what_is_told_in_whatever_order_comes_to_the_same(
    delivery: Delivery, order: tuple[int, ...]
) -> None:
    told = [bounce(delivery), complaint(delivery), opt_out(delivery)]

    for number in order:
        assert post("postmark/tracking/", told[number]) == 200
        look()

    delivery.refresh_from_db()
    assert delivery.bounce == "hard"
    assert delivery.complained_at
    assert contact_of(delivery).status in {"cleaned", "unsubscribed"}
    kinds = Suppression.objects.kinds_among(delivery.audience, [delivery.email])
    assert kinds == {delivery.email: {"cleaned", "complaint"}}


def test_what_changes_nothing_is_not_kept(delivery: Delivery) -> None:
    told = {**bounce(delivery), "RecordType": "Delivery", "DeliveredAt": "2026-11-28"}

    assert post("postmark/tracking/", told) == 200

    assert not Received.objects.exists()


def test_a_bounce_is_known_by_the_id_of_the_message_as_well(delivery: Delivery) -> None:
    metadata = {"message_id": f"<{addressing.named(delivery.token)}@fjord.example>"}

    assert post("postmark/tracking/", bounce(delivery, Metadata=metadata)) == 200
    look()

    assert contact_of(delivery).status == "cleaned"


def test_a_bounce_without_a_token_touches_nobody(delivery: Delivery) -> None:
    assert post("postmark/tracking/", bounce(delivery, Metadata={})) == 200
    look()

    assert Received.objects.get().delivery_id is None
    assert contact_of(delivery).status == "subscribed"


def named(email: str) -> dict[str, str]:
    return {"Email": email, "Name": "", "MailboxHash": ""}


def test_a_message_that_a_provider_took_is_received_like_any_other(
    delivery: Delivery,
) -> None:
    to = named(at("r", delivery.token))

    for _again in range(2):
        assert post("postmark/inbound/", message([to], to["Email"])) == 200
    look()

    received = Received.objects.get()
    assert (received.kind, received.delivery_id) == ("message", delivery.pk)


def test_a_message_to_very_many_is_for_those_of_them_that_are_ours(
    delivery: Delivery,
) -> None:
    others = [named(f"{n}@example.com") for n in range(1_000)]
    to = named(at("r", delivery.token))

    assert post("postmark/inbound/", message([*others, to], "")) == 200
    look()

    received = Received.objects.get()
    assert (received.recipients, received.delivery_id) == ([to["Email"]], delivery.pk)


def message(to: list[dict[str, str]], came_to: str) -> dict[str, object]:
    return {
        "FromFull": {"Email": "anna@example.com", "Name": "Anna", "MailboxHash": ""},
        "ToFull": to,
        "OriginalRecipient": came_to,
        "Subject": "Re: News",
        "MessageID": "x",
        "Date": "Sat, 28 Nov 2026 10:00:00 +0000",
        "TextBody": "Thanks! \U0001f600",
        "Headers": [{"Name": "Message-ID", "Value": "<1@example.com>"}],
        "Attachments": [],
    }


@pytest.mark.parametrize(
    ("path", "secret", "status"),
    [
        ("postmark/tracking/", "wrong:one", 400),
        ("nobody/tracking/", SECRET, 404),
        ("postmark/", SECRET, 404),
    ],
)
def test_nobody_else_gets_in(
    delivery: Delivery, path: str, secret: str, status: int
) -> None:
    assert post(path, bounce(delivery), secret) == status
    assert not Received.objects.exists()


def test_without_a_secret_there_is_no_door(delivery: Delivery, settings: Any) -> None:
    settings.INBOUND_WEBHOOK_SECRET = ""

    assert post("postmark/tracking/", bounce(delivery)) == 404


def test_a_provider_whose_key_is_missing_finds_none(settings: Any) -> None:
    assert post("mailgun/tracking/", {}) == 404
