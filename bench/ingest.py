"""Events that are reported: in batches, one by one from many at once, and their end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.roles import Role
from api import keys
from api.documents.members import hash_of
from audiences.models import Audience
from bench import serving
from bench.datasets import Data
from bench.measuring import Seconds, at_least, at_most, bench, in_turns
from bench.statements import execute, fetch
from contacts.ingest import combining, writing
from contacts.ingest.reports import Report
from events import dictionary, partitions

ROUNDS = 7
EVENTS = 20_000
THREADS, EACH = 8, 100
OLD, FEW_ROUNDS = 500_000, 3
NAMES = ("viewed", "added_to_cart", "signed_in", "bought")

BARE = """
CREATE UNLOGGED TABLE bench_bare (
    kind varchar(6), audience_id bigint, contact_id bigint, name_id int,
    occurred_at timestamptz, received_at timestamptz, properties jsonb,
    is_syncing boolean
);
ALTER TABLE bench_bare SET LOGGED
"""
COPY = """
COPY bench_bare (kind, audience_id, contact_id, name_id, occurred_at, received_at,
    properties, is_syncing) FROM STDIN
"""
INSERT = """
INSERT INTO bench_bare VALUES ('custom', %(audience)s, %(contact)s, %(name)s, now(),
    now(), '{"amount": 7}', false)
