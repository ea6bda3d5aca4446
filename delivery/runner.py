"""A sender's work: claim some deliveries of a message, write them, hand them over."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from delivery import addressing, identities, outcomes, pace, sending
from delivery.heads import envelope_sender, own
from delivery.language import Facts
from delivery.letters import Written, facts_by_delivery, written
from delivery.mime.letters import Envelope
from delivery.models import Channel
from delivery.reasons import impersonal
from delivery.receiving import following
from delivery.receiving.verdicts import of_reply
from delivery.sending import Claimed, Outcome
from delivery.sms import sending as sms
from delivery.transports import Answer, Lost

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports import Transport

logger = logging.getLogger(__name__)

CLAIMED = 200
# Marked as on the wire at once: so many may be unknown when a sender is killed.
AT_ONCE = 8
# Seconds after which what was marked is not handed over any more: the next message may
# take a minute, and nothing may leave whose lease is over.
LONGEST = 30.0
TOO_SLOW = "The mail server takes too long."
# Between two tries to tell the ledger what was sent while its database is away.
PAUSES = (0.1, 0.5, 1, 2, 5, 10, 10, 20)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many were claimed, and why the way out is shut, where it is."""

    claimed: int
    shut: str = ""


def send_due(message: Message, transport: Transport) -> None:
    """Send until nothing is due, or the way out is shut."""
    ready = written(message)
    while True:
        batch = send_some(message, transport, ready)
        if not batch.claimed or batch.shut:
            return


def send_some(
    message: Message,
    transport: Transport,
    ready: Written,
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
        return Batch(0, str(refused))
    if message.channel == Channel.SMS and (why := sms.why_shut(message)):
        return Batch(0, why)
    lease, claimed = sending.claim(message, n)
    if not claimed:
        return Batch(0)
    try:
        shut = _send(message, transport, ready, lease, claimed, is_over)
    except Exception:
        if connection.is_usable():
            _give_back(message, lease)
        raise
    return Batch(len(claimed), impersonal(shut))


def _send(
    message: Message,
    transport: Transport,
    ready: Written,
    lease: uuid.UUID,
    claimed: Sequence[Claimed],
    is_over: Callable[[], bool],
) -> str:
    """Send what was claimed; what the way out said where it is shut."""
    for some in batched(_parcels(message, ready, claimed), AT_ONCE, strict=False):
        if is_over():
            _give_back(message, lease)
            return ""
        going = set(sending.dispatch(message, lease, [one.id for one, _raw in some]))
        ends = time.monotonic() + LONGEST
        said = [
            (one, *_handed_over(message, transport, one, raw))
            if time.monotonic() < ends
            else (one, outcomes.again(one, TOO_SLOW), None)
            for one, raw in some
            if one.id in going
        ]
        _settle(message, lease, said)
        pace.heed(message, said)
        back = [
            outcome for _one, outcome, _answer in said if outcome.state == "pending"
        ]
        if back:
            pace.give_back(message, len(back))
            _give_back(message, lease)
            return back[0].answer or "-"
    return ""


def _give_back(message: Message, lease: uuid.UUID) -> None:
    pace.give_back(message, sending.give_back(message, lease))


def _settle(
    message: Message,
    lease: uuid.UUID,
    said: Sequence[tuple[Claimed, Outcome, Answer | None]],
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
    said: Sequence[tuple[Claimed, Outcome, Answer | None]],
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


def _parcels(
    message: Message, ready: Written, claimed: Sequence[Claimed]
) -> Iterator[tuple[Claimed, bytes | Exception]]:
    """Each delivery with its message, written as it is asked for, or why it is not."""
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
        yield one, _written_to(ready, facts[one.id], envelope)


def _written_to(ready: Written, known: Facts, envelope: Envelope) -> bytes | Exception:
    try:
        return ready.letter.written_to(known, envelope)
    except Exception as error:
        return error


def _handed_over(
    message: Message, transport: Transport, one: Claimed, raw: bytes | Exception
) -> tuple[Outcome, Answer | None]:
    if isinstance(raw, Exception):
        return Outcome(one.id, "failed", "unwritten", repr(raw)), None
    try:
        answer = transport.send(_sender(message, one), one.email, raw)
    except Lost as lost:
        return outcomes.of_loss(one, lost), None
    except ValueError as unfit:  # no server could be told of this address
        return Outcome(one.id, "failed", "refused", str(unfit)), None
    except Exception as error:  # what is known of the others has to be written down
        logger.exception("send: delivery %s", one.id)
        return outcomes.of_loss(one, Lost(repr(error), may_be_taken=True)), None
    return outcomes.of_answer(one, answer), answer


def _sender(message: Message, one: Claimed) -> str:
    """To whom news of it come; by SMS the program makes an address of the token."""
    if message.channel == Channel.SMS:
        return str(one.token)
    return envelope_sender(message, one)


def _message_id(message: Message, one: Claimed) -> str:
    return f"{addressing.named(one.token)}@{message.from_email.rpartition('@')[2]}"
