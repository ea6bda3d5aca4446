"""An import as a job: stage the file, write bucket by bucket, tidy up.

The stored file is the truth. The staging table is a cache: when a crash of the database
empties it, the file is staged again, into the same buckets, and writing goes on at the
bucket where it stood.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.utils.translation import gettext as _

from audiences import jobs, parts
from audiences.models import Counter, Job
from contacts.causes import Cause
from contacts.imports import (
    decimals,
    groups,
    lanes,
    mapping,
    reading,
    rehearsing,
    staging,
    tallies,
    writing,
)
from contacts.imports.decimals import Looked
from contacts.imports.extras import GROUPS, NEW_GROUPS
from contacts.imports.mapping import Column
from contacts.imports.staging import Stage, Stager
from contacts.imports.writing import Outcome
from contacts.models import Field, Import, Source

KIND = "contacts.import"
BUCKET_ROWS = 5_500  # at most, and half of it at least
ANALYZED_AFTER = {16, 128}  # buckets; an audience may be new and soon large
ASKED_FOR = "audience_id, email, status, country, language, created_at, tag_ids"
PER_MILLE = 1000
READING_SHARE = 250  # of the thousand parts of progress
MAX_REFUSED = 1_000_000  # rows, where these are most of the file


def start(run: Import) -> Job:
    """Make the job of an import whose mapping is settled; the caller runs it."""
    if not run.dry_run:
        _make_new_fields(run)
    job = jobs.start(
        run.audience,
        KIND,
        _("Import of %s") % run.filename,
        owner=run.owner,
        total=PER_MILLE,
        **{"import": run.pk},
    )
    run.job = job
    run.save(update_fields=["job", "mapping"])
    return job


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    run = _run_of(job)
    if run is None:  # discarded
        return False
    if job.params.get("rehearsal"):
        rehearsing.pretend(run)
    cursor = job.cursor or {
        "phase": "look" if decimals.are_open(run) else "stage",
        "bucket": 0,
        "buckets": _buckets(run),
    }
    stage = Stage(**cursor.get("stage", {}))
    if cursor["phase"] != "finish" and not stage.is_intact(run):
        stage = Stage()
        cursor = {**cursor, "phase": "stage"}
    try:
        more = PHASES[cursor["phase"]](job, run, cursor, stage)
    except reading.FileRefused as refused:
        raise jobs.JobError(str(refused)) from None
    job.cursor = {**cursor, "stage": asdict(stage)}
    return more


def _look(job: Job, run: Import, cursor: dict[str, Any], stage: Stage) -> bool:
    looked = Looked(**cursor.pop("look", {}))
    if decimals.look_on(run, looked):
        cursor["look"] = asdict(looked)
    else:
        decimals.settle(run, looked)
        cursor["phase"] = "stage"
    return True


def _stage(job: Job, run: Import, cursor: dict[str, Any], stage: Stage) -> bool:
    if not stage.rows:
        staging.clear(run)
        run.audience.importrefusals.filter(import_run=run).delete()
    columns = [Column(**column) for column in run.mapping]
    stager = Stager(run, columns, _fields(run, columns), cursor["buckets"], stage)
    with run.file.open("rb") as file:
        more = stager.stage_more(file, stage)
    if stage.refused > max(MAX_REFUSED, stage.staged):
        raise jobs.JobError(
            _(
                "Nothing was imported: of the first %(rows)s rows, %(refused)s cannot "
                "be taken. See below why, and choose a file that fits."
            )
            % {"rows": intcomma(stage.rows), "refused": intcomma(stage.refused)}
        )
    job.counts = {**job.counts, "rows": stage.rows, "refused": stage.refused}
    if not more:
        cursor["phase"] = "write"
        _source(run)  # there for every bucket, whatever connection writes it
    share = stage.offset * READING_SHARE // max(run.size, 1)
    job.done = max(job.done, min(share, READING_SHARE))
    return True


def _write(job: Job, run: Import, cursor: dict[str, Any], stage: Stage) -> bool:
    if cursor["bucket"] < cursor["buckets"]:
        following = min(cursor["bucket"] + lanes.LANES, cursor["buckets"])
        buckets = range(cursor["bucket"], following)
        for outcome in _look_or_write(job, run, buckets, cursor["buckets"]):
            tallies.add(job, outcome)
        cursor["bucket"] = following
        if not run.dry_run and not ANALYZED_AFTER.isdisjoint(buckets):
            _analyze()
    share = cursor["bucket"] / cursor["buckets"]
    job.done = READING_SHARE + int((PER_MILLE - READING_SHARE) * share)
    if cursor["bucket"] == cursor["buckets"]:
        cursor["phase"] = "finish"
    return True


def _look_or_write(job: Job, run: Import, buckets: range, of: int) -> list[Outcome]:
    """What some of so many buckets did, or would do."""
    do = writing.look if run.dry_run else writing.write
    cause = _cause(job, run)
    if not run.dry_run:
        Counter.objects.hold_adding(run.audience, parts.parts_in(buckets, of))
    return lanes.each(lambda bucket: do(run, cause, bucket), buckets)


def _finish(job: Job, run: Import, cursor: dict[str, Any], stage: Stage) -> bool:
    _clear(run)
    written = sum(job.counts[name] for name in ("created", "updated", "unchanged"))
    job.counts["duplicates"] = stage.staged - written
    if not run.dry_run:
        # What the planner knows of the table, the server itself refreshes in a minute.
        with connection.cursor() as db:
            db.execute("SELECT gin_clean_pending_list('contacts_contact_search')")
    return False


def _clear(run: Import) -> None:
    """Drop what only an import under way needs."""
    staging.clear(run)
    run.audience.importbuckets.filter(import_run=run).delete()


def _analyze() -> None:
    """Tell the planner how large the audience has become, by what queries ask for.

    Unless somebody is at it: waiting for who makes an index could wait forever.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE (SKIP_LOCKED) contacts_contact ({ASKED_FOR})")


