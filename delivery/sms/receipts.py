"""News of messages that a provider took, in whatever order they come."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.utils import timezone

from delivery import proof
from delivery.models import Channel, Delivery

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.sms.providers import Said

# What comes to an end is known for good; the rest is on the way there.
RANKS = {"queued": 1, "sent": 2, "undelivered": 3, "delivered": 4}

KEEP = """
INSERT INTO delivery_smsreceipt AS r
    (audience_id, delivery_id, status, rank, code, at)
VALUES (%(audience)s, %(delivery)s, %(status)s, %(rank)s, %(code)s, %(now)s)
ON CONFLICT (audience_id, delivery_id) DO UPDATE SET
    status = EXCLUDED.status, rank = EXCLUDED.rank, code = EXCLUDED.code,
    at = EXCLUDED.at
WHERE r.rank < EXCLUDED.rank
"""


def take(audience: Audience, token: UUID, said: Said) -> Delivery | None:
    """The delivery that the news are of, or None where it is none of the audience."""
    deliveries = Delivery.objects.filter(audience=audience, token=token)
    found = deliveries.filter(message__channel=Channel.SMS).select_related("message")
    delivery = found.first()
    if delivery is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP,
            {
                "audience": audience.pk,
                "delivery": delivery.pk,
                "status": said.status,
                "rank": RANKS[said.status],
                "code": said.code[:20],
                "now": timezone.now(),
            },
        )
    delivery.audience = audience
    proof.was_sent(delivery)
    return delivery
