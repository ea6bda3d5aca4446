"""What Fjord Coffee sent: two newsletters that all of their deliveries are known of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from contacts.demo import tells
from contacts.demo.growth import Growth
from delivery.ledger import STATES
from delivery.models import Message, SenderAddress

# Who was there by then: most have it, a few mailboxes are full, and of two nobody
# knows, since the connection broke. Who opted out later had it still.
DELIVER = """
INSERT INTO delivery_delivery (audience_id, message_id, contact_id, email, state,
    reason, answer, due_at, attempts, dispatched_at, sent_at, bounce, bounced_at, token)
SELECT %(audience)s, %(message)s, id, CASE WHEN reason = '' THEN email ELSE '' END,
    CASE WHEN reason <> '' THEN 'excluded' WHEN said = '' THEN 'sent'
        WHEN said = 'lost' THEN 'unknown' ELSE 'failed' END,
    CASE WHEN reason <> '' THEN reason ELSE said END,
    CASE WHEN reason <> '' OR said = 'lost' THEN ''
        WHEN said = 'refused' THEN '552 5.2.2 The mailbox is full'
        WHEN said = 'given_up' THEN '452 4.2.2 The mailbox is full'
        ELSE '250 2.0.0 OK' END,
    at, (reason = '')::int, CASE WHEN reason = '' THEN at END,
    CASE WHEN reason = '' AND said = '' THEN at END,
    CASE WHEN reason = '' AND said IN ('refused', 'given_up') THEN 'soft' ELSE '' END,
    CASE WHEN reason = '' AND said IN ('refused', 'given_up') THEN at END,
    md5('delivery ' || %(message)s || ' ' || ordinal)::uuid
FROM (
    SELECT id, email, ordinal,
        %(at)s + interval '0.11 second' * (ordinal - first_value(ordinal)
            OVER (ORDER BY ordinal)) AS at,
        CASE WHEN status = 'subscribed' OR status_at > %(at)s THEN ''
            ELSE status END AS reason,
        CASE WHEN ordinal %% 143 = %(n)s THEN 'refused'
            WHEN ordinal %% 389 = %(n)s THEN 'given_up'
            WHEN ordinal %% 997 = %(n)s THEN 'lost' ELSE '' END AS said
    FROM contacts_contact
    WHERE audience_id = %(audience)s AND created_at < %(at)s
      AND (archived_at IS NULL OR archived_at > %(at)s)
) known
ORDER BY ordinal
"""
COUNT = f"""
UPDATE delivery_message m SET total = n.total, stage = 'finished', frozen_to = n.last,
    created_at = %(at)s, finished_at = n.finished_at,
    {", ".join(f"{state} = n.{state}" for state in STATES)}
FROM (
    SELECT count(*) AS total, max(dispatched_at) AS finished_at,
        coalesce((SELECT max(c.ordinal) FROM contacts_contact c
            WHERE c.audience_id = %(audience)s), -1) AS last,
        {", ".join(f"count(*) FILTER (WHERE state = '{s}') AS {s}" for s in STATES)}
    FROM delivery_delivery WHERE audience_id = %(audience)s AND message_id = %(message)s
) n
WHERE m.audience_id = %(audience)s AND m.id = %(message)s
"""


@dataclass(frozen=True, slots=True)
class Newsletter:
    name: str
    subject: str
    text: str
    days_ago: int


LETTERS = (
    Newsletter(
        "Winter roast",
        "The winter roast is here, *|FNAME:friend|*",
        "Dear *|FNAME:friend|*,\n\nthe winter roast is back, with a long end.",
        37,
    ),
    Newsletter(
        "Open Saturday",
        "Coffee and buns at the roastery on Saturday",
        "Dear *|FNAME:friend|*,\n\non Saturday we open the doors of the roastery.",
        9,
    ),
)


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    audience = readers.ground.audience
    confirm(audience)
    for n, letter in enumerate(LETTERS):
        send(audience, letter, n)


def confirm(audience: Audience) -> None:
    """Whoever reads the mail of its address said that it may stand in From."""
    account = audience.account
    address = SenderAddress.objects.create(
        account=account, email=audience.from_email, verified_at=account.created_at
    )
    rows = SenderAddress.objects.filter(pk=address.pk)
    rows.update(created_at=account.created_at)


def send(audience: Audience, letter: Newsletter, n: int) -> None:
    zone = ZoneInfo(audience.time_zone)
    day = timezone.localdate(timezone=zone) - timedelta(days=letter.days_ago)
    message = Message.objects.create(
        audience=audience,
        kind=Message.Kind.BULK,
        name=letter.name,
        from_name=audience.from_name,
        from_email=audience.from_email,
        subject=letter.subject,
        text=letter.text,
    )
    params: dict[str, Any] = {
        "audience": audience.pk,
        "message": message.pk,
        "at": datetime.combine(day, time(10), zone),
        "n": n + 3,
    }
    with connection.cursor() as cursor:
        cursor.execute(DELIVER, params)
        cursor.execute(COUNT, params)
