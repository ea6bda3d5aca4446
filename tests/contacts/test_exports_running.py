"""How an export gets on: in slices, killed, canceled, while people change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEntry, User
from audiences import jobs
from audiences.models import Audience, Job
from contacts.causes import Cause
from contacts.exports import running
from contacts.models import Field
from tests.contacts.exporting import csv_of, export, order, sheets_of, start, zip_of
from tests.factories import ContactFactory, TagFactory


def people(audience: Audience, n: int, **more: object) -> list[int]:
    return [
        ContactFactory.create(audience=audience, email=f"p{place:03}@x.com", **more).pk
        for place in range(n)
    ]


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "exports").iterdir()}


@pytest.mark.parametrize("format", ["csv", "zip", "xlsx"])
def test_slices_add_up_to_everybody_once(
    audience: Audience, alice: User, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 3)
    people(audience, 10)

    job = export(audience, alice, order(format, "email"))

    read: Any = {"csv": csv_of, "zip": zip_of, "xlsx": sheets_of}[format](job)
    rows: list[Any] = next(iter(read.values())) if isinstance(read, dict) else read
    assert [row[0] for row in rows[1:]] == [f"p{n:03}@x.com" for n in range(10)]
    assert job.counts["rows"] == job.total == 10


def test_a_sheet_that_is_full_goes_on_in_another(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SHEET_ROWS", 4)
    monkeypatch.setattr(running, "SLICE", 5)
    people(audience, 8)

    sheets = sheets_of(export(audience, alice, order("xlsx", "email")))

    assert {name: len(rows) for name, rows in sheets.items()} == {
        "Contacts": 4,
        "Contacts 2": 4,
        "Contacts 3": 3,
    }
    assert sheets["Contacts 3"][-1] == ("p007@x.com",)


@pytest.mark.parametrize("format", ["csv", "zip", "xlsx"])
def test_an_export_of_people_who_went_meanwhile_has_its_titles(
    audience: Audience, alice: User, format: str
) -> None:
    people(audience, 1)
    job = start(audience, alice, order(format, "email"))
    audience.contacts.archive(Cause(audience, "staff"))

    job = jobs.run(job)

    read: Any = {"csv": csv_of, "zip": zip_of, "xlsx": sheets_of}[format](job)
    rows = next(iter(read.values())) if isinstance(read, dict) else read
    assert [list(row) for row in rows] == [["Email address"]]


def test_a_status_that_changes_on_the_way_doubles_nobody(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 2)
    people(audience, 4)
    job = start(audience, alice, order("zip", "email"))
    jobs.work(job, 0)

    audience.contacts.unsubscribe(Cause(audience, "staff"))
    ContactFactory.create(audience=audience, email="late@x.com")
    job = jobs.run(job)

    assert zip_of(job) == {
        "subscribed.csv": [["Email address"], ["p000@x.com"], ["p001@x.com"]],
        "unsubscribed.csv": [["Email address"], ["p002@x.com"], ["p003@x.com"]],
    }


def test_a_field_that_is_deleted_on_the_way_leaves_its_column(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 1)
    field = Field.objects.create(audience=audience, type="text", label="City", tag="X")
    for place in ("Oslo", "Bergen"):
        ContactFactory.create(audience=audience, fields={field.key: place})
    job = start(audience, alice, order("csv", field.key))
    jobs.work(job, 0)

    field.deleted_at = timezone.now()
    field.save()

    assert csv_of(jobs.run(job)) == [["City"], ["Oslo"], [""]]


def test_a_slice_that_is_lost_is_done_again_whole(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The piece is written, its transaction is not: as when a worker is killed."""
    monkeypatch.setattr(running, "SLICE", 2)
    people(audience, 6)
    job = start(audience, alice, order("zip", "email"))
    for _slice in range(2):
        with transaction.atomic():
            jobs.work(job, 0)
            transaction.set_rollback(True)
        jobs.work(job, 0)

    (rows,) = zip_of(jobs.run(job)).values()

    assert [row[0] for row in rows[1:]] == [f"p{n:03}@x.com" for n in range(6)]


def test_the_pieces_go_when_the_whole_is_there(
    audience: Audience,
    alice: User,
    own_files: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    people(audience, 2)

    with django_capture_on_commit_callbacks(execute=True):
        job = export(audience, alice, order("zip", "email"))

    assert not audience.exportparts.exists()
    assert files(own_files) == {str(job.result.name).partition("/")[2]}


def test_canceling_drops_the_pieces(
    audience: Audience,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    own_files: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(running, "SLICE", 2)
    people(audience, 6)
    job = start(audience, alice, order("zip", "email"))
    jobs.work(job, 0)
    assert audience.exportparts.count() == 1

    jobs.cancel(job)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.run(job)

    assert (job.state, job.result.name) == ("canceled", "")
    assert not audience.exportparts.exists()
    assert files(own_files) == set()


@pytest.mark.parametrize("n", [1, 3])
def test_a_slice_asks_the_same_however_many_it_reads(
    audience: Audience,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tag = TagFactory.create(audience=audience)
    people(audience, n, tag_ids=[tag.pk])
    job = start(audience, alice, order("csv"))

    with django_assert_num_queries(20):
        jobs.work(job, 0)


def test_an_order_that_comes_twice_is_one_export(
    audience: Audience, alice: User
) -> None:
    people(audience, 1)

    first = start(audience, alice, order(), once="x")
    again = start(audience, alice, order(), once="x")
    other = start(audience, alice, order(), once="y")

    assert first == again != other
    ordered = AuditEntry.objects.filter(verb="export.ordered")
    assert [entry.details["job"] for entry in ordered.order_by("pk")] == [
        first.pk,
        other.pk,
    ]


def test_an_export_runs_twice_with_one_effect(audience: Audience, alice: User) -> None:
    people(audience, 2)
    job = export(audience, alice, order("csv", "email"))
    name = job.result.name

    again = jobs.run(job)

    assert again.result.name == name
    assert Job.objects.filter(audience=audience).count() == 1
