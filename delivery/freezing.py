"""Writing down who gets a message: everybody who was meant, and why somebody is not.

Each slice looks at the contacts of some ordinals in one statement and remembers how far
it came: killed, it goes on from there, and nobody is written down twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audiences.statements import sql_of
from delivery import identities
from delivery.ledger import ADDRESS, CHANNEL, COUNTED, UNWANTED, run
from events.waking import wake_after_commit
from segments.binding import bound_in, who

if TYPE_CHECKING:
    from contacts.querysets import ContactQuerySet
    from delivery.models import Message

SLICE = 50_000

FREEZE = f"""
WITH judged AS MATERIALIZED (
    SELECT c.id, {ADDRESS} AS address, {UNWANTED} AS reason
    FROM contacts_contact c
    WHERE c.audience_id = %(audience)s
      AND c.ordinal > %(after)s AND c.ordinal <= %(to)s
      AND c.archived_at IS NULL AND c.id IN ({{meant}})
), moved AS (
    INSERT INTO delivery_delivery
        (audience_id, message_id, contact_id, email, answer, due_at, token,
        reason, state)
    SELECT %(audience)s, %(message)s, id, '', '', %(now)s, gen_random_uuid(),
        coalesce(dead.kind, reason),
        CASE WHEN dead.kind IS NOT NULL THEN 'suppressed'
            WHEN reason <> '' THEN 'excluded' ELSE 'pending' END
    FROM judged {{dead}}
    ORDER BY id
    ON CONFLICT (audience_id, message_id, contact_id) DO NOTHING
    RETURNING '' AS was, state
), {COUNTED}
SELECT count(*) FROM moved
"""


class NobodyKnown(Exception):
    """Who is meant cannot be told: a tag or a segment of the tree is gone."""


def freeze_next(message: Message) -> bool:
    """Freeze a slice of whom the message means; say if more are left.

    Raises NobodyKnown and MayNotSend.
    """
    contacts = message.audience.contacts.all()
    if message.meant:
        bound = bound_in(message.audience, message.meant)
        if bound.root is None:
            raise NobodyKnown(bound.problems[0].sentence)
        contacts = contacts.filter(who(message.audience, bound))
    return freeze_slice(message, contacts)


@transaction.atomic
def freeze_slice(message: Message, meant: ContactQuerySet) -> bool:
    """Look at the next contacts; say if more are left.

    When all were looked at, what waits can be sent. Raises MayNotSend.
    """
    identities.ensure_may_send(message)
    held = _hold(message)
    if held is None:
        return False
    last = message.audience.contacts.aggregate(last=Max("ordinal"))["last"]
    last = -1 if last is None else last
    to = min(held.frozen_to + SLICE, last)
    if to > held.frozen_to:
        _freeze(message, meant, held.frozen_to, to)
        held.frozen_to = to
    is_over = to >= last
    if is_over:
        held.stage = held.Stage.SENDING
    held.save(update_fields=["frozen_to", "stage"])
    if is_over:
        _finish_if_nobody(held)
        wake_after_commit(1, CHANNEL)
    return not is_over


def _hold(message: Message) -> Message | None:
    """The message as it stands, locked, while it is to be frozen."""
    rows = message.audience.messages.select_for_update(no_key=True)
    return rows.filter(pk=message.pk, stage="freezing").first()


def _freeze(message: Message, meant: ContactQuerySet, after: int, to: int) -> None:
    ids = sql_of(meant.order_by().values("pk"))
    # `run` looks for this name, which a value may hold as well. A literal that goes on
    # in the next line is the same one to SQL.
    ids = ids.replace("{dead}", "{'\n'dead}")
    run(message, FREEZE.replace("{meant}", ids), after=after, to=to)


def _finish_if_nobody(message: Message) -> None:
    """What nobody waits for is over as soon as it begins, unless a flow brings more."""
    if message.kind == message.Kind.FLOW:
        return
    message.refresh_from_db()
    if not (message.pending or message.leased or message.deferred):
        message.stage = message.Stage.FINISHED
        message.finished_at = timezone.now()
        message.save(update_fields=["stage", "finished_at"])
