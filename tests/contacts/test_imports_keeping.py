from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from audiences import jobs
from audiences.models import Audience
from audiences.models.jobs import private_storage
from contacts.imports import keeping, running
from contacts.models import Import
from contacts.tasks import (
    expire_import_files,
    forget_refused_rows,
    sweep_import_files,
)
from tests.contacts.import_pages import PEOPLE, url
from tests.contacts.importing import take


def age(run: Import, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    run.audience.imports.filter(pk=run.pk).update(created_at=at)
    run.audience.jobs.filter(pk=run.job_id or 0).update(finished_at=at)


@pytest.mark.parametrize("started", [True, False])
def test_files_go_some_time_after_the_end(
    as_alice: Client, audience: Audience, *, started: bool
) -> None:
    old, recent = take(audience, PEOPLE), take(audience, PEOPLE)
    if started:
        jobs.run(running.start(old))
    names = [str(run.file.name) for run in (old, recent)]
    age(old, settings.IMPORT_FILE_DAYS + 1)
    age(recent, settings.IMPORT_FILE_DAYS - 1)

    assert (expire_import_files(), expire_import_files()) == (1, 0)

    assert [private_storage().exists(name) for name in names] == [False, True]
    page = as_alice.get(url("detail", old))
    assert page.status_code == (200 if started else 404)


def test_an_import_that_runs_keeps_its_file(audience: Audience) -> None:
    run = take(audience, PEOPLE)
    running.start(run)
    age(run, 99)
    audience.jobs.update(finished_at=None)

    assert expire_import_files() == 0
    assert jobs.run(audience.jobs.get()).state == "finished"


def test_files_that_killed_work_left_are_swept_a_day_later(audience: Audience) -> None:
    sweep_import_files()
    storage = private_storage()
    kept = take(audience, PEOPLE)
    kept.original.save("contacts.xlsx", ContentFile(b"rows"))
    old, new = (
        storage.save("imports/contacts.csv", ContentFile(b"rows")) for _twice in "on"
    )
    long_ago = time.time() - 2 * 24 * 3600
    for name in (kept.file.name, kept.original.name, old):
        os.utime(storage.path(str(name)), (long_ago, long_ago))

    assert (sweep_import_files(), sweep_import_files()) == (1, 0)

    names = [str(kept.file.name), str(kept.original.name), old, new]
    assert [storage.exists(name) for name in names] == [True, True, False, True]


BAD = "email\nanna@example.com\nnobody\nnowhere\nnothing\n"


def test_refused_rows_go_long_after_the_end_and_the_report_stays(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SLICE", 2)
    old, recent = take(audience, BAD), take(audience, BAD)
    for run in (old, recent):
        jobs.run(running.start(run))
        run.refresh_from_db()
    age(old, settings.JOB_DAYS + 1)
    age(recent, settings.JOB_DAYS - 1)

    assert (forget_refused_rows(), forget_refused_rows()) == (3, 0)

    left = audience.importrefusals.values_list("import_run_id", flat=True)
    assert set(left) == {recent.pk}
    page = as_alice.get(url("detail", old)).text
    assert "3 rows were refused" in page
    assert "What they said is not kept any more" in page
    assert "All of them as CSV" not in page
    assert "All of them as CSV" in as_alice.get(url("detail", recent)).text
    history = as_alice.get(url("list", audience)).text
    assert f"/imports/{recent.pk}/refused/" in history
    assert f"/imports/{old.pk}/refused/" not in history


def test_an_import_that_runs_keeps_its_refused_rows(audience: Audience) -> None:
    run = take(audience, BAD)
    jobs.run(running.start(run))
    run.refresh_from_db()
    age(run, 999)
    audience.jobs.update(finished_at=None)

    assert forget_refused_rows() == 0
    assert audience.importrefusals.count() == 3
