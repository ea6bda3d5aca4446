"""A message as somebody receives it."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from delivery import runner, sending
from delivery.letters import written
from delivery.models import Delivery, Message
from tests.delivery.ledgers import freeze


def received(one: Message) -> list[tuple[str, EmailMessage]]:
    """Envelope sender and message of everybody who waits for it, in their order."""
    return [(sender, taken_apart(raw)) for sender, raw in on_the_wire(one)]


def on_the_wire(one: Message) -> list[tuple[str, bytes]]:
    freeze(one)
    _lease, claimed = sending.claim(one, 100)
    write = runner.writer(one, written(one), claimed)
    parcels = [write(each) for each in claimed]
    return [(parcel.sender, parcel.message) for parcel in parcels]


def taken_apart(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    """The text or HTML of it, with the ends of lines as Python has them."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def token_of(one: Message) -> UUID:
    return Delivery.objects.get(audience=one.audience_id, message=one).token
