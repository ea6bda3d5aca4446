"""At most so many messages to one person in so many days."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils import timezone

from delivery.ledger import COUNTED, NAMED, run
from delivery.models import Kind

if TYPE_CHECKING:
    from delivery.models import Message

CAP = """
SELECT cap_messages, cap_days FROM delivery_sendingrules
WHERE audience_id = %s AND cap_messages > 0
"""
# The contacts are locked by then, each of them by one sender: what another of them
# dispatched to them is counted.
LOCK = f"""
SELECT c.id FROM contacts_contact c
WHERE c.audience_id = %(audience)s AND c.id IN (SELECT d.contact_id FROM {NAMED})
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
HOLD = f"""
WITH mine AS MATERIALIZED (
    SELECT d.id, d.contact_id FROM {NAMED}
    WHERE d.message_id = %(message)s AND d.lease = %(lease)s AND d.state = 'leased'
      AND d.dispatched_at IS NULL AND d.contact_id IS NOT NULL
    FOR UPDATE OF d
), last AS (
    SELECT mine.id, (
        SELECT coalesce(o.sent_at, o.dispatched_at) FROM delivery_delivery o
        JOIN delivery_message m ON m.audience_id = %(audience)s AND m.id = o.message_id
        WHERE o.audience_id = %(audience)s AND o.contact_id = mine.contact_id
          AND o.state IN ('sent', 'leased', 'unknown') AND m.kind IN ('bulk', 'flow')
          AND coalesce(o.sent_at, o.dispatched_at) > %(since)s
        ORDER BY 1 DESC OFFSET %(most)s - 1 LIMIT 1
    ) AS at
    FROM mine
), moved AS (
    UPDATE delivery_delivery d SET state = 'deferred', reason = 'cap',
        attempts = d.attempts - 1, lease = NULL, leased_until = NULL,
        due_at = last.at + %(days)s
    FROM last WHERE last.at IS NOT NULL
      AND d.audience_id = %(audience)s AND d.id = last.id
    RETURNING d.id, 'leased' AS was, d.state
), {COUNTED}
SELECT id FROM moved
"""


class Cap(NamedTuple):
    """So many messages at most in so many days."""

    messages: int
    days: int


def cap_of(message: Message) -> Cap | None:
    """The cap of its audience on what goes to many and on flows, where it has one."""
    if message.kind not in {Kind.BULK, Kind.FLOW}:
        return None
    with connection.cursor() as cursor:
        cursor.execute(CAP, [message.audience_id])
        row = cursor.fetchone()
    return Cap(*row) if row else None


def hold_capped(
    message: Message, cap: Cap, lease: uuid.UUID, ids: Sequence[int]
) -> set[int]:
    """Hold back those who got enough lately, until they may get more; their ids.

    In the transaction that dispatches the others.
    """
    days = timedelta(days=cap.days)
    run(message, LOCK, ids=list(ids))
    own = {"most": cap.messages, "days": days, "since": timezone.now() - days}
    return {pk for (pk,) in run(message, HOLD, ids=list(ids), lease=lease, **own)}
