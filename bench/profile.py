"""The feed of somebody of whom a lot is known, against one query by hand."""

from __future__ import annotations

from collections.abc import Callable

from bench.datasets import Data
from bench.measuring import Seconds, Side, at_most, bench, in_turns
from bench.statements import execute, fetch
from contacts.activity import feed
from contacts.models import Contact
from contacts.narrowing import Narrowing
from events.names import Own

ROUNDS, TIMES = 15, 10
EVENTS = 100_000

# One event in nine minutes for the last twenty months.
FILL = """
INSERT INTO events_event
    (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
SELECT 'own', %(audience)s, %(contact)s,
       CASE WHEN n %% 2500 = 0 THEN %(rare)s ELSE %(common)s END,
       now() - n * interval '525 seconds', now(), '{"fields": ["first_name"]}'
FROM generate_series(1, %(events)s) AS n
"""
TOTALS = """
INSERT INTO events_eventtotal
    (audience_id, name_id, contact_id, n, first_at, last_at)
SELECT audience_id, name_id, contact_id,
       count(*), min(occurred_at), max(occurred_at)
FROM events_event WHERE audience_id = %(audience)s AND contact_id = %(contact)s
GROUP BY 1, 2, 3
ON CONFLICT (audience_id, name_id, contact_id) DO UPDATE
SET n = excluded.n, first_at = excluded.first_at, last_at = excluded.last_at
"""
PAGE = """
SELECT e.kind, e.id, e.name_id, n.name, e.occurred_at, e.properties
FROM events_event e JOIN events_eventname n ON n.id = e.name_id
WHERE e.audience_id = %(audience)s AND e.contact_id = %(contact)s
  AND (e.occurred_at, e.id) < (%(at)s, 9223372036854775807)
ORDER BY e.occurred_at DESC, e.id DESC LIMIT 31
"""
MIDDLE = """
SELECT occurred_at FROM events_event
WHERE audience_id = %(audience)s AND contact_id = %(contact)s
ORDER BY occurred_at DESC, id DESC OFFSET 50000 LIMIT 1
"""


@bench(
    "feed of a contact with 100,000 events",
    at_most(
        "feed of a contact with 100,000 events / plain keyset query", 3, times="sql"
    ),
)
def feed_of_much(data: Data) -> Seconds:
    """A page from the middle, in words, with who did it and which fields changed."""
    contact, params = _eventful(data)
    place = params["at"]
    before = f"{int(place.timestamp() * 1_000_000)}-0"  # type: ignore[attr-defined]

    def page() -> None:
        if len(feed(contact, before).items) != 30:
            raise RuntimeError("The feed is not full.")

    return in_turns(
        ROUNDS, ours=_repeated(page), sql=_repeated(lambda: fetch(PAGE, params))
    )


@bench(
    "feed narrowed to one event in 2,500",
    at_most(
        "feed narrowed to one event in 2,500 / first page of all", 5, times="first"
    ),
)
def feed_of_few(data: Data) -> Seconds:
    """Those few lie far apart: it must not become a matter of seconds."""
    contact, _params = _eventful(data)
    few = Narrowing(kind="status")

    return in_turns(
        ROUNDS,
        ours=_repeated(lambda: feed(contact, wanted=few)),
        first=_repeated(lambda: feed(contact)),
    )


def _eventful(data: Data) -> tuple[Contact, dict[str, object]]:
    contact = data.audience.contacts.order_by("pk")[data.size // 2]
    contact.audience = data.audience
    params: dict[str, object] = {"audience": data.audience.pk, "contact": contact.pk}
    names = {"rare": int(Own.CONTACT_ARCHIVED), "common": int(Own.CONTACT_UPDATED)}
    execute(FILL, {**params, **names, "events": EVENTS})
    execute(TOTALS, params)
    execute("VACUUM (ANALYZE) events_event")
    params["at"] = fetch(MIDDLE, params)[0][0]
    return contact, params


def _repeated(work: Callable[[], object]) -> Side:
    """Small work, so often that the clock can tell."""

    def repeat() -> None:
        for _ in range(TIMES):
            work()

    return lambda _number: repeat