jobs.rest_of(KIND)(lanes.close)


@jobs.sweep_of(KIND)
def sweep(job: Job) -> None:
    """Drop what an import that goes no further has staged."""
    if run := _run_of(job):
        _clear(run)


def _run_of(job: Job) -> Import | None:
    runs = job.audience.imports.select_related("owner")
    run: Import | None = runs.filter(pk=job.params[Import.PARAM]).first()
    return run


PHASES = {"look": _look, "stage": _stage, "write": _write, "finish": _finish}


def report(job: Job) -> dict[str, int]:
    """Rows of the file, and what became of each: the other numbers add up to `rows`."""
    names = ("rows", "created", "updated", "unchanged", "refused", "duplicates")
    return {name: job.counts.get(name, 0) for name in names}


def notes(run: Import) -> list[str]:
    """What else the report says: columns left out or unclear, and fields made."""
    said = decimals.notes(run)
    for column in run.mapping:
        if column["note"]:
            said.append(
                _("Column “%(title)s” was left out: %(why)s")
                % {"title": column["title"], "why": column["note"]}
            )
        elif column["label"] and column["target"] in {*(GROUPS, NEW_GROUPS)}:
            became = _("Column “%(title)s” became a new category of groups.")
            becomes = _("Column “%(title)s” becomes a new category of groups.")
            said.append(
                (became if run.job_id else becomes) % {"title": column["title"]}
            )
        elif column["label"]:
            became = _("Column “%(title)s” became a new field.")
            becomes = _("Column “%(title)s” becomes a new field.")
            said.append(
                (became if run.job_id else becomes) % {"title": column["title"]}
            )
    return said


def _buckets(run: Import) -> int:
    """As many as hold some thousand rows each, by the length of the first ones.

    A number that cuts no part of the audience in two, and that lanes share evenly.
    """
    with run.file.open("rb") as file:
        head = file.read(1 << 20)
    rows: float = max(head.count(b"\n"), 1) * max(run.size, 1) / max(len(head), 1)
    return parts.fitting(math.ceil(rows / BUCKET_ROWS))


def _cause(job: Job, run: Import) -> Cause:
    return Cause(
        audience=run.audience,
        how="import",
        actor=run.owner,
        source=_source(run),
        wording=run.wording,
        at=job.created_at,
    )


def _source(run: Import) -> Source | None:
    """Where people come from now; a dry run brings nobody."""
    if run.dry_run:
        return None
    source, _created = Source.objects.get_or_create(
        audience=run.audience,
        kind=Source.Kind.IMPORT,
        object_id=run.pk,
        defaults={"label": run.filename},
    )
    return source


def _fields(run: Import, columns: list[Column]) -> list[Field]:
    """The audience's fields; in a dry run also stand-ins for those it would make."""
    fields = list(run.audience.fields.present())
    for index, column in enumerate(columns):
        if column.target == mapping.NEW:
            column.target, column.field = mapping.FIELD, -1 - index
            fields.append(Field(pk=-1 - index, type=column.type, label=column.label))
    return fields


def _make_new_fields(run: Import) -> None:
    """Make the fields the mapping asks for, and map their columns to them."""
    columns = [Column(**column) for column in run.mapping]
    wanted = [column for column in columns if column.target == mapping.NEW]
    if len(wanted) > mapping.MAX_NEW_FIELDS:
        raise reading.FileRefused(
            _("An import makes at most %s new fields; skip some of the columns.")
            % mapping.MAX_NEW_FIELDS
        )
    present = run.audience.fields.present()
    taken = set(present.values_list("tag", flat=True))
    position = present.count()
    for column in wanted:
        tag = mapping.new_tag(column.label, taken)
        taken.add(tag)
        made = run.audience.fields.create(
            type=column.type, label=column.label, tag=tag, position=position
        )
        position += 1
        column.target, column.field = mapping.FIELD, made.pk
    groups.make_categories(run.audience, columns)
    run.mapping = [column.to_dict() for column in columns]
