"""Of what a sender claimed, what has to wait: held with its reason, set-wise.

In the transaction of the claim, so that what is held was never anybody's to send; it
burns no attempt.
"""

from __future__ import annotations

import uuid
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts import limits
from accounts.limits import Rate
from delivery.ledger import COUNTED, run
from delivery.models import Channel, DomainPace, GroupPace, Kind, SendingRules
from delivery.pace import breaking, groups, warming
from delivery.pace.heeding import recover
from delivery.pace.quiet import quiet_until
from delivery.sms import holding as sms

if TYPE_CHECKING:
    from delivery.models import Message

MINE = f"""
mine AS MATERIALIZED (
    SELECT d.id, coalesce(provider.grp, '{groups.OTHER}') AS grp,
        coalesce(c.time_zone, '') AS zone
    FROM delivery_delivery d
    LEFT JOIN contacts_contact c
      ON c.audience_id = %(audience)s AND c.id = d.contact_id
    {groups.JOIN}
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.lease = %(lease)s AND d.state = 'leased' AND d.dispatched_at IS NULL
)
"""
SURVEY = f"WITH {MINE} SELECT grp, zone, count(*) FROM mine GROUP BY grp, zone"
# Whoever is over what a provider takes comes back spread over the time it needs for
# all who wait already, an hour at most.
HOLD = f"""
WITH {MINE}, known AS (
    SELECT mine.id, mine.grp, zones.until AS quiet, paces.granted, paces.rests,
        paces.rate
    FROM mine
    LEFT JOIN unnest(%(zones)s::text[], %(untils)s::timestamptz[])
        AS zones (zone, until) ON zones.zone = mine.zone
    LEFT JOIN unnest(
        %(groups)s::text[], %(granted)s::int[], %(rests)s::timestamptz[],
        %(rates)s::float8[]
    ) AS paces (grp, granted, rests, rate) ON paces.grp = mine.grp
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY grp, quiet IS NULL ORDER BY id) AS place
    FROM known
), judged AS (
    SELECT *, CASE WHEN quiet IS NOT NULL THEN 'quiet'
        WHEN rests IS NOT NULL OR place > granted THEN 'throttle' ELSE '' END AS why
    FROM placed
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY why = '' ORDER BY id) AS rank FROM judged
), ruled AS (
    SELECT *, CASE
        WHEN %(open)s THEN CASE WHEN why = '' AND rank <= %(probes)s
            THEN '' ELSE 'breaker' END
        WHEN why = '' AND rank > %(warm)s THEN 'warmup'
        ELSE why END AS reason
    FROM ranked
), moved AS (
    UPDATE delivery_delivery d SET state = 'deferred', reason = r.reason,
        attempts = d.attempts - 1, lease = NULL, leased_until = NULL,
        due_at = CASE r.reason
            WHEN 'quiet' THEN r.quiet
            WHEN 'breaker' THEN %(probe_at)s::timestamptz
                + random() * interval '1 minute'
            WHEN 'warmup' THEN %(tomorrow)s::timestamptz
                + random() * interval '10 minutes'
            ELSE coalesce(r.rests, %(now)s::timestamptz) + interval '1 second'
                * least(3600, (place - coalesce(granted, 0) + (
                    SELECT m.deferred FROM delivery_message m
                    WHERE m.audience_id = %(audience)s AND m.id = %(message)s
                )) / coalesce(rate, {{quick}})) * (0.5 + random())
            END
    FROM ruled r
    WHERE r.reason <> '' AND d.audience_id = %(audience)s AND d.id = r.id
    RETURNING d.id, 'leased' AS was, d.state
), {COUNTED}
SELECT id FROM moved
"""
# What a provider is sent in a second that asked for a rest, and for no slower pace.
QUICK = 50.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What may hold deliveries of a message back at this moment."""

    pace: DomainPace | None
    rules: SendingRules | None

    @classmethod
    def of(cls, message: Message) -> Limits:
        return cls(breaking.pace_of(message), rules_of(message))

    @property
    def holds(self) -> bool:
        pace, rules = self.pace, self.rules
        quiet = rules is not None and rules.quiet_from is not None
        return quiet or (
            pace is not None
            and bool(pace.tripped_at or warming.cap_of(pace) or pace.groups.all())
        )


def rules_of(message: Message) -> SendingRules | None:
    """Those that the audience has for what goes to many and for flows."""
    if message.kind not in {Kind.BULK, Kind.FLOW}:
        return None
    return SendingRules.objects.filter(audience=message.audience_id).first()


def hold(message: Message, lease: uuid.UUID) -> set[int]:
    """Hold back what may not leave yet of what was claimed; the ids of those."""
    if message.channel == Channel.SMS:
        return sms.hold(message, lease, partial(_quiet, message, rules_of(message)))
    known = Limits.of(message)
    if not known.holds:
        return set()
    if known.pace:
        recover(known.pace)
    own: dict[str, Any] = {"lease": lease, **groups.PARAMS}
    survey = run(message, SURVEY, **own)
    now = timezone.now()
    zones = {
        zone: _quiet(message, known.rules, zone, now) for _group, zone, _n in survey
    }
    wanted: Tally[str] = Tally()
    for group, zone, n in survey:
        wanted[group] += n if zones.get(zone) is None else 0
    own |= {"zones": list(zones), "untils": list(zones.values())}
    own |= _breaker(known.pace)
    own |= _paces(known.pace, wanted if not own["open"] else Tally())
    own["warm"] = wanted.total()
    if known.pace and not own["open"]:
        granted = warming.take(known.pace, _leaving(wanted, own))
        own["warm"] = wanted.total() if granted is None else granted
    statement = HOLD.replace("{quick}", str(QUICK))
    held = {pk for (pk,) in run(message, statement, **own)}
    if own["open"]:
        message.probes = own["probes"]
    return held


def _quiet(
    message: Message, rules: SendingRules | None, zone: str, at: datetime
) -> datetime | None:
    """Until when it is quiet in the zone; without one it is the audience's."""
    if rules is None or rules.quiet_from is None or rules.quiet_to is None:
        return None
    zone = zone or message.audience.time_zone
    return quiet_until(at, zone, rules.quiet_from, rules.quiet_to)


