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
APPEND = """
logged AS (
    INSERT INTO events_event
        (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
    SELECT %(kind)s, %(audience)s, contact_id, name_id, occurred_at, %(now)s, properties
    FROM happened
    RETURNING id, contact_id, name_id, occurred_at, properties
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
        (audience_id, id, name_id, contact_id, occurred_at, properties)
    SELECT %(audience)s, w.id, w.name_id, w.contact_id, w.occurred_at, w.properties
    FROM logged w
    JOIN events_listener l
      ON l.audience_id = %(audience)s AND l.name_id = w.name_id
    ORDER BY w.id
    RETURNING 1
)
"""
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
) -> int:
    """Append what the SELECT `happened` yields; return how many events that were.

    Its columns are contact_id, name_id, occurred_at and properties (jsonb); it may use
    `%(audience)s` and `%(now)s` beside its own named params.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(happened=happened, append=APPEND, heard=HEARD),
            {
                **params,
                "audience": audience_id,
                "kind": kind,
                "now": now or timezone.now(),
            },
        )
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
