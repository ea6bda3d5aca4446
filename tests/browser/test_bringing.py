"""Workbooks and the export of another service come in, each through to its end."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.contacts.workbooks import workbook_of, zip_of

PEOPLE: list[list[Any]] = [
    ["Email", "First name", "Spent", "Last visit"],
    ["ann@example.com", "Ann", "1.234,50", date(2026, 11, 3)],
    ["bo@example.com", "Bo", "2,345", date(2026, 10, 1)],
    ["nobody", "No", "1", None],
]
ARCHIVE = {
    "subscribed_members_export_1a2b.csv": "Email Address,First Name\n"
    "ann@example.com,Ann\nbo@example.com,Bo\n",
    "unsubscribed_members_export_1a2b.csv": "Email Address\nbo@example.com\n",
    "cleaned_members_export_1a2b.csv": "Email Address\ndead@example.com\n",
}


def choose(page: Page, house: House, name: str, content: bytes) -> None:
    page.goto(reverse("contacts:import_create", args=[house.audience.pk]))
    file = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def people_of(house: House) -> dict[str, str]:
    people = house.audience.contacts.exclude(email__startswith="person")
    return dict(people.values_list("email", "status"))


def test_a_sheet_of_a_workbook_comes_in_and_is_undone_by_pointer(
    page: Page, house: House, town: Database, worker: None
) -> None:
    choose(page, house, "people.xlsx", workbook_of(["Notes"], People=PEOPLE))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("radio", name="People").check()
    page.get_by_role("button", name="Read this part").click()
    expect(page.get_by_role("combobox", name="Spent")).to_have_value("new")
    page.get_by_role("radio", name="They are customers who agreed").check()
    page.get_by_role("button", name=re.compile("^Check ")).click()

    expect(page.get_by_text("“2,345” is read as 2.345")).to_be_visible()
    expect(page.get_by_role("heading", name="1 row was refused")).to_be_visible()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="2 people are new here")).to_be_visible()
    expect(page.get_by_text("“2,345” is read as 2.345")).to_be_visible()
    with town.opened():
        spent, visit = house.audience.fields.filter(label__in=["Spent", "Last visit"])
        bo = house.audience.contacts.get(email="bo@example.com")
        assert bo.fields == {spent.key: 2.345, visit.key: "2026-10-01"}

    page.get_by_role("link", name="Undo the import").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.get_by_role("link", name="Undo the import")).to_have_count(0)
    with town.opened():
        assert people_of(house) == {}


def test_the_export_of_another_service_comes_in_by_keyboard(
    page: Page, house: House, town: Database, worker: None
) -> None:
    choose(page, house, "export.zip", zip_of(ARCHIVE))
    press(page, "Control+Enter")
    expect(page.get_by_role("heading", name="Lists")).to_be_visible()
    tab_to(page.get_by_role("radio", name="They signed up on a form of ours"))
    press(page, "Space", "ArrowDown", "ArrowDown")
    expect(
        page.get_by_role("radio", name="They opted in at the service")
    ).to_be_checked()
    press(page, "Control+Enter")
    expect(page.get_by_text("New people by status")).to_be_visible()
    expect(page.get_by_role("button", name="Import now")).to_be_visible()
    press(page, "Control+Enter")

    expect(page.get_by_role("heading", name="3 people are new here")).to_be_visible()
    with town.opened():
        assert people_of(house) == {
            "ann@example.com": "subscribed",
            "bo@example.com": "unsubscribed",  # an opt-out in one list counts
            "dead@example.com": "cleaned",
        }
    tab_to(page.get_by_role("link", name="Everyone who came in by it"))
    press(page, "Enter")
    expect(page.get_by_role("link", name="All 3")).to_be_visible()
