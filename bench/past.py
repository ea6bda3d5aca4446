"""Past events from a file, against the same events in batches that are reported."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from audiences import jobs
from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.statements import fetch
from contacts.ingest import writing
from contacts.ingest.reports import Report
from contacts.past import intake, running
from events import dictionary, partitions

ROUNDS = 5
EVENTS = 20_000


@bench(
    "past events of a file",
    at_least("20,000 rows read and written / reported in batches", 0.3, of="reported"),
)
def import_events(data: Data) -> Seconds:
    """Read, compared with the log row by row, and written, without the check before."""
    partitions.ensure_partitions()
    audience = data.audience
    dictionary.ensure(audience.pk, {"viewed"})
    people = list(audience.contacts.order_by("pk").values_list("pk", "email")[:EVENTS])

    def at(number: int, n: int) -> datetime:
        start = datetime.now(UTC).replace(microsecond=0)
        return start - timedelta(days=2 + number, seconds=n)

    def ours(number: int) -> Callable[[], object]:
        rows = (
            f"{people[n * 7919 % len(people)][1]},{at(number, n).isoformat()},{n % 250}"
            for n in range(EVENTS)
        )
        file = io.BytesIO("\n".join(["email,time,amount", *rows, ""]).encode())
        run = intake.take(audience, file, "viewed.csv", owner=None)
        jobs.run(running.begin_check(run))
        launched, _new = running.begin(audience, run.pk)
        if launched.job is None:
            raise RuntimeError("The check did not finish.")
        job = launched.job
        return lambda: jobs.run(job)

    def reported(number: int) -> Callable[[], object]:
        reports = [
            Report(
                people[n * 7919 % len(people)][0],
                "viewed",
                f'{{"amount":{n % 250},"of":"report"}}',
                at(number, n),
                is_syncing=True,
            )
            for n in range(EVENTS)
        ]
        return lambda: [
            writing.write(audience, reports[start : start + running.BATCH])
            for start in range(0, EVENTS, running.BATCH)
        ]

    seconds = in_turns(ROUNDS, ours=ours, reported=reported)
    sql = "SELECT count(*) FROM events_event WHERE audience_id = %(audience)s"
    own = {"audience": audience.pk}
    if fetch(f"{sql} AND kind = 'custom'", own) != [(2 * EVENTS * (ROUNDS + 1),)]:
        raise RuntimeError("Something was lost, or written twice.")
    return seconds
