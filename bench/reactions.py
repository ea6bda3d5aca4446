"""Emptying the outbox, against one statement that deletes and inserts the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.statements import execute, fetch
from events import outbox, reactions
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from events.reactions import Heard

ROUNDS, EVENTS = 7, 20_000

TABLE = """
CREATE TABLE bench_heard (
    audience_id bigint, event_id bigint, contact_id bigint,
    PRIMARY KEY (audience_id, event_id)
)
"""
FILL = """
INSERT INTO events_outbox
    (audience_id, id, name_id, contact_id, occurred_at, properties)
SELECT %(audience)s, n, %(name)s, n, now(), '{"tag": 7}'
FROM generate_series(1, %(events)s) AS n
"""
HEAR = """
INSERT INTO bench_heard
SELECT %(audience)s, * FROM unnest(%(ids)s::bigint[], %(contacts)s::bigint[])
"""
BARE = """
WITH taken AS (
    DELETE FROM events_outbox WHERE audience_id = %(audience)s RETURNING id, contact_id
)
INSERT INTO bench_heard SELECT %(audience)s, id, contact_id FROM taken
"""


@bench(
    "draining the outbox",
    at_least("20,000 rows drained / one bare statement", 0.1, of="bare"),
)
def drain_outbox(data: Data) -> Seconds:
    """Twenty batches and commits, each row through Python and back."""
    reactions.reactions.clear()
    reactions.reaction("bench.hear")(hear)
    execute(TABLE)
    params = {"audience": data.audience.pk}

    def side(empty: Callable[[], object]) -> Callable[[int], Callable[[], object]]:
        def prepare(number: int) -> Callable[[], object]:
            check()
            execute("TRUNCATE bench_heard")
            execute("VACUUM events_outbox")
            execute(FILL, {**params, "name": int(Own.TAG_ADDED), "events": EVENTS})
            return empty

        return prepare

    return in_turns(
        ROUNDS, ours=side(outbox.drain), bare=side(lambda: execute(BARE, params))
    )


def hear(audience: Audience, heard: Sequence[Heard]) -> None:
    execute(
        HEAR,
        {
            "audience": audience.pk,
            "ids": [row.id for row in heard],
            "contacts": [row.contact_id for row in heard],
        },
    )


def check() -> None:
    """See that the round before, if there was one, did everything."""
    if fetch("SELECT count(*) FROM bench_heard") not in ([(0,)], [(EVENTS,)]):
        raise RuntimeError("Something was lost.")
