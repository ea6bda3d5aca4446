"""A sender: claims some deliveries of a message, writes them, and hands them over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING

from django.utils import timezone

from delivery import outcomes, sending
from delivery.language import Facts
from delivery.letters import Written, written
from delivery.mime.letters import Envelope
from delivery.models import Channel
from delivery.readers import facts_of
from delivery.sending import Claimed, Outcome
from delivery.sms import holding
from delivery.transports import Lost

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports import Transport

CLAIMED = 200
# Marked as on the wire at once: so many may be unknown when a sender is killed.
AT_ONCE = 8
NOBODY = Facts({}, {})


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
    known = list(people.values())
    facts = dict(
        zip(people, facts_of(message.audience, known, ready.needs), strict=True)
    )
    for one in claimed:
        person = people.get(one.contact_id or 0)
        envelope = Envelope(
            email=one.email,
            message_id=_message_id(message, one),
            at=timezone.now(),
            name=person.name if person else "",
        )
        own = facts.get(one.contact_id or 0, NOBODY)
        yield one, ready.letter.written_to(own, envelope)


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
    return str(one.token) if message.channel == Channel.SMS else message.from_email


def _message_id(message: Message, one: Claimed) -> str:
    """The same whenever it is tried, and nothing that its other addresses tell."""
    domain = message.from_email.rpartition("@")[2]
    return f"d-{uuid.uuid5(one.token, 'message-id').hex}@{domain}"
