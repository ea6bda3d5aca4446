"""The names under which others report to an audience: made when they are first used."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from audiences.models import Audience
from events import listeners

# What differs from event to event belongs into the properties: names are few.
MOST = 300

IDS = """
SELECT n.name, n.id FROM events_eventname n
JOIN events_customevent c ON c.audience_id = %(audience)s AND c.name_id = n.id
WHERE n.name = ANY (%(names)s::text[])
"""
LOCK = (
    "SELECT pg_advisory_xact_lock(hashtextextended('events.dictionary', %(audience)s))"
)
ROOM = """
SELECT greatest(%(most)s - count(*), 0) FROM events_customevent
WHERE audience_id = %(audience)s
"""
# In the order of the names, so that two audiences that make the same never deadlock.
# What is there already is left out first: each try to insert costs a number.
MAKE = """
INSERT INTO events_eventname (name)
SELECT name FROM unnest(%(names)s::text[]) AS name
WHERE NOT EXISTS (SELECT 1 FROM events_eventname n WHERE n.name = name.name)
ORDER BY name
ON CONFLICT (name) DO NOTHING
"""
ADD = """
INSERT INTO events_customevent (audience_id, name_id, description, created_at)
SELECT %(audience)s, n.id, '', now() FROM events_eventname n
WHERE n.name = ANY (%(names)s::text[]) ORDER BY n.id
ON CONFLICT (audience_id, name_id) DO NOTHING
"""


def ids_of(audience_id: int, names: Collection[str]) -> dict[str, int]:
    """The ids of those of the names that are used in the audience."""
    with connection.cursor() as cursor:
        cursor.execute(IDS, {"audience": audience_id, "names": list(names)})
        return dict(cursor.fetchall())


def has_room_for(audience_id: int, name: str) -> bool:
    """Whether it is a name already, or could become one."""
    if ids_of(audience_id, [name]):
        return True
    with connection.cursor() as cursor:
        cursor.execute(ROOM, {"audience": audience_id, "most": MOST})
        return bool(cursor.fetchone()[0])


def ensure(audience_id: int, names: Collection[str]) -> dict[str, int]:
    """The ids of the names, which are made where they are new.

    Those for which there is no room any more are left out. Never called by who holds
    locks on the log.
    """
    known = ids_of(audience_id, names)
    if missing := sorted(set(names) - set(known)):
        _add(audience_id, missing)
        known = ids_of(audience_id, names)
    return known


@transaction.atomic
def _add(audience_id: int, names: list[str]) -> None:
    params: dict[str, Any] = {"audience": audience_id, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, params)
        missing = sorted(set(names) - set(ids_of(audience_id, names)))
        cursor.execute(ROOM, params)
        (room,) = cursor.fetchone()
        params["names"] = missing[:room]
        cursor.execute(MAKE, params)
        cursor.execute(ADD, params)
    if params["names"]:  # some wait for whatever is reported
        listeners.sync(Audience.objects.get(pk=audience_id))
