"""What proves that a message was sent whose sender died before it heard so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery.ledger import COUNTED, run
from delivery.models import State

if TYPE_CHECKING:
    from delivery.models import Delivery

KNOWN = f"""
WITH moved AS (
    UPDATE delivery_delivery d SET state = 'sent', reason = '',
        sent_at = coalesce(d.dispatched_at, %(now)s), lease = NULL, leased_until = NULL
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.id = %(delivery)s AND d.state = 'unknown'
    RETURNING 'unknown' AS was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""


def was_sent(delivery: Delivery) -> None:
    """News of it came: where nobody knew whether it was sent, it was.

    The message is locked last: whoever has more to do with it does that before.
    """
    if delivery.state == State.UNKNOWN:
        delivery.message.audience = delivery.audience
        run(delivery.message, KNOWN, delivery=delivery.pk)
