"""Holding what may not be sent at this hour where its recipient is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from delivery.ledger import COUNTED, run
from delivery.models import Kind
from delivery.sms import numbers, programs
from delivery.sms.quiet import DAYS, next_allowed

if TYPE_CHECKING:
    from delivery.models import Message

# Until when it is quiet in a zone at a moment, by the rules of the audience.
type Quiet = Callable[[str, datetime], datetime | None]

CLAIMED = """
SELECT d.id, d.email, c.country, c.time_zone FROM delivery_delivery d
LEFT JOIN contacts_contact c ON c.audience_id = %(audience)s AND c.id = d.contact_id
WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
  AND d.lease = %(lease)s AND d.state = 'leased' AND d.dispatched_at IS NULL
"""
# It burns no attempt, and is claimed again when it may go.
HOLD = f"""
WITH quiet AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(untils)s::timestamptz[])
        AS quiet (id, until)
), moved AS (
    UPDATE delivery_delivery d SET state = 'deferred', reason = 'quiet',
        due_at = quiet.until, attempts = d.attempts - 1, lease = NULL,
        leased_until = NULL
    FROM quiet WHERE d.audience_id = %(audience)s AND d.id = quiet.id
      AND d.lease = %(lease)s AND d.state = 'leased' AND d.dispatched_at IS NULL
    RETURNING d.id, 'leased' AS was, d.state
), {COUNTED}
SELECT id FROM moved
"""


def hold(message: Message, lease: UUID, quiet: Quiet) -> set[int]:
    """Defer what is claimed and has to wait for the morning; the ids of those.

    What people asked for themselves is answered at any hour. The country is that of the
    number, else the contact's, else the program's; the clock the contact's, else the
    audience's. The hours of the country count, and those of the audience (`quiet`).
    """
    program = programs.of(message.audience)
    if program is None or message.kind not in {Kind.BULK, Kind.FLOW}:
        return set()
    now, zone = timezone.now(), message.audience.time_zone
    untils = {}
    for pk, number, country, own_zone in run(message, CLAIMED, lease=lease):
        place = numbers.country_of(number) or country or program.country
        until = _until(place, own_zone or zone, quiet, now)
        if until:
            untils[pk] = until
    if not untils:
        return set()
    ids, moments = list(untils), list(untils.values())
    rows = run(message, HOLD, lease=lease, ids=ids, untils=moments)
    return {pk for (pk,) in rows}


def _until(country: str, zone: str, quiet: Quiet, now: datetime) -> datetime | None:
    """When it may first go by both; None if it may now."""
    then = now
    for _n in range(DAYS):
        until = next_allowed(country, zone, then) or quiet(zone, then)
        if until is None:
            break
        then = until
    return then if then > now else None
