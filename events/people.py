"""What becomes of the log when two contacts become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from audiences import people
from events.totals import NAMES

if TYPE_CHECKING:
    from audiences.models import Audience

# Locked in the order of their key, as by whoever writes the log.
ADD_TOTALS = f"""
{NAMES}, locked AS MATERIALIZED (
    SELECT t.name_id, t.contact_id, t.n, t.first_at, t.last_at
    FROM events_eventtotal t JOIN names ON names.name_id = t.name_id
    WHERE t.audience_id = %(audience)s AND t.contact_id IN (%(kept)s, %(gone)s)
    ORDER BY t.name_id, t.contact_id FOR UPDATE OF t
), moved AS (
    DELETE FROM events_eventtotal t USING locked
    WHERE t.audience_id = %(audience)s AND t.name_id = locked.name_id
      AND t.contact_id = locked.contact_id AND locked.contact_id = %(gone)s
)
INSERT INTO events_eventtotal AS t
    (audience_id, name_id, contact_id, n, first_at, last_at)
SELECT %(audience)s, name_id, %(kept)s, n, first_at, last_at
FROM locked WHERE contact_id = %(gone)s ORDER BY name_id
ON CONFLICT (audience_id, name_id, contact_id) DO UPDATE SET
    n = t.n + excluded.n,
    first_at = least(t.first_at, excluded.first_at),
    last_at = greatest(t.last_at, excluded.last_at)
"""


def add_totals(audience: Audience, kept: int, gone: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_TOTALS, {"audience": audience.pk, "kept": kept, "gone": gone}
        )


people.rows("events_event")
people.rows("events_outbox")
people.rows("events_outboxfailure")
people.rows("events_eventtotal", add_totals)
