"""Fields, groups, imports, exports and jobs, each through to its end."""

from __future__ import annotations

import csv
import io
import re
import zipfile

from django.urls import reverse
from playwright.sync_api import Dialog, Download, Page, expect

from audiences import jobs
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to


def go(page: Page, house: House, name: str) -> None:
    page.goto(reverse(name, args=[house.audience.pk]))


def rows_in(download: Download) -> list[dict[str, str]]:
    """The rows of every file in a zip, in whatever file they are."""
    with zipfile.ZipFile(download.path()) as archive:
        texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    return [row for text in texts for row in csv.DictReader(io.StringIO(text))]


def test_a_field_is_made_filled_and_deleted_by_keyboard(
    page: Page, house: House
) -> None:
    go(page, house, "contacts:field_list")
    press(page, "c")
    tab_to(page.get_by_role("textbox", name="Label"))
    press(page, *"Shoe size", "Control+Enter")
    expect(page.locator(".toastx-text")).to_contain_text("Shoe size")

    go(page, house, "contacts:contact_list")
    tab_to(page.get_by_role("link", name="Ingrid Haugen"))
    press(page, "Enter")
    panel = page.get_by_role("dialog", name="Ingrid Haugen")
    tab_to(panel.get_by_role("link", name="change Shoe size"))
    press(page, "Enter")
    expect(panel.get_by_role("textbox", name="Shoe size")).to_be_focused()
    press(page, *"39", "Enter")
    kept = panel.get_by_role("link", name=re.compile("^39.*change Shoe size"))
    expect(kept).to_be_visible()

    go(page, house, "contacts:field_list")
    tab_to(page.get_by_role("button", name="Actions for Shoe size"))
    press(page, "Enter", "ArrowUp", "Enter")
    dialog = page.get_by_role("dialog", name="Delete the field Shoe size")
    expect(dialog).to_contain_text("1 contact has a value in it, which is lost.")
    tag = dialog.locator("code").inner_text()
    press(page, *tag, "Enter")
    expect(page.get_by_role("link", name="Shoe size")).to_have_count(0)


def test_a_field_is_moved_by_its_menu(page: Page, house: House) -> None:
    go(page, house, "contacts:field_list")
    labels = page.locator("#field-list .stretched")
    first, second = labels.all_inner_texts()[:2]

    page.get_by_role("button", name=f"Actions for {second}", exact=True).click()
    page.get_by_role("button", name="Move up").locator("visible=true").click()

    expect(page.locator(".toastx-text")).to_have_text("Order saved")
    page.reload()
    expect(labels.first).to_have_text(second)
    expect(labels.nth(1)).to_have_text(first)


def test_a_question_is_asked_answered_and_made_a_tag(page: Page, house: House) -> None:
    go(page, house, "contacts:group_list")
    page.get_by_role("link", name="New category").first.click()
    dialog = page.get_by_role("dialog", name="New category")
    dialog.get_by_role("textbox", name="Title").fill("How often?")
    dialog.get_by_role("radio", name="Radio buttons").check()
    dialog.get_by_role("textbox", name="Groups").fill("Every letter\nOnce a month")
    dialog.get_by_role("button", name="Make the category").click()
    expect(page.get_by_role("heading", name="How often?")).to_be_visible()

    go(page, house, "contacts:contact_list")
    page.get_by_role("link", name="Ingrid Haugen").click()
    panel = page.get_by_role("dialog", name="Ingrid Haugen")
    panel.get_by_label("How often?").select_option("Every letter")
    expect(panel).to_contain_text("Joined the group “Every letter”")
    panel.get_by_label("How often?").select_option("Once a month")
    expect(panel).to_contain_text("Left the group “Every letter”")

    go(page, house, "contacts:group_list")
    page.get_by_role("link", name="1 contact in the group Once a month").click()
    expect(page.get_by_role("link", name="All 1")).to_be_visible()
    go(page, house, "contacts:group_list")
    page.get_by_role("button", name="Actions for Once a month").click()
    page.get_by_role("button", name="Tag everyone in it").locator(
        "visible=true"
    ).click()
    expect(page.locator(".toastx-text")).to_contain_text("Once a month")