"""
# As a month comes in: in the order of time, of people and names in none.
FILL = """
INSERT INTO events_event
    (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
SELECT 'custom', %(audience)s, i * 7919::bigint %% %(people)s,
    (%(names)s::int[])[1 + i %% 4],
    %(month)s::timestamptz + i * interval '26 days' / %(n)s, now(),
    jsonb_build_object('item', md5(i::text), 'amount', i %% 250, 'currency', 'EUR')
FROM generate_series(1, %(n)s) AS i
"""
DELETE = """
DELETE FROM events_event WHERE kind = 'custom' AND audience_id = %(audience)s
AND occurred_at < %(before)s
"""


@bench(
    "ingest of events in batches",
    at_least("20,000 events in batches of 5,000 / raw COPY", 0.15, of="copy"),
)
def ingest_batches(data: Data) -> Seconds:
    """Log, totals, days and the look at who is there, against COPY without indexes."""
    partitions.ensure_partitions()
    execute(BARE)
    reports = _reports(data)
    ids = dictionary.ensure(data.audience.pk, NAMES)

    def ours(number: int) -> Callable[[], object]:
        return lambda: [
            writing.write(data.audience, reports[at : at + writing.MOST])
            for at in range(0, EVENTS, writing.MOST)
        ]

    def copy(number: int) -> Callable[[], object]:
        execute("TRUNCATE bench_bare")
        return lambda: _copy(data.audience, reports, ids)

    seconds = in_turns(ROUNDS, ours=ours, copy=copy)
    _check(data.audience, EVENTS * (ROUNDS + 1))
    return seconds


@bench(
    "single events from eight threads",
    at_most("800 events, one by one, combined / bare insert commits", 3, times="bare"),
)
def ingest_singles(data: Data) -> Seconds:
    """Each is answered after its commit; bare ones are inserted without anything."""
    partitions.ensure_partitions()
    execute(BARE)
    reports = _reports(data)[: THREADS * EACH]
    ids = dictionary.ensure(data.audience.pk, NAMES)

    def bare(report: Report) -> None:
        execute(
            INSERT,
            {
                "audience": data.audience.pk,
                "contact": report.contact_id,
                "name": ids[report.name],
            },
        )

    def side(do: Callable[[Report], object]) -> Callable[[int], Callable[[], object]]:
        return lambda number: lambda: _in_parts(pool, do, reports)

    with ThreadPoolExecutor(THREADS) as pool:
        seconds = in_turns(
            ROUNDS,
            ours=side(lambda report: combining.write_one(data.audience, report)),
            bare=side(bare),
        )
    _check(data.audience, len(reports) * (ROUNDS + 1))
    return seconds


@bench(
    "single events by the API",
    at_least("800 events by the API, 8 clients / bare insert view", 0.15, of="bare"),
)
def ingest_requests(data: Data) -> Seconds:
    """Whole requests to the web server as it is run, on connections that are kept.

    The bare view passes the same middleware, knows nobody, and inserts: one statement,
    where ours needs five before it writes, for key, limit, list, member and names.
    """
    partitions.ensure_partitions()
    execute(BARE)
    account = data.audience.account
    _key, text = keys.make(account, name="Bench", role=Role.MANAGER, owner=None)
    headers = {"Authorization": f"Bearer {text}", "Content-Type": "application/json"}
    emails = data.audience.contacts.order_by("pk").values_list("email", flat=True)
    members = f"/3.0/lists/{data.audience.public_id}/members"
    body = json.dumps({"name": "viewed", "properties": {"amount": 7}})

    def side(path_of: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
        def ask(client: int) -> None:
            serving.post(port, path_of(client), body, EACH, headers)

        return lambda number: lambda: list(pool.map(ask, range(THREADS)))

    paths = [f"{members}/{hash_of(email)}/events" for email in emails[:THREADS]]
    with serving.web() as port, ThreadPoolExecutor(THREADS) as pool:
        seconds = in_turns(
            ROUNDS,
            ours=side(lambda client: paths[client]),
            bare=side(lambda client: "/bench/insert"),
        )
    _check(data.audience, THREADS * EACH * (ROUNDS + 1))
    return seconds


@bench(
    "dropping a month of events",
    at_most("dropping 500,000 events by the month / deleting", 0.1, times="delete"),
)
def drop_month(data: Data) -> Seconds:
    """Whoever deletes rows has to clear away after them, or the space is not free.

    The month is an old one: nothing of it waits to be written to disk. About half of
    what dropping takes is the file system giving back 200 MB, which a plain file of
    that size takes as well, and by itself is more than 0.01 of deleting.
    """
    ids = dictionary.ensure(data.audience.pk, NAMES)
    own = {"audience": data.audience.pk}
    filled = own | {"names": list(ids.values()), "people": data.size, "n": OLD}

    def side(year: int, empty: Callable[[datetime], object]) -> Any:
        def prepare(number: int) -> Callable[[], object]:
            month = datetime(year, 1 + number, 1, tzinfo=UTC)
            partitions.make_month("custom", month.date())
            execute(FILL, filled | {"month": month})
            execute(f"VACUUM (ANALYZE) events_event_custom_{month:%Y_%m}")
            execute("CHECKPOINT")
            return lambda: empty((month + timedelta(days=32)).replace(day=1))

        return prepare

    def delete(before: datetime) -> None:
        execute(DELETE, own | {"before": before})
        execute(f"VACUUM events_event_custom_{before - timedelta(days=1):%Y_%m}")

    return in_turns(
        FEW_ROUNDS,
        ours=side(2011, lambda before: partitions.drop_months("custom", before)),
        delete=side(2012, delete),
    )


def _reports(data: Data) -> list[Report]:
    ids = list(data.audience.contacts.order_by("pk").values_list("pk", flat=True))
    now = datetime.now(UTC)
    return [
        Report(
            ids[n * 7919 % len(ids)],
            NAMES[n % len(NAMES)],
            f'{{"category":"shoes","amount":{n % 250},"currency":"EUR"}}',
            now - timedelta(minutes=n % 50_000),
        )
        for n in range(EVENTS)
    ]


def _copy(audience: Audience, reports: list[Report], ids: dict[str, int]) -> None:
    now = datetime.now(UTC)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for each in reports:
            copy.write_row(
                (
                    *("custom", audience.pk, each.contact_id, ids[each.name]),
                    *(each.occurred_at, now, each.said, each.is_syncing),
                )
            )


def _in_parts(
    pool: ThreadPoolExecutor, do: Callable[[Report], object], reports: list[Report]
) -> None:
    """Each thread does its part of them, on a connection that it keeps."""
    start = threading.Barrier(THREADS)

    def work(mine: list[Report]) -> None:
        start.wait()
        for report in mine:
            do(report)

    parts = [reports[at::THREADS] for at in range(THREADS)]
    for done in [pool.submit(work, part) for part in parts]:
        done.result()


def _check(audience: Audience, n: int) -> None:
    """See that all were written, and counted."""
    own = {"audience": audience.pk}
    for sql in (
        "SELECT count(*) FROM events_event"
        " WHERE kind = 'custom' AND audience_id = %(audience)s",
        "SELECT sum(n) FROM events_eventtotal"
        " WHERE audience_id = %(audience)s AND name_id >= 1000",
        "SELECT sum(n) FROM events_eventday WHERE audience_id = %(audience)s",
    ):
        if fetch(sql, own) != [(n,)]:
            raise RuntimeError("Something was lost, or written twice.")
