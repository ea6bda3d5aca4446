"""Past events that come as a workbook."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audiences import jobs
from audiences.models import Audience, Job
from contacts.imports import preparing
from contacts.imports.reading import FileRefused
from contacts.models import PastImport
from contacts.past import intake
from tests.contacts.bygone import check, day, go, logged, numbers
from tests.contacts.import_pages import PART
from tests.contacts.workbooks import workbook_of, zip_of
from tests.factories import ContactFactory

TITLES = ["Email", "Ordered at", "Coffee"]


def orders() -> list[list[Any]]:
    return [
        TITLES,
        ["a@x.com", day(3), "Kiambu"],
        ["nobody", day(3), "Kiambu"],
    ]


def take(audience: Audience, data: bytes, **more: Any) -> PastImport:
    return intake.take(audience, io.BytesIO(data), "bought.xlsx", owner=None, **more)


def test_a_workbook_is_read_like_a_text_file(audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    run = take(audience, workbook_of(*orders()))

    told = check(run)
    go(run)

    assert (run.sheet, run.name) == ("Sheet", "bought")
    assert told == numbers(2, 1, 0, 1, 0)
    assert logged(audience) == [("bought", {"coffee": "Kiambu"})]


def test_of_several_sheets_one_is_chosen(as_alice: Client, audience: Audience) -> None:
    book = workbook_of(["nothing"], Orders=orders())
    create = reverse("contacts:pastimport_create", args=[audience.pk])

    answer = as_alice.post(create, {"file": SimpleUploadedFile("b.xlsx", book)})
    (run,) = audience.pastimports.all()
    page = as_alice.get(answer.headers["Location"], follow=True)
    wrong = as_alice.post(run.url("sheet"), {"sheet": "None"})
    mapped = as_alice.post(run.url("sheet"), {"sheet": "Orders"}, follow=True)

    assert "Which sheet holds the events?" in page.text
    assert wrong.status_code == 422
    assert "The first rows become" in mapped.text
    assert '<input type="hidden" name="delimiter" value=","' in mapped.text
    assert as_alice.get(run.url("sheet")).headers["Location"] == run.url("map")
    watched = as_alice.get(run.url("sheet"), headers=PART)
    assert watched.headers["HX-Refresh"] == "true"


def test_a_large_sheet_is_read_by_a_job_that_is_watched(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 0)
    run = take(audience, workbook_of(*orders()))

    waiting = as_alice.get(run.url("detail"), follow=True)
    listed = as_alice.get(reverse("audiences:job_list", args=[audience.pk]))
    jobs.run(audience.jobs.get())
    ready = as_alice.get(run.url("detail"), follow=True)

    assert "Reading the file" in waiting.text
    assert run.url("detail") in listed.text
    assert "The first rows become" in ready.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zip_of({"a.csv": "email,time\n"}), "choose the file of events in it."),
        (zip_of({"a.jpg": b"x"}), "There is neither a sheet nor a list in this file."),
        (workbook_of(["Email", "Time"]), "titles but no rows"),
    ],
)
def test_what_holds_no_events_is_refused_and_not_kept(
    audience: Audience, data: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        take(audience, data)

    assert not audience.pastimports.exists()


def test_a_sheet_is_named_where_nobody_can_be_asked(audience: Audience) -> None:
    run = take(audience, workbook_of(["nothing"], Orders=orders()), part="Orders")

    preparing.finish(run)

    assert [column["title"] for column in run.columns] == TITLES


def test_the_sheets_are_told_where_none_was_named(audience: Audience) -> None:
    run = take(audience, workbook_of(["nothing"], Orders=orders()))

    with pytest.raises(FileRefused, match="--sheet: Sheet, Orders"):
        preparing.finish(run)


def test_a_workbook_that_is_discarded_leaves_nothing(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, workbook_of(["nothing"], Orders=orders()))
    stored = Path(run.original.path)
    assert stored.exists()

    as_alice.post(run.url("discard"))

    assert not stored.exists()
    assert not audience.pastimports.exists()
    assert not Job.objects.filter(audience=audience).exists()