def test_pasted_rows_come_in_by_keyboard_and_go_again(
    page: Page, house: House, worker: None
) -> None:
    go(page, house, "contacts:contact_list")
    press(page, "g", "i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Imports")
    go(page, house, "contacts:import_create")
    tab_to(page.get_by_label("Or paste rows"))
    page.keyboard.insert_text("Email,First name\nann@example.com,Ann\nbad,Bo\n")
    press(page, "Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")
    tab_to(page.get_by_role("radio", name="They signed up on a form of ours"))
    press(page, "Space", "Control+Enter")
    expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 row was refused")).to_be_visible()
    expect(page.get_by_role("button", name="Import now")).to_be_visible()
    press(page, "Control+Enter")

    expect(page.get_by_role("heading", name="1 person is new here")).to_be_visible()
    expect(page.locator(".st-finished")).to_be_visible()
    expect(page.locator(".stepper")).to_have_count(0)
    press(page, "u")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    tab_to(dialog.get_by_role("button", name=re.compile("Undo")))
    press(page, "Enter")
    expect(page.get_by_role("link", name="Undo the import")).to_have_count(0)
    go(page, house, "contacts:contact_list")
    expect(page.get_by_role("link", name="All 13")).to_be_visible()


def test_leaving_what_was_pasted_asks_first(page: Page, house: House) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    go(page, house, "contacts:import_create")
    page.get_by_label("Or paste rows").press_sequentially("ann@example.com")

    page.get_by_role("link", name="Cancel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Newsletter readers")
    assert asked == ["beforeunload"]


def test_leaving_what_was_refused_where_one_types_asks_first(
    page: Page, house: House
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    go(page, house, "contacts:contact_create")
    page.get_by_label("Email address").press_sequentially("ann@example")
    press(page, "Control+Enter")
    expect(page.get_by_label("Email address")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_role("link", name="Cancel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Newsletter readers")
    assert asked == ["beforeunload"]


def test_who_was_searched_is_exported(page: Page, house: House) -> None:
    go(page, house, "contacts:contact_list")
    page.get_by_role("searchbox").fill("haugen")
    expect(page.get_by_role("link", name="All 1")).to_be_visible()
    page.get_by_role("link", name="Export", exact=True).click()
    dialog = page.get_by_role("dialog", name="Export 1 contact")
    dialog.get_by_role("button", name="Export", exact=True).click()

    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Download")).click()

    rows = rows_in(download.value)
    assert [row["Email address"] for row in rows] == ["person006@example.com"]


def test_an_export_is_ordered_and_found_again_by_keyboard(
    page: Page, house: House
) -> None:
    go(page, house, "contacts:contact_list")
    tab_to(page.get_by_role("link", name="Export", exact=True))
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="Export 13 contacts")).to_be_visible()
    press(page, "Control+Enter")
    expect(page.get_by_role("button", name=re.compile("^Download"))).to_be_visible()

    press(page, "g", "j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")
    with page.expect_download() as download:
        tab_to(page.get_by_role("button", name=re.compile("^Download")))
        press(page, "Enter")

    assert len(rows_in(download.value)) == 13


def test_the_list_of_jobs_tells_shows_and_takes_back(page: Page, house: House) -> None:
    go(page, house, "contacts:contact_list")
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Tag…", exact=True).click()
    page.get_by_label("Find a tag, or name a new one").fill("Invited")
    page.keyboard.press("Enter")
    expect(page.locator(".toastx-text")).to_have_text("13 contacts tagged “Invited”")

    page.get_by_role("link", name="Jobs", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Tagging with “Invited”")
    expect(row).to_contain_text("13 contacts tagged “Invited”")
    row.get_by_role("link", name="Report").click()
    page.get_by_role("link", name="13", exact=True).click()
    expect(page.get_by_role("link", name="All 13")).to_be_visible()
    expect(page.locator(".chipx")).to_contain_text("Tagging with “Invited”")

    page.go_back()
    page.go_back()
    row.get_by_role("button", name="Undo").click()
    expect(page.locator(".toastx-text")).to_have_text("13 contacts are as they were.")
    expect(row.get_by_role("button", name="Undo")).to_have_count(0)
    page.get_by_role("link", name="Tags", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Invited")).to_contain_text("0")


def test_work_is_stopped_from_the_list_of_jobs(
    page: Page, house: House, town: Database
) -> None:
    everyone, verb = Selection(Filter()), bulk.verbs["archive"]
    with town.opened():
        work = bulk.start(house.audience, everyone, verb, {}, owner=house.owner)
    go(page, house, "audiences:job_list")
    row = page.get_by_role("row").filter(has_text="Archiving")
    expect(row).to_contain_text("0 of 13")

    tab_to(row.get_by_role("button", name="Stop"))
    press(page, "Enter")
    expect(row).to_contain_text("Stopping")
    with town.opened():
        jobs.run(work)

    expect(row).to_contain_text("Canceled")
    expect(row.get_by_role("button")).to_have_count(0)
