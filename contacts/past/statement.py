"""What is new of a file is written by the statement that writes all reports.

Whether it is new, the log itself tells: an event of this person, name and moment with
the same properties, or with the same id where the file has one, is there already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from contacts.ingest.statement import TOLD
from contacts.past.rows import Row
from events.log import APPEND_REPORTED, HEARD

if TYPE_CHECKING:
    from audiences.models import Audience

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('contacts.past', %(audience)s))"
# Asked row by row, of the one month it is in: joined, the whole log would be read.
THERE = """
LEFT JOIN LATERAL (
    SELECT true AS yes FROM events_event e
    WHERE e.kind = 'custom' AND e.audience_id = %(audience)s
      AND e.name_id = meant.name_id AND e.occurred_at = meant.occurred_at
      AND e.contact_id = meant.contact_id
      AND coalesce(e.properties -> %(id)s::text, e.properties) = meant.same
    LIMIT 1
) AS there ON true
WHERE there.yes IS NULL
"""
WRITE = f"""
{TOLD}, meant AS MATERIALIZED (
    SELECT contact_id, name_id, occurred_at, is_syncing, place,
        said::jsonb AS properties,
        coalesce(said::jsonb -> %(id)s::text, said::jsonb) AS same
    FROM known
), happened AS (
    SELECT DISTINCT ON (contact_id, name_id, occurred_at, same)
        contact_id, name_id, occurred_at, properties, is_syncing
    FROM meant {THERE}
    ORDER BY contact_id, name_id, occurred_at, same, place
), {APPEND_REPORTED}
SELECT (SELECT count(*) FROM logged), ({HEARD}),
    (SELECT min(id) FROM logged), (SELECT max(id) FROM logged),
    ARRAY(SELECT place::int FROM told WHERE NOT EXISTS (
        SELECT FROM people WHERE people.id = told.contact_id) ORDER BY place)
"""
COUNT_NEW = f"""
WITH meant AS MATERIALIZED (
    SELECT contact_id, name_id, occurred_at,
        coalesce(said::jsonb -> %(id)s::text, said::jsonb) AS same
    FROM unnest(
        %(contacts)s::bigint[], %(names)s::int[], %(ats)s::timestamptz[],
        %(said)s::text[]
    ) AS told (contact_id, name_id, occurred_at, said)
)
SELECT count(*) FROM meant {THERE}
"""
# Which of the keys the check has not met before.
MEET = """
INSERT INTO contacts_pastkey (audience_id, past_id, key)
SELECT %(audience)s, %(past)s, key FROM unnest(%(keys)s::uuid[]) AS key ORDER BY key
ON CONFLICT (audience_id, past_id, key) DO NOTHING
RETURNING key
"""


@dataclass(frozen=True, slots=True)
class Written:
    n: int
    heard: int
    first: int | None  # the ids of the events
    last: int | None
    gone: frozenset[int]  # places, from 0, of rows whose people just left


def hold(audience: Audience) -> None:
    """Let nobody else write past events here until the transaction ends.

    Two that write the same at once would each find it new.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"audience": audience.pk})


def write(
    audience: Audience,
    rows: Sequence[Row],
    contacts: Mapping[str, int],
    names: Mapping[str, int],
    *,
    id: str | None,
    received_at: datetime,
    zone: str,
) -> Written:
    """Write the rows that are new; people and names have these ids.

    `id` is the property by which rows are told apart, `zone` where days are counted.
    """
    params: dict[str, Any] = {
        **_columns(audience, rows, contacts, names, id),
        "kind": "custom",
        "zone": zone,
        "now": received_at,
        "syncing": [True] * len(rows),
        "keys": [None] * len(rows),
    }
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    # Django's own cursor writes thousands of values into the text, sign by sign.
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(WRITE, params, prepare=False)
        row = cursor.fetchone()
    if row is None:  # a SELECT without FROM
        raise RuntimeError
    n, heard, first, last, gone = row
    return Written(n, heard, first, last, frozenset(place - 1 for place in gone))


def count_new(
    audience: Audience,
    rows: Sequence[Row],
    contacts: Mapping[str, int],
    names: Mapping[str, int],
    *,
    id: str | None,
) -> int:
    """How many of the rows, all of known people and names, are not in the log."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT_NEW, _columns(audience, rows, contacts, names, id))
        return int(cursor.fetchone()[0])


def meet(audience: Audience, past_id: int, keys: Sequence[Any]) -> set[Any]:
    """Remember the keys; return those that were not met before."""
    params: dict[str, Any] = {"audience": audience.pk, "past": past_id}
    params["keys"] = list(keys)
    with connection.cursor() as cursor:
        cursor.execute(MEET, params)
        return {key for (key,) in cursor.fetchall()}


def _columns(
    audience: Audience,
    rows: Sequence[Row],
    contacts: Mapping[str, int],
    names: Mapping[str, int],
    id: str | None,
) -> dict[str, Any]:
    return {
        "audience": audience.pk,
        "id": id,
        "contacts": [contacts[row.email] for row in rows],
        "names": [names[row.name] for row in rows],
        "ats": [row.at for row in rows],
        "said": [row.said for row in rows],
    }
