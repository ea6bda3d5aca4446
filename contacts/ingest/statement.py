"""The one statement that writes what is reported: events, totals, days and outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from contacts.ingest.reports import Report
from events.log import APPEND_REPORTED, HEARD

if TYPE_CHECKING:
    from audiences.models import Audience

# What is prepared runs by a plan for any number of rows, which is no good for many.
FEW = 64

# People are held in the order of their ids, so that nobody is deleted or merged while
# something is written about them; whoever only changes them is not waited for.
TOLD = """
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(
        %(contacts)s::bigint[], %(names)s::int[], %(ats)s::timestamptz[],
        %(said)s::text[], %(syncing)s::boolean[], %(keys)s::uuid[]
    ) WITH ORDINALITY
        AS told (contact_id, name_id, occurred_at, said, is_syncing, key, place)
), people AS MATERIALIZED (
    SELECT id FROM contacts_contact
    WHERE audience_id = %(audience)s AND id = ANY (%(contacts)s::bigint[])
    ORDER BY id FOR KEY SHARE
), known AS MATERIALIZED (
    SELECT told.* FROM told JOIN people ON people.id = told.contact_id
)"""
# Whoever sends a key that is being written waits for it, and then writes nothing.
ONCE = """, fresh AS MATERIALIZED (
    INSERT INTO events_receipt (audience_id, key, received_at)
    SELECT DISTINCT %(audience)s::bigint, key, %(now)s::timestamptz FROM known
    WHERE key IS NOT NULL ORDER BY key
    ON CONFLICT (audience_id, key) DO NOTHING
    RETURNING key
), happened AS (
    SELECT contact_id, name_id, occurred_at, said::jsonb AS properties, is_syncing
    FROM known WHERE key IS NULL
    UNION ALL
    (SELECT DISTINCT ON (key)
        contact_id, name_id, occurred_at, said::jsonb, is_syncing
     FROM known JOIN fresh USING (key) ORDER BY key, place)
)"""
EACH = """, happened AS (
    SELECT contact_id, name_id, occurred_at, said::jsonb AS properties, is_syncing
    FROM known
)"""
ANSWER = f"""
SELECT (SELECT count(*) FROM logged), ({HEARD}),
    ARRAY(SELECT place::int FROM told WHERE NOT EXISTS (
        SELECT FROM people WHERE people.id = told.contact_id) ORDER BY place)
"""
WRITE_ONCE = f"{TOLD}{ONCE}, {APPEND_REPORTED}{ANSWER}"
WRITE_EACH = f"{TOLD}{EACH}, {APPEND_REPORTED}{ANSWER}"


@dataclass(frozen=True, slots=True)
class Written:
    n: int  # events; what came before with the same key is none
    heard: int
    unknown: frozenset[int]  # places, from 0, of reports of people who are not there


def run(
    audience: Audience, reports: Sequence[Report], names: Mapping[str, int]
) -> Written:
    """Write all of the reports, whose names have these ids."""
    params: dict[str, Any] = {
        "audience": audience.pk,
        "kind": "custom",
        "zone": audience.time_zone,
        "now": datetime.now(UTC),
        "contacts": [report.contact_id for report in reports],
        "names": [names[report.name] for report in reports],
        "ats": [report.occurred_at for report in reports],
        "said": [report.said for report in reports],
        "syncing": [report.is_syncing for report in reports],
        "keys": [report.key for report in reports],
    }
    is_keyed = any(report.key for report in reports)
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    # Django's own cursor puts the values into the text: it is planned anew each time.
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(
            WRITE_ONCE if is_keyed else WRITE_EACH,
            params,
            prepare=len(reports) <= FEW,
        )
        row = cursor.fetchone()
    if row is None:  # a SELECT without FROM
        raise RuntimeError
    return Written(row[0], row[1], frozenset(place - 1 for place in row[2]))
