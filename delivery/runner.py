"""A sender's work: claim some deliveries of a message, write them, hand them over."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from delivery import addressing, identities, pace, sending
from delivery.handing import Heard, Stride, Way
from delivery.heads import envelope_sender, own
from delivery.letters import Written, facts_by_delivery, written
from delivery.mime.letters import Envelope
from delivery.models import Channel
from delivery.reasons import impersonal
from delivery.receiving import following
from delivery.receiving.verdicts import of_reply
from delivery.sending import Claimed, Outcome
from delivery.sms import sending as sms
from delivery.transports import Parcel
from delivery.transports.choosing import Shut
from delivery.troubles import Trouble

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports import Transport

logger = logging.getLogger(__name__)

CLAIMED = 500
# Between two tries to tell the ledger what was sent while its database is away.
PAUSES = (0.1, 0.5, 1, 2, 5, 10, 10, 20)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many were claimed, and why the way out is shut, where it is."""

    claimed: int
    shut: Trouble | None = None


def send_due(message: Message, transport: Transport) -> None:
    """Send until nothing is due, or the way out is shut."""
    ready, stride = written(message), Stride()
    while True:
        batch = send_some(message, transport, ready, stride)
        if not batch.claimed or batch.shut:
            return


def send_some(
    message: Message,
    transport: Transport,
    ready: Written,
    stride: Stride,
    n: int = CLAIMED,
    is_over: Callable[[], bool] = lambda: False,
) -> Batch:
    """Claim and send up to `n`; once `is_over`, the rest is given back.

    What its account may not send any more from this address waits, and so does what
    the program for SMS may not send now.
    """
    try:
        identities.ensure_may_send(message)
    except identities.MayNotSend as refused:
        return Batch(0, refused.trouble)
    if message.channel == Channel.SMS and (why := sms.why_shut(message)):
        return Batch(0, why)
    if isinstance(transport, Shut):
        return Batch(0, transport.trouble)
    lease, claimed = sending.claim(message, n)
    if not claimed:
        return Batch(0)
    try:
        write = writer(message, ready, claimed)
        shut = _send(message, Way(transport, write, stride), lease, claimed, is_over)
    except Exception:
        if connection.is_usable():
            _give_back(message, lease)
        raise
    return Batch(len(claimed), shut)


def _trouble(back: Outcome) -> Trouble:
    """Of a way that is shut: what was said, without the address it may be said of."""
    if back.reason:
        return Trouble(back.reason)
    return Trouble("said", impersonal(back.answer) or "-")


def _send(
    message: Message,
    way: Way,
    lease: uuid.UUID,
    claimed: Sequence[Claimed],
    is_over: Callable[[], bool],
) -> Trouble | None:
    """Send what was claimed; why the way out is shut, where it is."""
    rest = list(claimed)
    while rest:
        if is_over():
            _give_back(message, lease)
            return None
        some, rest = rest[: way.stride.n], rest[way.stride.n :]
        going = set(sending.dispatch(message, lease, [one.id for one in some]))
        said = way.hand_over([one for one in some if one.id in going])
        _settle(message, lease, said)
        pace.heed(message, said)
        back = [
            outcome for _one, outcome, _answer in said if outcome.state == "pending"
        ]
        if back:
            pace.give_back(message, len(back))
            _give_back(message, lease)
            return _trouble(back[0])
    return None


def _give_back(message: Message, lease: uuid.UUID) -> None:
    pace.give_back(message, sending.give_back(message, lease))


def _settle(
    message: Message,
    lease: uuid.UUID,
    said: Sequence[Heard],
) -> None:
    """Nobody else knows what was sent: say it as soon as the database is back."""
    for pause in PAUSES:
        try:
            _write_down(message, lease, said)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return
    _write_down(message, lease, said)


def _write_down(
    message: Message,
    lease: uuid.UUID,
    said: Sequence[Heard],
) -> None:
    """With what follows from it for whose server did not take it."""
    verdicts = {
        one.id: of_reply(answer.code, answer.text)
        for one, outcome, answer in said
        if outcome.state == "failed" and answer is not None and answer.is_smtp
    }
    settled = [outcome for _one, outcome, _answer in said]
    if verdicts:
        try:
            with transaction.atomic():
                following.refused(message, lease, verdicts)
                sending.settle(message, lease, settled)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # that it failed counts more than what follows from it
            logger.exception("send: refusals of message %s", message.pk)
        else:
            return
    sending.settle(message, lease, settled)


def writer(
    message: Message, ready: Written, claimed: Sequence[Claimed]
) -> Callable[[Claimed], Parcel]:
    """What writes to each of these; as few queries for all of them."""
    ids = [one.contact_id for one in claimed if one.contact_id]
    people = message.audience.contacts.in_bulk(ids)
    facts = facts_by_delivery(message, ready, claimed, people)

    def write(one: Claimed) -> Parcel:
        person = people.get(one.contact_id or 0)
        envelope = Envelope(
            email=one.email,
            message_id=_message_id(message, one),
            at=timezone.now(),
            name=person.name if person else "",
            fields=own(message, one.token),
        )
        raw = ready.letter.written_to(facts[one.id], envelope)
        return Parcel(_sender(message, one), one.email, raw)

    return write


def _sender(message: Message, one: Claimed) -> str:
    """To whom news of it come; by SMS the program makes an address of the token."""
    if message.channel == Channel.SMS:
        return str(one.token)
    return envelope_sender(message, one)


def _message_id(message: Message, one: Claimed) -> str:
    return f"{addressing.named(one.token)}@{message.from_email.rpartition('@')[2]}"
