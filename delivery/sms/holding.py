"""Holding what may not be sent at this hour where its recipient is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
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
    number, else the contact's, else the program's; the clock the contact's, else those
    of all places where the number may be, else the audience's. The hours of the country
    count, and those of the audience (`quiet`).
    """
    program = programs.of(message.audience)
    if program is None or message.kind not in {Kind.BULK, Kind.FLOW}:
        return set()
    now, of_all = timezone.now(), message.audience.time_zone

    @cache
    def known(place: str, zones: tuple[str, ...]) -> datetime | None:
        return first_moment(place, zones, of_all, quiet, now)

    untils = {}
    for pk, number, country, own_zone in run(message, CLAIMED, lease=lease):
        place = numbers.country_of(number) or country or program.country
        zones = (own_zone,) if own_zone else numbers.zones_of(number)
        until = known(place, zones or (of_all,))
        if until:
            untils[pk] = until
    if not untils:
        return set()
    ids, moments = list(untils), list(untils.values())
    rows = run(message, HOLD, lease=lease, ids=ids, untils=moments)
    return {pk for (pk,) in rows}


def first_moment(
    country: str, zones: tuple[str, ...], of_all: str, quiet: Quiet, now: datetime
) -> datetime | None:
    """When it may first go by both in all of the zones; None if it may now.

    Where it is never day in all of them at once the audience's zone has to do.
    """
    then = now
    for _n in range(DAYS):
        waits = [next_allowed(country, z, then) or quiet(z, then) for z in zones]
        later = [until for until in waits if until]
        if not later:
            return then if then > now else None
        then = max(later)
    return (
        then
        if len(zones) == 1
        else first_moment(country, (of_all,), of_all, quiet, now)
    )
