from __future__ import annotations

import io
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_q.models import OrmQ
from openpyxl import Workbook

from audiences import jobs
from audiences.models import Audience
from audiences.models.jobs import private_storage
from contacts import uploading
from contacts.imports import arrivals, preparing, running
from contacts.imports.reading import FileRefused
from contacts.models import Import
from tests.contacts.import_pages import PART, url
from tests.contacts.importing import everything, numbers, refusals
from tests.contacts.workbooks import saved, workbook_of, zip_of

PEOPLE = [
    ["email", "First name", "City"],
    ["a@example.com", "Ann", "Oslo"],
    ["nobody", "Bo", "Rome"],
]


def receive(audience: Audience, data: bytes, sheet: str = "") -> Import:
    file = io.BytesIO(data)
    return arrivals.receive(audience, file, "people.xlsx", owner=None, part=sheet)


def rows_of(run: Import) -> str:
    with run.file.open("rb") as file:
        return str(file.read(), "utf-8")


def upload(client: Client, audience: Audience, data: bytes) -> Any:
    file = SimpleUploadedFile("people.xlsx", data)
    return client.post(url("create", audience), {"file": file})


def stored() -> set[Path]:
    return set(Path(private_storage().path("imports")).glob("*"))


def test_a_workbook_comes_in_like_a_text_file(audience: Audience) -> None:
    run = receive(audience, workbook_of(*PEOPLE))

    job = jobs.run(running.start(run))

    assert (run.kind, run.sheet) == ("sheet", "Sheet")
    assert running.report(job) == numbers(2, 1, 0, 0, 1, 0)
    assert everything(audience)["people"]["a@example.com"]["fields"] == {"City": "Oslo"}
    assert refusals(audience) == [(3, "email_no_at")]


def test_cells_are_written_as_the_sheet_means_them(audience: Audience) -> None:
    run = receive(
        audience,
        workbook_of(
            ["email", "a", "b", "c", "d", "e", "f"],
            ["a@example.com", 0.1 + 0.2, 32470123456, 1.5, -2.0, True, 1e20],
            [
                *("b@example.com", date(2024, 2, 29), datetime(2024, 2, 29, 13, 5)),  # noqa: DTZ001
                *(time(9, 30), timedelta(hours=30), "=1+1", "two\nlines, one"),
            ],
        ),
    )

    assert rows_of(run).splitlines()[1] == (
        "a@example.com,0.3,32470123456,1.5,-2,TRUE,1e+20"
    )
    assert rows_of(run).split("\n")[2] == (
        "b@example.com,2024-02-29,2024-02-29 13:05:00,09:30:00,30:00:00,,"
        '"two\u2028lines, one"'
    )


def test_lines_of_the_report_are_rows_of_the_sheet(audience: Audience) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet["B3"], sheet["C3"] = "email", "Note"
    sheet["B5"], sheet["C5"] = "a@example.com", "one\ntwo\nthree"
    sheet["B6"] = "nobody"
    sheet.merge_cells("B8:C9")
    sheet["B8"] = "someone"

    jobs.run(running.start(receive(audience, saved(book))))

    assert refusals(audience) == [(6, "email_no_at"), (8, "email_no_at")]
    assert list(everything(audience)["people"]) == ["a@example.com"]


def test_of_several_sheets_one_is_chosen(as_alice: Client, audience: Audience) -> None:
    upload(as_alice, audience, workbook_of(["nothing"], Customers=PEOPLE))
    run = audience.imports.get()
    assert not run.file
    assert as_alice.get(url("map", run)).headers["Location"] == url("sheet", run)
    page = as_alice.get(url("sheet", run)).content.decode()
    assert "Which sheet holds the people?" in page
    assert as_alice.post(url("sheet", run), {"sheet": "None"}).status_code == 422

    as_alice.post(url("sheet", run), {"sheet": "Customers"})

    run.refresh_from_db()
    assert rows_of(run).startswith("email,First name,City\n")
    assert as_alice.get(url("sheet", run)).headers["Location"] == url("map", run)
    watched = as_alice.get(url("sheet", run), headers=PART)
    assert watched.headers["HX-Refresh"] == "true"


