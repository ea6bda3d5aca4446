"""What was asked for is judged and counted, some seconds later and many at once.

Later, since a machine is known by what else it does at the moment. A hit counts for its
link; a person's for the delivery as well, and the first open and click of a delivery
are events.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from audiences.models import Audience
from delivery.tracking import rules
from delivery.tracking.rules import Asked
from events import log
from events.names import Own

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=10)
SLICE = 1_000

# From one audience to the next along the key, as `events.outbox` does.
WAITING = """
WITH RECURSIVE waiting (audience_id) AS (
    (SELECT audience_id FROM delivery_hit WHERE NOT is_judged
     ORDER BY audience_id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT h.audience_id FROM delivery_hit h
        WHERE h.audience_id > w.audience_id AND NOT h.is_judged
        ORDER BY h.audience_id LIMIT 1
    ) FROM waiting w WHERE w.audience_id IS NOT NULL
)
SELECT audience_id FROM waiting WHERE audience_id IS NOT NULL
"""
ASKED = """
SELECT h.id, h.link_id, l.kind, h.delivery_id, h.at, h.agent, h.is_head,
    coalesce(d.sent_at, d.dispatched_at)
FROM {hits} h
JOIN delivery_link l ON l.audience_id = %(audience)s AND l.id = h.link_id
LEFT JOIN delivery_delivery d
    ON d.audience_id = %(audience)s AND d.id = h.delivery_id
ORDER BY h.at, h.id
"""
TAKE = f"""
WITH taken AS MATERIALIZED (
    SELECT id, link_id, delivery_id, at, agent, is_head FROM delivery_hit
    WHERE audience_id = %(audience)s AND NOT is_judged AND at <= %(before)s
    ORDER BY at, id LIMIT %(n)s FOR UPDATE SKIP LOCKED
)
{ASKED.format(hits="taken")}
"""
AROUND = f"""
WITH around AS MATERIALIZED (
    SELECT id, link_id, delivery_id, at, agent, is_head FROM delivery_hit
    WHERE audience_id = %(audience)s AND delivery_id = ANY (%(deliveries)s)
      AND at BETWEEN %(since)s AND %(until)s
    ORDER BY at LIMIT %(n)s
)
{ASKED.format(hits="around")}
"""
JUDGE = """
UPDATE delivery_hit h SET is_judged = true, reason = said.reason
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS said (id, reason)
WHERE h.audience_id = %(audience)s AND h.id = said.id
"""
COUNT_LINKS = """
UPDATE delivery_link l SET by_people = l.by_people + said.people,
    by_machines = l.by_machines + said.machines
FROM (
    SELECT id, sum(people) AS people, sum(machines) AS machines
    FROM unnest(%(links)s::bigint[], %(people)s::int[], %(machines)s::int[])
        AS of (id, people, machines)
    GROUP BY id ORDER BY id
) said
WHERE l.audience_id = %(audience)s AND l.id = said.id
"""
# Contacts before deliveries, as everywhere.
HOLD_PEOPLE = """
SELECT c.id FROM contacts_contact c WHERE c.audience_id = %(audience)s AND c.id IN (
    SELECT d.contact_id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.id = ANY (%(deliveries)s)
) ORDER BY c.id FOR NO KEY UPDATE OF c
"""
HOLD = """
SELECT id, message_id, contact_id, opened_at, clicked_at FROM delivery_delivery
WHERE audience_id = %(audience)s AND id = ANY (%(deliveries)s)
ORDER BY id FOR NO KEY UPDATE
"""
COUNT = """
UPDATE delivery_delivery d SET opens = d.opens + said.opens,
    clicks = d.clicks + said.clicks,
    opened_at = least(d.opened_at, said.opened_at),
    clicked_at = least(d.clicked_at, said.clicked_at)
