from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state
from tests.browser.village import Village
from tests.contacts.workbooks import workbook_of


def orders() -> bytes:
    """Six rows: two of people who are here, and four that are no events."""
    at = (timezone.now() - timedelta(days=3)).isoformat()
    rows = [
        f"person002@example.com;{at};Kiambu AA;1,5;yes",
        f"person003@example.com;{at};A coffee with rather a long name {'x' * 60};12;no",
        f"nobody;{at};Kiambu AA;1;no",
        f"stranger@example.com;{at};Kiambu AA;1;no",
        "person002@example.com;1999-01-01;Kiambu AA;1;no",
        "person002@example.com;soon;Kiambu AA;1;no",
    ]
    return "\n".join(["Email;Ordered at;Coffee;Kilos;Gift", *rows, ""]).encode()


def upload(
    page: Page, village: Village, content: bytes, name: str = "orders.csv"
) -> None:
    go(page, "contacts:pastimport_create", village.house.audience.pk)
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()


@state()
def no_file_of_past_events(page: Page, village: Village) -> None:
    upload(page, village, b"\x89PNG\r\n\x1a\n")
    expect(page.locator("#id_file-error")).to_be_visible()


@state()
def sheets_of_past_events(page: Page, village: Village) -> None:
    book = workbook_of(["Email"], Orders=[["Email", "When"], ["ann@x.com", 46000]])
    upload(page, village, book, "orders.xlsx")
    asked = page.get_by_role("heading", name="Which sheet holds the events?")
    expect(asked).to_be_visible()


@state()
def columns_of_past_events(page: Page, village: Village) -> None:
    upload(page, village, orders())
    expect(page.get_by_role("heading", name="The first rows become")).to_be_visible()
    expect(page.locator("#past-preview")).to_contain_text("Kiambu AA")


@state()
def columns_of_past_events_that_are_wrong(page: Page, village: Village) -> None:
    columns_of_past_events(page, village)
    page.get_by_label("Email", exact=True).select_option("skip")
    problem = "Choose the column that holds the email addresses."
    expect(page.locator("#past-preview")).to_contain_text(problem)
    page.get_by_label("Event", exact=True).fill("no name")
    page.get_by_role("button", name=re.compile("^Check about")).click()
    expect(page.get_by_role("alert")).to_contain_text(problem)


@state()
def past_events_that_are_checked(page: Page, village: Village) -> None:
    columns_of_past_events(page, village)
    page.get_by_role("button", name=re.compile("^Check about")).click()
    expect(page.get_by_role("heading", name="This is what comes of it")).to_be_visible()


@state()
def past_events_that_may_be_taken_back(page: Page, village: Village) -> None:
    past_events_that_are_checked(page, village)
    start = page.get_by_role("button", name=re.compile("^Import "))
    if start.count():  # those of another width are in the log already
        start.click()
        page.get_by_role("link", name="Take the events back").click()
        dialog = page.get_by_role("dialog", name=re.compile("^Take back"))
        expect(dialog).to_be_visible()
