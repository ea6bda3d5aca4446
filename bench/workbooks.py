"""An import of a workbook, from taking it to the end of its job, against its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from openpyxl import Workbook

from audiences import jobs
from audiences.models import Audience, Job
from bench.datasets import Data
from bench.imports import Batch
from bench.measuring import Seconds, at_least, bench, in_turns
from contacts.imports import arrivals, running

ROUNDS = 2
ROWS = 50_000


@bench(
    "XLSX import",
    at_least("XLSX import / the same as CSV", 0.7, of="csv"),
)
def import_a_workbook(data: Data) -> Seconds:
    """The people are new, and the file has eight columns."""
    text = Batch(data.audience, (1, min(ROWS, data.size), 1, 0)).file()
    book = as_workbook(text)

    def side(name: str, file: bytes) -> Callable[[int], Callable[[], object]]:
        def prepared(number: int) -> Callable[[], object]:
            audience = data.new_audience(f"{name} {number}")
            return lambda: _import(audience, file)

        return prepared

    return in_turns(ROUNDS, ours=side("XLSX", book), csv=side("CSV", text))


def as_workbook(text: bytes) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for row in csv.reader(io.StringIO(text.decode())):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _import(audience: Audience, file: bytes) -> None:
    run = arrivals.receive(audience, io.BytesIO(file), "people", owner=None)
    if run.preparation:
        jobs.run(run.preparation)
        run.refresh_from_db()
    job = jobs.run(running.start(run))
    for stored in (run.file, run.original):
        if stored:
            stored.delete(save=False)
    if job.state != Job.State.FINISHED or job.counts["refused"]:
        raise RuntimeError(f"The import ended as {job.state}: {job.counts}")