FROM unnest(
    %(ids)s::bigint[], %(opens)s::int[], %(clicks)s::int[],
    %(opened)s::timestamptz[], %(clicked)s::timestamptz[]
) AS said (id, opens, clicks, opened_at, clicked_at)
WHERE d.audience_id = %(audience)s AND d.id = said.id
"""
HAPPENED = """
SELECT contact, name, at, said FROM unnest(
    %(contacts)s::bigint[], %(names)s::int[], %(ats)s::timestamptz[], %(said)s::jsonb[]
) AS of (contact, name, at, said)
"""


@dataclass(slots=True)
class Told:
    """What people did with one delivery."""

    opens: list[Asked] = field(default_factory=list)
    clicks: list[Asked] = field(default_factory=list)

    def add(self, one: Asked) -> None:
        (self.opens if one.kind == "pixel" else self.clicks).append(one)


def fold_due(now: datetime) -> bool:
    """Judge what has waited long enough in each audience; whether more is left.

    What fails in one keeps no other from its turn, and is raised in the end.
    """
    most, failed = 0, None
    present = Audience.objects.present().filter(pk__in=waiting()).order_by("pk")
    for audience_id in present.values_list("pk", flat=True):
        try:
            most = max(most, fold(audience_id, now - GRACE))
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.exception("Hits of audience %s are not judged", audience_id)
            failed = error
    if failed:
        raise failed
    return most == SLICE


def waiting() -> list[int]:
    """The audiences with hits that are not judged yet."""
    return [audience_id for (audience_id,) in _run(WAITING)]


@transaction.atomic
def fold(audience_id: int, before: datetime) -> int:
    """Judge and count the oldest hits of the audience; return how many."""
    taken = _asked(TAKE, audience_id, before=before, n=SLICE)
    if not taken:
        return 0
    reasons = _judge(audience_id, taken)
    _write(audience_id, taken, reasons)
    told: dict[int, Told] = defaultdict(Told)
    for one in taken:
        if one.delivery_id and not reasons[one.id]:
            told[one.delivery_id].add(one)
    _count(audience_id, told)
    return len(taken)


def _judge(audience_id: int, taken: Sequence[Asked]) -> dict[int, str]:
    around: dict[int, list[Asked]] = defaultdict(list)
    for each in _asked(
        AROUND,
        audience_id,
        deliveries=sorted({one.delivery_id for one in taken if one.delivery_id}),
        since=taken[0].at - rules.AROUND,
        until=taken[-1].at + rules.AROUND,
        n=10 * SLICE,
    ):
        around[each.delivery_id or 0].append(each)
    return {one.id: rules.reason(one, around[one.delivery_id or 0]) for one in taken}


def _write(
    audience_id: int, taken: Sequence[Asked], reasons: Mapping[int, str]
) -> None:
    _run(
        JUDGE,
        audience=audience_id,
        ids=[one.id for one in taken],
        reasons=[reasons[one.id] for one in taken],
    )
    _run(
        COUNT_LINKS,
        audience=audience_id,
        links=[one.link_id for one in taken],
        people=[int(not reasons[one.id]) for one in taken],
        machines=[int(bool(reasons[one.id])) for one in taken],
    )


def _count(audience_id: int, told: Mapping[int, Told]) -> None:
    """Count for the deliveries, and log the first open and click of each."""
    if not told:
        return
    key = {"audience": audience_id, "deliveries": sorted(told)}
    present = {pk for (pk,) in _run(HOLD_PEOPLE, **key)}
    held = _run(HOLD, **key)
    firsts = []
    for pk, message_id, contact_id, opened_at, clicked_at in held:
        if contact_id not in present:
            continue
        said = told[pk]
        if said.opens and opened_at is None:
            firsts.append((Own.EMAIL_OPENED, contact_id, message_id, said.opens[0]))
        if said.clicks and clicked_at is None:
            firsts.append((Own.EMAIL_CLICKED, contact_id, message_id, said.clicks[0]))
    ids = [row[0] for row in held]
    _run(
        COUNT,
        audience=audience_id,
        ids=ids,
        opens=[len(told[pk].opens) for pk in ids],
        clicks=[len(told[pk].clicks) for pk in ids],
        opened=[_first(told[pk].opens) for pk in ids],
        clicked=[_first(told[pk].clicks) for pk in ids],
    )
    _log(audience_id, firsts)


def _log(audience_id: int, firsts: Sequence[tuple[Own, int, int, Asked]]) -> None:
    if not firsts:
        return
    said = []
    for name, _contact_id, message_id, one in firsts:
        properties = {"message": message_id}
        if name is Own.EMAIL_CLICKED:
            properties["link"] = one.link_id
        said.append(json.dumps(properties))
    log.write(
        audience_id,
        HAPPENED,
        {
            "contacts": [contact_id for _name, contact_id, _message, _one in firsts],
            "names": [int(name) for name, _contact, _message, _one in firsts],
            "ats": [one.at for _name, _contact, _message, one in firsts],
            "said": said,
        },
    )


def _first(hits: Iterable[Asked]) -> datetime | None:
    return min((one.at for one in hits), default=None)


def _asked(statement: str, audience_id: int, **params: Any) -> list[Asked]:
    return [Asked(*row) for row in _run(statement, audience=audience_id, **params)]


def _run(statement: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return list(cursor.fetchall()) if cursor.description else []