def test_a_sheet_without_rows_says_so_and_another_may_be_chosen(
    as_alice: Client, audience: Audience
) -> None:
    upload(as_alice, audience, workbook_of(*PEOPLE, Empty=[]))
    run = audience.imports.get()

    as_alice.post(url("sheet", run), {"sheet": "Empty"})
    page = as_alice.get(url("sheet", run)).content.decode()
    as_alice.post(url("sheet", run), {"sheet": "Sheet"})

    assert "This sheet is empty." in page
    run.refresh_from_db()
    assert rows_of(run).startswith("email")


def test_a_hidden_sheet_is_not_offered(audience: Audience) -> None:
    book = Workbook()
    assert book.active
    for row in PEOPLE:
        book.active.append(row)
    book.create_sheet("Secret").sheet_state = "hidden"

    assert receive(audience, saved(book)).parts == ["Sheet"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zip_of({"xl/workbook.xml": "<no"}), "The file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "The file is damaged"),
        (workbook_of(), "This sheet is empty."),
        (workbook_of(["email"]), "The file holds titles but no rows below them."),
        (zip_of({"xl/workbook.xml": bytes(64 << 20)}), "The file unpacks to far more"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a PNG file, whatever its name"),
    ],
)
def test_a_bad_workbook_is_refused_at_the_field_and_not_kept(
    as_alice: Client, audience: Audience, data: bytes, sentence: str
) -> None:
    response = upload(as_alice, audience, data)

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not audience.imports.exists()


def test_a_sheet_that_needs_too_much_memory_is_refused(audience: Audience) -> None:
    """Two cells in opposite corners make a sheet of seventeen billion."""
    book = Workbook()
    assert book.active
    book.active["A1"] = "email"
    book.active["XFD1048576"] = "a@example.com"

    with pytest.raises(FileRefused, match="too much in this file"):
        receive(audience, saved(book))


@pytest.mark.parametrize(
    ("signal", "sentence"),
    [
        ("KILL", "The reading of the file was cut off. Choose it again."),
        ("TERM", "The reading of the file was cut off. Choose it again."),
        ("XCPU", "Reading the file took too long."),
        ("ABRT", "There is too much in this file"),
    ],
)
def test_a_reader_that_is_ended_is_told_at_the_field_and_leaves_no_file(
    as_alice: Client,
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    signal: str,
    sentence: str,
) -> None:
    ending = tmp_path / "python"
    ending.write_text(f"#!/bin/sh\nkill -{signal} $$\n")
    ending.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(ending))
    before = stored()

    response = upload(as_alice, audience, workbook_of(*PEOPLE))

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not audience.imports.exists()
    assert stored() == before


def test_a_large_workbook_is_read_by_the_queue(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 0)
    upload(as_alice, audience, workbook_of(*PEOPLE))
    run = audience.imports.get()
    (queued,) = OrmQ.objects.all()
    assert queued.task["args"] == (audience.pk, run.preparation_id)
    page = as_alice.get(url("sheet", run)).content.decode()
    assert "Reading the file" in page
    assert 'hx-trigger="every 1s"' in page

    for _twice in range(2):
        jobs.run(audience.jobs.get())

    run.refresh_from_db()
    assert rows_of(run).startswith("email")


def test_reading_begins_anew_after_a_kill(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 0)
    run = receive(audience, workbook_of(*PEOPLE))
    job = audience.jobs.get()
    storing = uploading.store_rows

    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uploading, "store_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.work(job, None)
    monkeypatch.setattr(uploading, "store_rows", storing)

    assert jobs.run(job).state == "finished"
    run.refresh_from_db()
    assert rows_of(run).startswith("email")
