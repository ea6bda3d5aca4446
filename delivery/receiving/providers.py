"""What mail providers tell by their webhooks, whichever they are (django-anymail).

A message that came in is kept like any other; of what became of messages that were
sent, only what changes something is kept. Both are looked at later, in whatever order
and however often they are told.
"""

from __future__ import annotations

import email.policy
from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver

from delivery import addressing
from delivery.models import Received
from delivery.receiving import storing
from delivery.receiving.understanding import EVENT_KINDS

# Under this name, or else "message_id", a message tells its provider what it is.
OF_DELIVERY = "delivery"
LONGEST = 2_000


@receiver(inbound, dispatch_uid="delivery.receiving.inbound")
def came_in(sender: Any, event: Any, esp_name: str, **_signal: Any) -> None:
    message = event.message
    if message is None:
        return
    to = [message.envelope_recipient] if message.envelope_recipient else []
    storing.keep_all(
        # Where it was put together again here.
        message.as_bytes(policy=email.policy.SMTP),
        Received.Way.WEBHOOK,
        sender=message.envelope_sender,
        recipients=to or _ours_of([each.addr_spec for each in message.to]),
        place=esp_name,
    )


def _ours_of(said: list[str]) -> list[str]:
    """Of many that a message names as its readers, those that it came here for.

    A provider that is refused comes again, and would hear the same.
    """
    if len(said) <= storing.MOST_RECIPIENTS:
        return said
    ours = [each for each in said if addressing.read(each)]
    return ours[: storing.MOST_RECIPIENTS * storing.MOST_ROWS]


@receiver(tracking, dispatch_uid="delivery.receiving.tracking")
def told(sender: Any, event: Any, esp_name: str, **_signal: Any) -> None:
    if event.event_type not in EVENT_KINDS:
        return
    metadata = event.metadata or {}
    said = {
        "provider": esp_name,
        "type": event.event_type,
        "id": event.event_id,
        "at": event.timestamp.isoformat() if event.timestamp else None,
        "message_id": metadata.get("message_id") or event.message_id,
        "recipient": event.recipient,
        "why": event.reject_reason,
        "answer": event.mta_response or event.description,
        OF_DELIVERY: metadata.get(OF_DELIVERY),
    }
    storing.keep_event(
        {key: str(value)[:LONGEST] for key, value in said.items() if value}
    )
