"""A sender: claims some deliveries of a message, writes them, and hands them over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING

from django.utils import timezone

from delivery import addressing, outcomes, sending
from delivery.heads import envelope_sender, own
from delivery.letters import Written, facts_by_delivery, written
from delivery.mime.letters import Envelope
from delivery.models import Channel
from delivery.sending import Claimed, Outcome
from delivery.sms import holding
from delivery.transports import Lost

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports import Transport

CLAIMED = 200
# Marked as on the wire at once: so many may be unknown when a sender is killed.
AT_ONCE = 8


def send_due(message: Message, transport: Transport) -> None:
    """Send until nothing is due, or the way out is shut."""
    ready = written(message)
    while True:
        lease, claimed = sending.claim(message, CLAIMED)
        if not claimed or not _send(message, transport, ready, lease, claimed):
            return


def _send(
    message: Message,
    transport: Transport,
    ready: Written,
    lease: uuid.UUID,
    claimed: Sequence[Claimed],
) -> bool:
    """Send what was claimed; whether the way out is open still."""
    if message.channel == Channel.SMS:
        held = holding.hold(message, lease)
        claimed = [one for one in claimed if one.id not in held]
    parcels = _parcels(message, ready, claimed)
    for some in batched(parcels, AT_ONCE, strict=False):
        going = set(sending.dispatch(message, lease, [one.id for one, _raw in some]))
        said = [
            _handed_over(message, transport, one, raw)
            for one, raw in some
            if one.id in going
        ]
        sending.settle(message, lease, said)
        if any(outcome.state == "pending" for outcome in said):
            sending.give_back(message, lease)
            return False
    return True


def _parcels(
    message: Message, ready: Written, claimed: Sequence[Claimed]
) -> Iterator[tuple[Claimed, bytes]]:
    """Each delivery with its message, written as it is asked for."""
    ids = [one.contact_id for one in claimed if one.contact_id]
    people = message.audience.contacts.in_bulk(ids)
    facts = facts_by_delivery(message, ready, claimed, people)
    for one in claimed:
        person = people.get(one.contact_id or 0)
        envelope = Envelope(
            email=one.email,
            message_id=_message_id(message, one),
            at=timezone.now(),
            name=person.name if person else "",
            fields=own(message, one.token),
        )
        yield one, ready.letter.written_to(facts[one.id], envelope)


def _handed_over(
    message: Message, transport: Transport, one: Claimed, raw: bytes
) -> Outcome:
    try:
        answer = transport.send(_sender(message, one), one.email, raw)
    except Lost as lost:
        return outcomes.of_loss(one, lost)
    except ValueError as unfit:  # no server could be told of this address
        return Outcome(one.id, "failed", "refused", str(unfit))
    return outcomes.of_answer(one, answer)


def _sender(message: Message, one: Claimed) -> str:
    """To whom news of it come; by SMS the program makes an address of the token."""
    if message.channel == Channel.SMS:
        return str(one.token)
    return envelope_sender(message, one)


def _message_id(message: Message, one: Claimed) -> str:
    return f"{addressing.named(one.token)}@{message.from_email.rpartition('@')[2]}"
