"""A file of past events as a job: read, checked or written a batch at a time.

A batch is a slice: what it writes commits with the place in the file where the next one
begins. What is new is asked of the log, so that nothing is written twice, neither by a
slice that is done again nor by the same file another time.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs
from audiences.plans import check_contact_limit, contact_limit
from contacts import uploading
from contacts.imports import reading
from contacts.imports.reading import FileRefused
from contacts.models import PastImport
from contacts.past import refusals, turns, writing
from contacts.past.rows import Reader
from events import partitions

if TYPE_CHECKING:
    from audiences.models import Audience, Job
    from contacts.imports.reading import Record
    from contacts.past.writing import Batch

KIND = turns.WRITING
BATCH = 4_000
BATCH_BYTES = 4 << 20
PER_MILLE = 1000


def begin_check(run: PastImport) -> Job:
    """Make the job that finds out what a settled import would do.

    Raises `JobError` while what another file brought is being taken back.
    """
    turns.to_write(run.audience)
    run.zone = run.audience.time_zone
    run.check_job = job = _job(run, _("Check of %s") % run.filename, rehearsal=True)
    run.save()
    return job


def launch(audience: Audience, pk: int) -> PastImport:
    """Start the import once it is checked; small files are done at once.

    Raises `PlanLimit` when it would bring more people than the plan includes, and
    `JobError` while what another file brought is being taken back.
    """
    run, is_new = begin(audience, pk)
    if is_new and run.job:
        jobs.run_for_now(run.job)
    return run


def begin(audience: Audience, pk: int) -> tuple[PastImport, bool]:
    """Make the job of a checked import, of which the caller runs one that is new."""
    partitions.ensure_partitions()  # in no transaction that others wait for
    return _begin(audience, pk)


@transaction.atomic
def _begin(audience: Audience, pk: int) -> tuple[PastImport, bool]:
    run: PastImport = audience.pastimports.select_for_update().get(pk=pk)
    run.audience = audience
    if run.job_id or not (run.check_job and run.is_checked):
        return run, False
    turns.to_write(audience)
    if run.unknown == PastImport.Unknown.ADD:
        check_contact_limit(audience.account, run.check_job.counts.get("people", 0))
    run.job = _job(run, _("Past events of %s") % run.filename)
    run.save(update_fields=["job"])
    return run, True


def run_here(run: PastImport) -> Job:
    """Check and do the whole of a settled import in this process; return its job.

    That of the check where it failed. Raises `PlanLimit` or `JobError`, and has written
    nothing.
    """
    checked = jobs.run(begin_check(run))
    begun, _new = begin(run.audience, run.pk)
    return jobs.run(begun.job) if begun.job else checked


def lacks_room(run: PastImport) -> str:
    """Why the people it would add are too many for the plan; nothing otherwise."""
    if run.unknown != PastImport.Unknown.ADD or not run.check_job:
        return ""
    return contact_limit(run.audience.account, run.check_job.counts.get("people", 0))


def _job(run: PastImport, label: str, **params: bool) -> Job:
    return jobs.start(
        run.audience,
        KIND,
        label,
        owner=run.owner,
        total=PER_MILLE,
        **{run.PARAM: run.pk},
        **params,
    )


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    run = _run_of(job)
    if run is None:  # discarded
        return False
    if not job.cursor:
        refusals.forget_of(run)
    offset, line = job.cursor.get("offset", 0), job.cursor.get("line", 0)
    try:
        with uploading.opened(run) as file:
            source = reading.records(file, uploading.dialect_of(run), offset, line)
            records = reading.next_of(source, BATCH, BATCH_BYTES)
    except FileRefused as refused:
        raise jobs.JobError(str(refused)) from None
    if not records:
        _over(job)
        return False
    batch = writing.read(Reader.of(run), records)
    if job.params.get("rehearsal"):
        counts = _look(job, run, batch)
    elif job.cursor.get("prepared") != offset and not writing.is_prepared(run, batch):
        people = writing.prepare(run, batch, writing.cause_of(run, job.created_at))
        _count(job, Tally(people=people))
        job.cursor = {**job.cursor, "prepared": offset}
        return True
    else:
        counts = _write(job, run, batch)
    _go_on(job, run, batch, records, counts)
    return True


def _look(job: Job, run: PastImport, batch: Batch) -> Tally[str]:
    names = job.cursor.get("names", [])
    counts = writing.look(run, batch, names)
    job.cursor = {**job.cursor, "names": names}
    return counts


def _write(job: Job, run: PastImport, batch: Batch) -> Tally[str]:
    written = writing.write(run, batch, job.created_at)
    if written is None or not written.n:
        return Tally()
    first = job.cursor.get("first", written.first)
    job.cursor = {**job.cursor, "first": min(first, written.first)}
    job.cursor["last"] = max(job.cursor.get("last", 0), written.last or 0)
    return Tally(new=written.n)


def _go_on(
    job: Job,
    run: PastImport,
    batch: Batch,
    records: list[Record],
    counts: Tally[str],
) -> None:
    """Count what came of the batch, and set the cursor behind it."""
    by_line = {record.line: record for record in records}
    before = job.counts.get("refused", 0)
    more = refusals.keep(run, batch.refused, by_line, before)
    more |= {"rows": len(records), "refused": len(batch.refused)}
    more["duplicates"] = len(records) - len(batch.refused) - counts["new"]
    _count(job, counts + more)
    last = records[-1]
    job.cursor = {**job.cursor, "offset": last.end, "line": last.end_line}
    job.done = min(PER_MILLE, last.end * PER_MILLE // max(run.size, 1))


def _count(job: Job, more: Tally[str]) -> None:
    job.counts = dict(Tally(job.counts) + more)


@jobs.sweep_of(KIND)
def _over(job: Job) -> None:
    """Forget what only work under way needs, and write down what was written."""
    run = _run_of(job)
    if run is None:
        return
    if job.params.get("rehearsal"):
        run.audience.pastkeys.filter(past=run).delete()
        return
    told: dict[str, Any] = dict(report(job))
    AuditEntry.objects.record(
        job.audience.account,
        "events.imported",
        run.filename,
        actor=job.owner,
        audience=job.audience_id,
        job=job.pk,
        **told,
    )


def report(job: Job) -> dict[str, int]:
    """Rows of the file; those new, twice and refused add up to them. And people."""
    names = ("rows", "new", "duplicates", "refused", "people")
    return {name: job.counts.get(name, 0) for name in names}


def _run_of(job: Job) -> PastImport | None:
    runs = job.audience.pastimports.select_related("owner")
    run: PastImport | None = runs.filter(pk=job.params[PastImport.PARAM]).first()
    if run:
        run.audience = job.audience
    return run
