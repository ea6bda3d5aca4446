"""Imports of long ago: their reports stand, the files are gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Job
from contacts.imports import mapping, running
from contacts.models import Import, ImportRefusal, Source

TITLES = ("Email", "First name", "Last name", "Phone")
DUPLICATES = 7
REFUSED = (
    ("email_no_at", "kari.nordmann.example"),
    ("email_two_ats", "post@@hjemme.example"),
    ("email_space", "ola nordmann@epost.example"),
    ("email_no_dot", "test@test"),
)


def imported(
    audience: Audience,
    filename: str,
    at: datetime,
    people: int,
    *,
    by: User,
    tags: list[int],
    permission: Import.Permission,
) -> Import:
    """Record an import that took so many people in."""
    fields = list(audience.fields.present())
    run = Import.objects.create(
        audience=audience,
        filename=filename,
        size=people * 61,
        encoding="utf-8",
        delimiter=",",
        mapping=[column.to_dict() for column in mapping.suggest(TITLES, [], fields)],
        tag_ids=tags,
        permission=permission,
        owner=by,
    )
    audience.imports.filter(pk=run.pk).update(
        job=_job(run, at, people, by), created_at=at - timedelta(minutes=6)
    )
    _refuse(run, people)
    return run


def source_of(run: Import) -> Source:
    return Source.objects.create(
        audience=run.audience,
        kind=Source.Kind.IMPORT,
        object_id=run.pk,
        label=run.filename,
    )


def _job(run: Import, at: datetime, people: int, by: User) -> Job:
    job = jobs.start(
        run.audience,
        running.KIND,
        f"Import of {run.filename}",
        owner=by,
        total=1000,
        **{"import": run.pk},
    )
    finished = at + timedelta(seconds=3)
    run.audience.jobs.filter(pk=job.pk).update(
        state=Job.State.FINISHED,
        counts={
            "rows": people + DUPLICATES + len(REFUSED),
            "created": people,
            "updated": 0,
            "unchanged": 0,
            "refused": len(REFUSED),
            "duplicates": DUPLICATES,
        },
        done=1000,
        created_at=at,
        started_at=at,
        heartbeat_at=finished,
        finished_at=finished,
    )
    return job


def _refuse(run: Import, people: int) -> None:
    apart = people // (len(REFUSED) + 1)
    ImportRefusal.objects.bulk_create(
        ImportRefusal(
            audience_id=run.audience_id,
            import_run=run,
            line=2 + apart * place,
            reason=reason,
            column=TITLES[0],
            value=value,
            row=[value, "", "", ""],
        )
        for place, (reason, value) in enumerate(REFUSED, start=1)
    )
