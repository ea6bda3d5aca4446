from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from audiences import jobs
from audiences.models import Audience
from contacts.imports import arrivals, running
from contacts.imports.headings import without_heading
from contacts.imports.reading import Dialect
from tests.contacts.importing import bring, everything, numbers, refusals
from tests.contacts.workbooks import saved


def test_a_sheet_may_have_a_heading_of_merged_cells(audience: Audience) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet["A1"] = "Our customers in 2026"
    sheet.merge_cells("A1:C1")
    for row in (
        ["Email", "First name", "City"],
        ["a@example.com", "Ann", "=UPPER(B3)"],
        ["nobody", "Bo", ""],
    ):
        sheet.append(row)

    file = io.BytesIO(saved(book))
    run = arrivals.receive(audience, file, "people.xlsx", owner=None, part="")
    job = jobs.run(running.start(run))

    assert running.report(job) == numbers(2, 1, 0, 0, 1, 0)
    assert everything(audience)["people"]["a@example.com"]["first_name"] == "Ann"
    assert refusals(audience) == [(4, "email_no_at")]


def test_lines_above_the_titles_are_left_out_and_counted(audience: Audience) -> None:
    text = "Customers\n\nMade on Monday\nEmail;First name\na@example.com;Ann\nno;Bo\n"

    assert bring(audience, text) == numbers(2, 1, 0, 0, 1, 0)

    assert everything(audience)["people"]["a@example.com"]["first_name"] == "Ann"
    assert refusals(audience) == [(6, "email_no_at")]


@pytest.mark.parametrize(
    "text",
    [
        "Email\na@example.com\n",
        "Email\na@example.com,Ann\n",
        "Email,First name\na@example.com,Ann\n",
        "a@example.com\nb@example.com,Bo\n",
        "Customers\nEmail,First name\n",
        "Customers\na@example.com,Ann\nb@example.com,Bo\n",
        "one\n" * 12 + "Email,First name\na@example.com,Ann\n",
    ],
)
def test_what_is_no_heading_stays(text: str) -> None:
    file = io.BytesIO(text.encode())

    assert without_heading(file, Dialect("utf-8", ",")) is file
