"""At most so many messages to one person in so many days.

As many as the rules of the audience allow, and as they asked for themselves: whoever is
held back by both waits for the later one. Who wants few messages does not get old ones:
of those to many that wait for it, only the newest is sent in the end.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils import timezone

from delivery.ledger import COUNTED, run
from delivery.models import Kind

if TYPE_CHECKING:
    from delivery.models import Message

CAP = """
SELECT coalesce(max(r.cap_messages), 0), coalesce(max(r.cap_days), 0), EXISTS (
    SELECT FROM delivery_frequency f WHERE f.audience_id = %(audience)s
) FROM delivery_sendingrules r WHERE r.audience_id = %(audience)s
"""
# The contacts are locked by then, each of them by one sender: what another of them
# dispatched to them is counted.
LOCK = """
SELECT c.id FROM contacts_contact c
WHERE c.audience_id = %(audience)s AND c.id IN (
    SELECT d.contact_id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.id = ANY (%(ids)s)
)
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
AT = "coalesce(o.sent_at, o.dispatched_at)"
LATELY = """
FROM delivery_delivery o
JOIN delivery_message m ON m.audience_id = %(audience)s AND m.id = o.message_id
WHERE o.audience_id = %(audience)s AND o.contact_id = mine.contact_id
  AND o.state IN ('sent', 'leased', 'unknown') AND m.kind IN ('bulk', 'flow')
"""
HOLD = f"""
WITH mine AS MATERIALIZED (
    SELECT d.id, d.contact_id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.id = ANY (%(ids)s) AND d.lease = %(lease)s AND d.state = 'leased'
      AND d.dispatched_at IS NULL AND d.contact_id IS NOT NULL
    ORDER BY d.id FOR UPDATE OF d
), got AS (
    SELECT mine.id, CASE WHEN %(most)s > 0 THEN (
        SELECT {{at}} {{lately}} AND {{at}} > %(since)s
        ORDER BY 1 DESC OFFSET greatest(%(most)s, 1) - 1 LIMIT 1
    ) END + %(days)s AS capped, CASE WHEN f.days > 0 AND %(channel)s = 'email' THEN (
        SELECT max({{at}}) {{lately}} AND m.channel = 'email'
          AND {{at}} > %(now)s - f.days * interval '1 day'
    ) END + f.days * interval '1 day' AS seldom,
        f.days > 0 AND %(channel)s = 'email' AND %(kind)s = 'bulk' AND EXISTS (
            SELECT FROM delivery_delivery o JOIN delivery_message m
              ON m.audience_id = %(audience)s AND m.id = o.message_id
            WHERE o.audience_id = %(audience)s AND o.contact_id = mine.contact_id
              AND o.state = 'deferred' AND o.reason = 'frequency'
              AND o.message_id > %(message)s AND m.kind = 'bulk'
        ) AS stale
    FROM mine LEFT JOIN delivery_frequency f
      ON f.audience_id = %(audience)s AND f.contact_id = mine.contact_id
), moved AS (
    UPDATE delivery_delivery d SET
        state = CASE WHEN stale THEN 'excluded' ELSE 'deferred' END,
        reason = CASE WHEN stale THEN 'superseded'
            WHEN seldom >= capped OR capped IS NULL THEN 'frequency' ELSE 'cap' END,
        attempts = d.attempts - 1, lease = NULL, leased_until = NULL,
        due_at = coalesce(greatest(capped, seldom), d.due_at)
    FROM got WHERE (capped IS NOT NULL OR seldom IS NOT NULL OR stale)
      AND d.audience_id = %(audience)s AND d.id = got.id
    RETURNING d.id, 'leased' AS was, d.state
), {COUNTED}
SELECT id FROM moved
""".format(lately=LATELY, at=AT)


class Cap(NamedTuple):
    """So many messages at most in so many days, 0 for any number.

    Some of the audience asked for fewer where it `is_personal`.
    """

    messages: int
    days: int
    is_personal: bool


def cap_of(message: Message) -> Cap | None:
    """The cap on what goes to many and on flows, where there is one for anybody."""
    if message.kind not in {Kind.BULK, Kind.FLOW}:
        return None
    with connection.cursor() as cursor:
        cursor.execute(CAP, {"audience": message.audience_id})
        cap = Cap(*cursor.fetchone())
    return cap if cap.messages or cap.is_personal else None


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
