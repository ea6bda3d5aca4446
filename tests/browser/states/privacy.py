from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states.bulk import choose
from tests.browser.states.opening import go, state
from tests.browser.states.profile import open_profile
from tests.browser.village import Village


def open_settings(page: Page, village: Village) -> None:
    open_profile(page, village)
    parts = page.get_by_role("navigation", name="Parts of the profile")
    parts.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="When they ask")).to_be_visible()


@state()
def the_wording_of_a_permission(page: Page, village: Village) -> None:
    open_settings(page, village)
    page.get_by_text("Exact wording").first.click()
    expect(page.locator("blockquote.wording").first).to_be_visible()


@state()
def a_question_before_erasing(page: Page, village: Village) -> None:
    open_settings(page, village)
    page.get_by_role("link", name="Erase…").click()
    expect(page.get_by_role("dialog", name=re.compile("^Erase Zoë"))).to_be_visible()


@state()
def an_erasure_that_is_refused(page: Page, village: Village) -> None:
    open_settings(page, village)
    page.goto(page.url.replace("settings/", "erase/"))
    page.get_by_role("textbox").fill("somebody@example.com")
    page.locator("#erase-form").evaluate("form => form.requestSubmit()")
    expect(page.locator("#erase-address-error")).to_be_visible()


@state()
def a_question_before_erasing_some(page: Page, village: Village) -> None:
    choose(page, village, "Erase…", "Erase 2 contacts")


@state()
def what_is_kept_of_a_person(page: Page, village: Village) -> None:
    open_settings(page, village)
    page.get_by_role("button", name="Export all that is kept").click()
    expect(page.get_by_role("button", name=re.compile("^Download"))).to_be_visible()


def suppress(page: Page, village: Village, text: str) -> None:
    go(page, "contacts:suppressionlist_create", village.house.audience.pk)
    page.get_by_label("Or paste addresses").fill(text)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Suppress them")).to_be_visible()


@state()
def a_list_to_be_suppressed(page: Page, village: Village) -> None:
    go(page, "contacts:suppressionlist_create", village.house.audience.pk)
    content = b"Address,Reason,When\ngone@example.com,Hard bounce,2026-01-01\n"
    file = {"name": "bounces.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Column that says why")).to_have_value("1")


@state()
def a_list_that_is_suppressed(page: Page, village: Village) -> None:
    suppress(page, village, "gone@example.com, left@example.com\nnobody@nowhere")
    page.get_by_role("button", name="Suppress them").click()
    expect(page.get_by_role("heading", name="1 line was refused")).to_be_visible()


@state()
def nothing_to_suppress(page: Page, village: Village) -> None:
    go(page, "contacts:suppressionlist_create", village.house.audience.pk)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#id_file-error")).to_be_visible()


def look_up(page: Page, village: Village, address: str) -> None:
    go(page, "contacts:suppression_list", village.house.audience.pk)
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Look up").click()


@state()
def a_suppressed_address_and_the_way_to_lift_it(page: Page, village: Village) -> None:
    a_list_that_is_suppressed(page, village)
    look_up(page, village, "gone@example.com")
    page.get_by_text("Let the address in again…").click()
    expect(page.get_by_label("Why may they be written to again?")).to_be_visible()


@state()
def lifting_without_a_reason(page: Page, village: Village) -> None:
    a_suppressed_address_and_the_way_to_lift_it(page, village)
    page.get_by_role("button", name="Lift the suppression").click()
    expect(page.get_by_text("Say why.")).to_be_visible()


@state()
def an_address_that_is_not_suppressed(page: Page, village: Village) -> None:
    look_up(page, village, "person004@example.com")
    expect(page.get_by_role("heading", name=re.compile("^No, "))).to_be_visible()


@state()
def an_address_that_is_none(page: Page, village: Village) -> None:
    look_up(page, village, "nobody")
    expect(page.locator("#suppression-answer .invalid-feedback")).to_be_visible()
