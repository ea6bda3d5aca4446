"""What Fjord Coffee sent: two newsletters, what became of them, and who read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from contacts import rating
from contacts.demo import tells
from contacts.demo.growth import Growth
from delivery.ledger import STATES
from delivery.models import Link, Message, SenderAddress
from events import log
from events.names import Own

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

# Two in five open it within a day, one in seven of those follows the link.
READ = """
UPDATE delivery_delivery d SET opens = 1 + ordinal %% 3, opened_at = sent_at + later,
    clicks = (ordinal %% 7 = 0)::int,
    clicked_at = CASE WHEN ordinal %% 7 = 0 THEN sent_at + later * 1.1 END
FROM (
    SELECT id, ordinal, interval '1 minute' * (ordinal * 37 %% 1200 + 2) AS later
    FROM contacts_contact WHERE audience_id = %(audience)s
) c
WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
  AND d.contact_id = c.id AND d.state = 'sent' AND (ordinal * 13 + %(n)s) %% 5 < 2
"""
COUNT_CLICKS = """
UPDATE delivery_link SET by_people = (
    SELECT sum(clicks) FROM delivery_delivery
    WHERE audience_id = %(audience)s AND message_id = %(message)s
) WHERE audience_id = %(audience)s AND id = %(link)s
"""
HAPPENED = f"""
SELECT contact_id, {int(Own.EMAIL_OPENED)}, opened_at,
    jsonb_build_object('message', message_id)
FROM delivery_delivery
WHERE audience_id = %(audience)s AND message_id = %(message)s AND opened_at IS NOT NULL
UNION ALL
SELECT contact_id, {int(Own.EMAIL_CLICKED)}, clicked_at,
    jsonb_build_object('message', message_id, 'link', %(link)s::bigint)
FROM delivery_delivery
WHERE audience_id = %(audience)s AND message_id = %(message)s AND clicked_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Newsletter:
    name: str
    subject: str
    text: str
    page: str
    days_ago: int

    @property
    def html(self) -> str:
        first, _blank, second = self.text.partition("\n\n")
        return f'<p>{first}</p><p>{second} <a href="{self.page}">Read more</a></p>'


LETTERS = (
    Newsletter(
        "Winter roast",
        "The winter roast is here, *|FNAME:friend|*",
        "Dear *|FNAME:friend|*,\n\nthe winter roast is back, with a long end.",
        "https://fjord.example/winter-roast",
        37,
    ),
    Newsletter(
        "Open Saturday",
        "Coffee and buns at the roastery on Saturday",
        "Dear *|FNAME:friend|*,\n\non Saturday we open the doors of the roastery.",
        "https://fjord.example/open-saturday",
        9,
    ),
)


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    audience = readers.ground.audience
    confirm(audience)
    for n, letter in enumerate(LETTERS):
        send(audience, letter, n)
    rating.rate(audience, 1, audience.contacts.last_id())


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
        html=letter.html,
        text=letter.text,
    )
    link = Link.objects.create(audience=audience, message=message, url=letter.page)
    params: dict[str, Any] = {
        "audience": audience.pk,
        "message": message.pk,
        "at": datetime.combine(day, time(10), zone),
        "link": link.pk,
        "n": n + 3,
    }
    with connection.cursor() as cursor:
        for statement in (DELIVER, COUNT, READ, COUNT_CLICKS):
            cursor.execute(statement, params)
    log.write(audience.pk, HAPPENED, params)
