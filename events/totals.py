"""How often what happened: read from the totals, name by name.

The key of the totals begins with the name, since that is how they are written. A
contact's are found by asking for each name that the audience has at all, which are
few: the index is entered once for each, however many contacts there are.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

NAMES = """
WITH RECURSIVE names (name_id) AS (
    (SELECT t.name_id FROM events_eventtotal t
     WHERE t.audience_id = %(audience)s ORDER BY t.name_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.name_id FROM events_eventtotal t
            WHERE t.audience_id = %(audience)s AND t.name_id > names.name_id
            ORDER BY t.name_id LIMIT 1)
    FROM names WHERE names.name_id IS NOT NULL
)
"""
NAMES_OF_AUDIENCE = f"""
{NAMES}
SELECT name_id FROM names WHERE name_id IS NOT NULL ORDER BY name_id
"""
TOTALS_OF_CONTACT = f"""
{NAMES}
SELECT total.name_id, name.name, total.n, total.first_at, total.last_at
FROM names
JOIN events_eventtotal total
  ON total.audience_id = %(audience)s AND total.name_id = names.name_id
 AND total.contact_id = %(contact)s
JOIN events_eventname name ON name.id = total.name_id
ORDER BY total.last_at DESC, total.name_id
"""


class Total(NamedTuple):
    name_id: int
    name: str
    n: int
    first_at: datetime
    last_at: datetime


def names_of(audience_id: int) -> list[int]:
    """The ids of the names of everything that ever happened in the audience."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES_OF_AUDIENCE, {"audience": audience_id})
        return [name_id for (name_id,) in cursor.fetchall()]


def totals_of(audience_id: int, contact_id: int) -> list[Total]:
    """What happened to a contact, the latest first."""
    params = {"audience": audience_id, "contact": contact_id}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS_OF_CONTACT, params)
        return [Total(*row) for row in cursor.fetchall()]
