"""What the log keeps of persons: told, moved when two become one, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from audiences import people
from audiences.people import Person, Persons, Row, Telling
from events.models import Event
from events.totals import NAMES, totals_of

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


# By the key of the table, which begins with the name.
FORGET_TOTALS = """
DELETE FROM events_eventtotal WHERE audience_id = %(audience)s
AND name_id = ANY (ARRAY(SELECT id FROM events_eventname))
AND contact_id = ANY (%(ids)s)
"""
# Who reacts to a row takes it away, and may be waiting for the very contact that goes.
FORGET_WAITING = """
WITH found AS MATERIALIZED (
    SELECT id FROM events_outbox
    WHERE audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
    FOR UPDATE SKIP LOCKED
)
DELETE FROM events_outbox o USING found
WHERE o.audience_id = %(audience)s AND o.id = found.id
"""
# The same when two become one: who is reacting to a row, or trying it again, may be
# waiting for either of them, and hears of somebody who is gone.
MOVE_WAITING = """
WITH found AS MATERIALIZED (
    SELECT id FROM {table}
    WHERE audience_id = %(audience)s AND contact_id = %(gone)s
    FOR UPDATE SKIP LOCKED
)
UPDATE {table} o SET contact_id = %(kept)s FROM found
WHERE o.audience_id = %(audience)s AND o.id = found.id
"""
CHUNK = 2_000


def add_totals(audience: Audience, kept: int, gone: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_TOTALS, {"audience": audience.pk, "kept": kept, "gone": gone}
        )


def moving_in(table: str) -> people.Merge:
    def move(audience: Audience, kept: int, gone: int) -> None:
        params = {"audience": audience.pk, "kept": kept, "gone": gone}
        with connection.cursor() as cursor:
            cursor.execute(MOVE_WAITING.format(table=table), params)

    return move


def forget_totals(persons: Persons) -> int:
    return people.run(FORGET_TOTALS, persons)


def forget_waiting(persons: Persons) -> int:
    return people.run(FORGET_WAITING, persons)


def tell_events(person: Person) -> Iterator[Row]:
    """Everything that is in the log, be it shown any more or not."""
    log = Event.objects.filter(audience=person.audience)
    for event in log.of_contact(person.pk).iterator(chunk_size=CHUNK):
        yield {
            "name": event.name.name,
            "kind": event.kind,
            "occurred_at": event.occurred_at,
            "received_at": event.received_at,
            "properties": event.properties,
        }


def tell_totals(person: Person) -> Iterator[Row]:
    for total in totals_of(person.audience.pk, person.pk):
        yield {
            "name": total.name,
            "times": total.n,
            "first_at": total.first_at,
            "last_at": total.last_at,
        }


people.rows("events_event", tells=Telling("events", tell_events))
people.rows(
    "events_outbox",
    moving_in("events_outbox"),
    erase=forget_waiting,
    tells="a copy of an event, for a moment, until it was reacted to",
)
people.rows(
    "events_outboxfailure",
    moving_in("events_outboxfailure"),
    tells="a copy of an event, until what failed on it is mended",
)
people.rows(
    "events_eventtotal",
    add_totals,
    erase=forget_totals,
    tells=Telling("event_totals", tell_totals),
)
