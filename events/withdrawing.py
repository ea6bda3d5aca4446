"""Reported events that were never meant leave the log, their totals and their days.

What listens to them hears of each person once more, as of something that is only caught
up with, so that it looks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from events.waking import wake_after_commit

# By the key of the table, month by month; `received_at` tells one batch from others.
NEXT = """
SELECT id, occurred_at, contact_id FROM events_event
WHERE kind = 'custom' AND audience_id = %(audience)s
  AND id > %(after)s AND id <= %(last)s AND received_at = %(received_at)s
ORDER BY id LIMIT %(n)s
"""
# People are held as by whoever reports of them. Whoever became another meanwhile is
# left for the next look. The totals stay locked, so that what follows sees all of them.
TAKE = """
WITH people AS MATERIALIZED (
    SELECT id FROM contacts_contact
    WHERE audience_id = %(audience)s AND id = ANY (%(contacts)s::bigint[])
    ORDER BY id FOR KEY SHARE
), gone AS (
    DELETE FROM events_event e
    USING unnest(
        %(ids)s::bigint[], %(ats)s::timestamptz[], %(contacts)s::bigint[]
    ) AS k (id, at, contact_id), (SELECT count(*) AS n FROM people) AS locked
    WHERE e.kind = 'custom' AND e.audience_id = %(audience)s
      AND e.id = k.id AND e.occurred_at = k.at AND e.contact_id = k.contact_id
      AND locked.n >= 0
    RETURNING e.id, e.contact_id, e.name_id, e.occurred_at, e.properties
), lost AS (
    SELECT name_id, contact_id, count(*) AS n, min(occurred_at) AS first_at,
        max(occurred_at) AS last_at, max(id) AS id
    FROM gone GROUP BY name_id, contact_id
), held AS MATERIALIZED (
    SELECT t.name_id, t.contact_id FROM events_eventtotal t
    JOIN lost ON lost.name_id = t.name_id AND lost.contact_id = t.contact_id
    WHERE t.audience_id = %(audience)s
    ORDER BY t.name_id, t.contact_id FOR UPDATE OF t
), heard AS (
    INSERT INTO events_outbox
        (audience_id, id, name_id, contact_id, occurred_at, properties, is_syncing)
    SELECT %(audience)s, gone.id, gone.name_id, gone.contact_id, gone.occurred_at,
        gone.properties, true
    FROM gone JOIN lost ON lost.id = gone.id
    JOIN events_listener l
      ON l.audience_id = %(audience)s AND l.name_id = gone.name_id
    ORDER BY gone.id
    ON CONFLICT (audience_id, id) DO NOTHING
    RETURNING 1
), days AS (
    SELECT name_id, (occurred_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS n
    FROM gone GROUP BY 1, 2
)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM heard),
    (SELECT count(*) FROM held),
    ARRAY(SELECT row_to_json(lost) FROM lost ORDER BY name_id, contact_id)::text[],
    ARRAY(SELECT row_to_json(days) FROM days ORDER BY name_id, day)::text[]
"""
LOST = """
WITH lost AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(lost)s::json) AS lost (
        name_id int, contact_id bigint, n bigint,
        first_at timestamptz, last_at timestamptz
    )
)"""
# What is left may be in the log no longer: then it began when it did at the latest.
TOTALS = f"""
{LOST}, remaining AS MATERIALIZED (
    SELECT lost.*, log.n AS logged, log.first_at AS first_left, log.last_at AS last_left
    FROM lost, LATERAL (
        SELECT count(*) AS n, min(e.occurred_at) AS first_at,
            max(e.occurred_at) AS last_at
        FROM events_event e
        WHERE e.kind = 'custom' AND e.audience_id = %(audience)s
          AND e.contact_id = lost.contact_id AND e.name_id = lost.name_id
    ) AS log
)
UPDATE events_eventtotal t SET
    n = t.n - r.n,
    first_at = CASE WHEN t.first_at < r.first_at OR r.logged < t.n - r.n
        THEN t.first_at ELSE coalesce(r.first_left, t.first_at) END,
    last_at = CASE WHEN t.last_at > r.last_at
        THEN t.last_at ELSE coalesce(r.last_left, t.last_at) END
FROM remaining r
WHERE t.audience_id = %(audience)s AND t.name_id = r.name_id
  AND t.contact_id = r.contact_id
"""
EMPTY_TOTALS = f"""
{LOST}
DELETE FROM events_eventtotal t USING lost
WHERE t.audience_id = %(audience)s AND t.name_id = lost.name_id
  AND t.contact_id = lost.contact_id AND t.n <= 0
"""
DAY = """
WITH lost AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(days)s::json) AS lost (
        name_id int, day date, n bigint
    )
)"""
# From one row of a day after the other, so that none says less than nothing.
DAYS = f"""
{DAY}, held AS MATERIALIZED (
    SELECT d.name_id, d.day, d.shard, d.n FROM events_eventday d
    JOIN lost ON lost.name_id = d.name_id AND lost.day = d.day
    WHERE d.audience_id = %(audience)s
    ORDER BY d.name_id, d.day, d.shard FOR UPDATE OF d
), spread AS (
    SELECT held.name_id, held.day, held.shard, least(held.n, lost.n - coalesce(
        sum(held.n) OVER (
            PARTITION BY held.name_id, held.day ORDER BY held.shard
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0)) AS n
    FROM held JOIN lost ON lost.name_id = held.name_id AND lost.day = held.day
)
UPDATE events_eventday d SET n = d.n - spread.n FROM spread
WHERE d.audience_id = %(audience)s AND d.name_id = spread.name_id
  AND d.day = spread.day AND d.shard = spread.shard AND spread.n > 0
"""
EMPTY_DAYS = f"""
{DAY}
DELETE FROM events_eventday d USING lost
WHERE d.audience_id = %(audience)s AND d.name_id = lost.name_id
  AND d.day = lost.day AND d.n <= 0
"""


class Batch(NamedTuple):
    """Which events are meant: of one moment of arrival, from one id to another."""

    received_at: datetime
    first: int
    last: int


class Withdrawn(NamedTuple):
    found: int
    n: int
    last: int  # the id behind which the next ones are


def withdraw(
    audience_id: int, batch: Batch, *, after: int, most: int, zone: str
) -> Withdrawn | None:
    """Take out the next of them behind an id; None when none is left.

    `zone` is where their days were counted. In the transaction of the caller.
    """
    key: dict[str, Any] = {"audience": audience_id, "zone": zone, "n": most}
    key |= {"after": max(after, batch.first - 1), "last": batch.last}
    key["received_at"] = batch.received_at
    with connection.cursor() as cursor:
        cursor.execute(NEXT, key)
        found = cursor.fetchall()
        if not found:
            return None
        columns = zip(*found, strict=True)
        key |= zip(("ids", "ats", "contacts"), map(list, columns), strict=True)
        cursor.execute(TAKE, key)
        n, heard, _held, lost, days = cursor.fetchone()
        key |= {"lost": _listed(lost), "days": _listed(days)}
        for statement in (TOTALS, EMPTY_TOTALS, DAYS, EMPTY_DAYS):
            cursor.execute(statement, key)
    wake_after_commit(heard)
    is_whole = n == len(found)
    return Withdrawn(len(found), n, found[-1][0] if is_whole else after)


def _listed(rows: Sequence[str]) -> str:
    return f"[{','.join(rows)}]"
