"""Writing to the log: event, total and outbox in one statement.

Every verb that changes contacts calls this inside its own transaction, once for all the
contacts it changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from events.waking import wake_after_commit

# What follows a CTE `happened (contact_id, name_id, occurred_at, properties)` in a
# statement that changes contacts and logs it at once; params audience, kind and now.
# The totals are locked in the order of their key, so that two batches over the same
# people never deadlock.
_APPEND = """
logged AS (
    INSERT INTO events_event
        (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties,
        is_syncing)
    SELECT %(kind)s, %(audience)s, contact_id, name_id, occurred_at,
        %(now)s, properties, {syncing}
    FROM happened
    RETURNING id, contact_id, name_id, occurred_at, properties, is_syncing
), totals AS (
    INSERT INTO events_eventtotal AS t
        (audience_id, name_id, contact_id, n, first_at, last_at)
    SELECT %(audience)s, name_id, contact_id,
           count(*), min(occurred_at), max(occurred_at)
    FROM logged GROUP BY name_id, contact_id ORDER BY name_id, contact_id
    ON CONFLICT (audience_id, name_id, contact_id) DO UPDATE SET
        n = t.n + excluded.n,
        first_at = least(t.first_at, excluded.first_at),
        last_at = greatest(t.last_at, excluded.last_at)
), heard AS (
    INSERT INTO events_outbox
        (audience_id, id, name_id, contact_id, occurred_at, properties, is_syncing)
    SELECT %(audience)s, w.id, w.name_id, w.contact_id, w.occurred_at, w.properties,
        w.is_syncing
    FROM logged w
    JOIN events_listener l
      ON l.audience_id = %(audience)s AND l.name_id = w.name_id
    ORDER BY w.id
    RETURNING 1
)
"""
APPEND = _APPEND.format(syncing="false")
# What others report is counted by day as well, in the zone that is the param; each
# connection has a row of its own, more or less, so that few wait for another.
DAYS = """
days AS (
    INSERT INTO events_eventday AS d (audience_id, name_id, day, shard, n)
    SELECT %(audience)s, name_id, (occurred_at AT TIME ZONE %(zone)s)::date AS day,
        pg_backend_pid() %% 8, count(*)
    FROM logged GROUP BY name_id, 3 ORDER BY name_id, 3
    ON CONFLICT (audience_id, name_id, day, shard) DO UPDATE SET n = d.n + excluded.n
)
"""
# Where `happened` says of each, as a fifth column, whether it is only caught up with.
APPEND_REPORTED = f"{_APPEND.format(syncing='is_syncing')}, {DAYS}"
# How many of them somebody listens to: who embeds APPEND hands this number to
# `waking.wake_after_commit`.
HEARD = "SELECT count(*) FROM heard"
WRITE = """
WITH happened (contact_id, name_id, occurred_at, properties) AS ({happened}),
{append}
SELECT count(*), ({heard}) FROM logged
"""


def write(
    audience_id: int,
    happened: str,
    params: Mapping[str, Any],
    *,
    kind: str = "own",
    now: datetime | None = None,
    zone: str = "UTC",
) -> int:
    """Append what the SELECT `happened` yields; return how many events that were.

    Its columns are contact_id, name_id, occurred_at and properties (jsonb); it may use
    `%(audience)s` and `%(now)s` beside its own named params.
    """
    append = APPEND if kind == "own" else f"{APPEND}, {DAYS}"
    own: dict[str, Any] = {"audience": audience_id, "kind": kind, "zone": zone}
    own["now"] = now or timezone.now()
    statement = WRITE.format(happened=happened, append=append, heard=HEARD)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**params, **own})
        written, heard = cursor.fetchone()
    wake_after_commit(heard)
    return int(written)


def record(
    audience_id: int,
    name: int,
    contact_ids: Sequence[int],
    properties: Mapping[str, Any] | None = None,
) -> int:
    """Append one event of this name for each contact; return how many."""
    if not contact_ids:
        return 0
    return write(
        audience_id,
        """
        SELECT id, %(name)s, %(now)s::timestamptz, %(properties)s::jsonb
        FROM unnest(%(ids)s::bigint[]) AS id
        """,
        {
            "name": int(name),
            "ids": list(contact_ids),
            "properties": json.dumps(properties or {}),
        },
    )


def record_each(
    audience_id: int, name: int, said: Mapping[int, Mapping[str, Any]]
) -> int:
    """Append one event of this name for each contact, with properties of its own."""
    if not said:
        return 0
    return write(
        audience_id,
        """
        SELECT id, %(name)s, %(now)s::timestamptz, properties
        FROM unnest(%(ids)s::bigint[], %(said)s::jsonb[]) AS of (id, properties)
        """,
        {
            "name": int(name),
            "ids": list(said),
            "said": [json.dumps(properties) for properties in said.values()],
        },
    )
