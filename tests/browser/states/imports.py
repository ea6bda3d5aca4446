from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Import
from tests.browser import houses
from tests.browser.states.opening import go, state
from tests.browser.village import Village
from tests.contacts.workbooks import workbook_of, zip_of


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def choose(page: Page, village: Village, content: bytes) -> None:
    go(page, "contacts:import_create", village.house.audience.pk)
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def upload(page: Page, village: Village, content: bytes) -> None:
    choose(page, village, content)
    page.get_by_role("button", name="Continue").click()


@state(owner_of_the_empty_house)
def no_imports(page: Page, village: Village) -> None:
    go(page, "contacts:import_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="Nothing was imported")).to_be_visible()


@state()
def a_chosen_file(page: Page, village: Village) -> None:
    choose(page, village, houses.people_csv(9, 0).encode())
    expect(page.locator("[data-drop-file]")).to_contain_text("people.csv")


@state()
def a_file_that_is_no_list(page: Page, village: Village) -> None:
    upload(page, village, bytes(range(256)) * 20)
    expect(page.locator("#id_file-error")).to_be_visible()


@state()
def columns_with_errors(page: Page, village: Village) -> None:
    upload(page, village, b"Email,Shoe size\nann@example.com,39\n")
    page.get_by_role("combobox", name="Email").select_option("Leave it out")
    page.get_by_label("Its name").locator("visible=true").fill("")
    page.get_by_role("button", name=re.compile("^Check ")).click()
    expect(page.get_by_role("alert")).to_be_visible()


def open_run(page: Page, run: Import) -> None:
    go(page, "contacts:import_detail", run.audience_id, run.pk)


@state()
def an_import_under_way(page: Page, village: Village) -> None:
    open_run(page, village.under_way)
    expect(page.get_by_role("progressbar")).to_be_visible()


@state()
def an_import_that_broke_off(page: Page, village: Village) -> None:
    open_run(page, village.failed)
    expect(page.get_by_text("The disk is full.")).to_be_visible()


@state()
def the_report_of_an_import(page: Page, village: Village) -> None:
    open_run(page, village.finished)
    expect(page.get_by_role("heading", name="60 rows were refused")).to_be_visible()


@state()
def pasted_rows_that_are_none(page: Page, village: Village) -> None:
    go(page, "contacts:import_create", village.house.audience.pk)
    page.get_by_label("Or paste rows").fill("Email,Name")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#id_rows_error")).to_be_visible()


@state()
def a_choice_of_sheets(page: Page, village: Village) -> None:
    go(page, "contacts:import_create", village.house.audience.pk)
    book = workbook_of(["Email"], People=[["Email"], ["ann@example.com"]])
    file = {"name": "people.xlsx", "mimeType": "application/zip", "buffer": book}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Which sheet holds")).to_be_visible()


@state()
def a_check_before_the_import(page: Page, village: Village) -> None:
    upload(page, village, houses.people_csv(9, 60).encode())
    page.get_by_role("radio", name="They signed up on a form of ours").check()
    page.get_by_label("In your words").fill("Summer fair, June 2026")
    page.get_by_role("button", name=re.compile("^Check ")).click()
    expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="60 rows were refused")).to_be_visible()


INTERESTS = (
    "Email,Region,OPTIN_TIME,Taste,Tags\n"
    'ann@example.com,Vestland,2024-05-06 07:08,"Folk, Jazz",fair\n'
    "bo@example.com,Oslo,2023-01-02 03:04,Rock,winter\n"
)


def choose_a_new_category(page: Page, village: Village) -> None:
    upload(page, village, INTERESTS.encode())
    chosen = page.get_by_role("combobox", name="Taste")
    chosen.select_option("A new category of groups")
    expect(page.get_by_label("Its name").locator("visible=true")).to_have_value("Taste")
    expect(page.get_by_label("Type").locator("visible=true")).to_have_count(0)


@state()
def a_column_that_makes_a_category(page: Page, village: Village) -> None:
    choose_a_new_category(page, village)


@state()
def a_check_that_names_what_is_made(page: Page, village: Village) -> None:
    choose_a_new_category(page, village)
    page.get_by_role("button", name=re.compile("^Check ")).click()
    expect(page.get_by_text("Groups of “Taste”")).to_be_visible()


@state()
def an_undo_that_asks(page: Page, village: Village) -> None:
    open_run(page, village.finished)
    page.get_by_role("link", name="Undo the import").click()
    expect(page.get_by_role("dialog")).to_be_visible()


ARCHIVE = zip_of(
    {
        "subscribed_members_export_1a2b.csv": houses.people_csv(900, 12),
        "unsubscribed_members_export_1a2b.csv": "Email,Name\nout@example.com,Ola\n",
        "cleaned_members_export_1a2b.csv": "Email\ndead@example.com\nnobody\n",
        "newsletter.csv": "Email\nnew@example.com\n",
    }
)


def bring_archive(page: Page, village: Village) -> None:
    go(page, "contacts:import_create", village.house.audience.pk)
    file = {"name": "export.zip", "mimeType": "application/zip", "buffer": ARCHIVE}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Lists")).to_be_visible()


@state()
def the_lists_of_an_archive(page: Page, village: Village) -> None:
    bring_archive(page, village)


@state()
def an_archive_without_any_list(page: Page, village: Village) -> None:
    bring_archive(page, village)
    for box in page.locator("#import-lists input[type=checkbox]").all():
        box.uncheck()
    page.get_by_role("button", name=re.compile("^Check ")).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one list.")


@state()
def a_check_of_an_archive(page: Page, village: Village) -> None:
    bring_archive(page, village)
    page.get_by_role("radio", name="They opted in at the service").check()
    page.get_by_role("button", name=re.compile("^Check ")).click()
    expect(page.get_by_text("New people by status")).to_be_visible()