def _breaker(pace: DomainPace | None) -> dict[str, Any]:
    is_open = pace is not None and pace.tripped_at is not None
    own = {"open": is_open, "probes": 0, "probe_at": timezone.now()}
    if pace is not None and is_open:
        own["probes"] = int(breaking.take_probe(pace))
        pace.refresh_from_db(fields=["probe_at"])
        own["probe_at"] = pace.probe_at or timezone.now()
    return own


def _paces(pace: DomainPace | None, wanted: Tally[str]) -> dict[str, Any]:
    """What each group is granted, and until when it rests."""
    now = timezone.now()
    tomorrow = datetime.combine(
        warming.today() + timedelta(days=1), datetime.min.time(), now.tzinfo
    )
    known = list(pace.groups.all()) if pace else []
    resting = {one.group: rest for one in known if (rest := _rest(one, now))}
    buckets = {
        f"pace:{one.pk}": (_rate(one.rate), wanted[one.group])
        for one in known
        if one.rate is not None and one.group not in resting
    }
    granted = limits.take_some(buckets)
    return {
        "groups": [one.group for one in known],
        "granted": [granted.get(f"pace:{one.pk}") for one in known],
        "rests": [resting.get(one.group) for one in known],
        "rates": [one.rate for one in known],
        "tomorrow": tomorrow,
    }


def _leaving(wanted: Tally[str], paces: dict[str, Any]) -> int:
    """How many would leave by the pace of their groups: the day pays for no others."""
    most = {
        group: 0 if rests else granted
        for group, granted, rests in zip(
            paces["groups"], paces["granted"], paces["rests"], strict=True
        )
    }
    return sum(
        n if (limit := most.get(group)) is None else min(n, limit)
        for group, n in wanted.items()
    )


def _rate(a_second: float) -> Rate:
    """A bucket that holds what may leave in two seconds, and one at least."""
    most = max(1.0, a_second * 2)
    return Rate(most, most / a_second)


def _rest(one: GroupPace, now: datetime) -> datetime | None:
    """Until when it rests; what a wrong clock said is no rest."""
    until = one.rests_until
    if until is None or until <= now or until > now + timedelta(days=1):
        return None
    return until
