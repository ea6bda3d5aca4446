"""Writing down who gets a message, and what a sender does with it, against bare SQL."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from bench.datasets import Data
from bench.measuring import Seconds, at_least, at_most, bench, in_turns
from bench.statements import execute
from contacts.querysets import ContactQuerySet
from delivery import freezing, sending
from delivery.models import Message, SenderAddress
from delivery.sending import Outcome

ROUNDS = 3
CLAIMS = 20
BATCH = 500
ADDRESS = "news@shop.example"
BARE = """
INSERT INTO delivery_delivery
    (audience_id, message_id, contact_id, email, answer, due_at, token, reason, state)
SELECT audience_id, %(message)s, id, '', '', now(), gen_random_uuid(), '', 'pending'
FROM contacts_contact WHERE audience_id = %(audience)s AND archived_at IS NULL
"""
# As cheap as claiming and marking can be: two updates of the same rows by their ids.
TOUCH = """
WITH due AS (
    SELECT id FROM delivery_delivery
    WHERE audience_id = %(audience)s AND message_id = %(message)s AND state = 'pending'
      AND due_at <= now()
    ORDER BY due_at, id LIMIT %(n)s FOR UPDATE SKIP LOCKED
)
UPDATE delivery_delivery d SET state = 'sent' FROM due
WHERE d.audience_id = %(audience)s AND d.id = due.id
"""


@bench(
    "freezing",
    at_least("freezing with reasons / bare INSERT … SELECT", 0.5, of="bare"),
)
def freeze(data: Data) -> Seconds:
    """Everybody with the reason why not, each slice with its numbers."""

    def ours(number: int) -> Callable[[], object]:
        message = _message(data)
        return lambda: _freeze(data, message)

    def bare(number: int) -> Callable[[], object]:
        message = _message(data)
        own = {"audience": data.audience.pk, "message": message.pk}
        return lambda: execute(BARE, own)

    return in_turns(ROUNDS, ours=ours, bare=bare)


@bench(
    "claiming",
    at_most("claimed, dispatched and settled / one bare update", 6, times="touch"),
)
def claim(data: Data) -> Seconds:
    """Ten thousand deliveries in batches of 500; ours are three statements to one."""

    everybody = data.audience.contacts.all()

    def ours(number: int) -> Callable[[], object]:
        message = frozen_for(data, everybody)
        return lambda: _send(message)

    def touch(number: int) -> Callable[[], object]:
        message = frozen_for(data, everybody)
        own = {"audience": data.audience.pk, "message": message.pk, "n": BATCH}
        return lambda: _touch(own)

    return in_turns(ROUNDS, ours=ours, touch=touch)


def frozen_for(data: Data, meant: ContactQuerySet, **fields: str) -> Message:
    """A message that waits to be sent to these."""
    message = _message(data, **fields)
    while freezing.freeze_slice(message, meant):
        pass
    return message


def _message(data: Data, **fields: str) -> Message:
    SenderAddress.objects.get_or_create(
        account=data.audience.account,
        email=ADDRESS,
        defaults={"verified_at": timezone.now()},
    )
    of_benches = {"name": "News", "subject": "News", "text": "News"} | fields
    return Message.objects.create(
        audience=data.audience, kind="bulk", from_email=ADDRESS, **of_benches
    )


def _freeze(data: Data, message: Message) -> None:
    while freezing.freeze_slice(message, data.audience.contacts.all()):
        pass


def _send(message: Message) -> None:
    for _batch in range(CLAIMS):
        lease, claimed = sending.claim(message, BATCH)
        ready = sending.dispatch(message, lease, [each.id for each in claimed])
        sending.settle(message, lease, [Outcome(pk, "sent") for pk in ready])


def _touch(own: dict[str, int]) -> None:
    for _batch in range(CLAIMS):
        execute(TOUCH, own)
