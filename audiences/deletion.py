"""The rows of an audience that is being deleted go table by table, in slices.

Tables are emptied children first, so that no deletion cascades into a big one. The
last slice sweeps up what work that was under way has written meanwhile, and takes the
audience and with it the job itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from audiences import jobs, lifecycle
from audiences.models import Audience, Job
from audiences.tenancy import AudienceModel

SLICE = 20_000

LAST_OF_SLICE = """
SELECT {columns} FROM {table} WHERE audience_id = %s {after}
ORDER BY {columns} OFFSET %s LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the columns that follow the audience in an index, and its files."""

    name: str
    columns: tuple[str, ...]
    files: tuple[tuple[str, Storage], ...] = ()

    @property
    def listed(self) -> str:
        return ", ".join(map(connection.ops.quote_name, self.columns))

    @property
    def key(self) -> str:
        return f"({self.listed})"

    @property
    def place(self) -> str:
        return f"({', '.join(['%s'] * len(self.columns))})"


@jobs.step_of(lifecycle.DELETE)
def delete_slice(job: Job) -> bool:
    names = [table.name for table in tables()]
    if job.cursor.get("table") not in names:
        if _run_hooks(job):
            job.cursor = {"table": names[0], "after": None}
        return True
    place = names.index(job.cursor["table"])
    table = tables()[place]
    last = _last_of_slice(job, table)
    _delete_rows(job, table, last)
    if last is not None:
        job.cursor = {"table": table.name, "after": last}
        return True
    if table.name != names[-1]:
        job.cursor = {"table": names[place + 1], "after": None}
        return True
    _finish(job)
    return False


def resume_failed() -> int:
    """Queue again the deletions that gave up: nothing may stay half deleted."""
    resumed = 0
    for audience in Audience.objects.exclude(deleting_at=None):
        with transaction.atomic():
            failed = audience.jobs.filter(kind=lifecycle.DELETE, state=Job.State.FAILED)
            for job in failed:
                resumed += _requeue(job)
    return resumed


def tables() -> list[Table]:
    """Every table with rows of an audience, children first; that of jobs is left out,
    since it goes last, with the audience.
    """
    found = {m: m._meta.db_table for m in _tenant_models() if m is not Job}
    graph: TopologicalSorter[type[models.Model]] = TopologicalSorter()
    for model in found:
        graph.add(model)
        for parent in _parents(model):
            if parent in found and parent is not model:
                graph.add(parent, model)
    named = set(found.values())
    raw = [
        Table(name, columns)
        for name, columns in sorted(lifecycle.tables.items())
        if name not in named
    ]
    return raw + [_table(model) for model in graph.static_order()]


def _tenant_models() -> list[type[AudienceModel]]:
    return [model for model in apps.get_models() if issubclass(model, AudienceModel)]


def _parents(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.concrete_fields:
        if isinstance(field.related_model, type):
            yield field.related_model


def _table(model: type[models.Model]) -> Table:
    name = model._meta.db_table
    key = [str(field.column) for field in model._meta.pk_fields]
    default = tuple(column for column in key if column != "audience_id")
    files = tuple(
        (str(field.column), field.storage)
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    )
    return Table(name, lifecycle.tables.get(name, default), files)


def _requeue(job: Job) -> int:
    requeued = job.audience.jobs.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED,
        attempts=0,
        error="",
        finished_at=None,
        heartbeat_at=timezone.now(),
    )
    if requeued:
        jobs.run_later(job)
    return requeued


def _run_hooks(job: Job) -> bool:
    """Do a slice of what comes before the rows go; whether that was the last."""
    hooks = lifecycle.keepers if job.params["keep"] else lifecycle.forgetters
    number = job.cursor.get("hook", 0)
    if number >= len(hooks):
        return True
    place = hooks[number](job.audience, job.cursor.get("place"))
    job.cursor = {"hook": number + (place is None), "place": place}
    return False


def _last_of_slice(job: Job, table: Table) -> list[str] | None:
    """The key up to which the next slice goes; None when it takes all that is left."""
    after = job.cursor["after"]
    query = LAST_OF_SLICE.format(
        columns=table.listed,
        table=table.name,
        after=f"AND {table.key} > {table.place}" if after else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [job.audience_id, *(after or []), SLICE - 1])
        row = cursor.fetchone()
    return None if row is None else [str(value) for value in row]


def _delete_rows(job: Job, table: Table, last: list[str] | None) -> None:
    """Delete what follows the cursor, up to and with `last`, and count it."""
    where = "audience_id = %s"
    params: list[Any] = [job.audience_id]
    if after := job.cursor["after"]:
        where, params = f"{where} AND {table.key} > {table.place}", [*params, *after]
    if last:
        where, params = f"{where} AND {table.key} <= {table.place}", [*params, *last]
    with connection.cursor() as cursor:
        for column, storage in table.files:
            # A file that is gone before its row is committed away harms nobody.
            cursor.execute(
                f"SELECT {column} FROM {table.name} WHERE {where} AND {column} <> ''",
                params,
            )
            for (name,) in cursor.fetchall():
                storage.delete(name)
        cursor.execute(f"DELETE FROM {table.name} WHERE {where}", params)
        count = cursor.rowcount
    job.done += count
    job.counts = {**job.counts, table.name: job.counts.get(table.name, 0) + count}


def _finish(job: Job) -> None:
    """Take what is left and the audience itself, and write down that it is gone."""
    # Waits for whoever has just written a row of this audience.
    audience = Audience.objects.select_for_update().get(pk=job.audience_id)
    job.cursor = {"after": None}
    for table in [*tables(), _table(Job)]:
        _delete_rows(job, table, None)
    Audience.objects.filter(pk=audience.pk).delete()
    AuditEntry.objects.record(
        audience.account,
        "audience.deleted",
        audience.name,
        actor=job.owner,
        ip=job.params["ip"],
        with_key=job.params.get("with_key", ""),
        audience=audience.pk,
        rows={name: n for name, n in job.counts.items() if n},
        suppressions_kept=job.params["keep"],
    )
