from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states.contacts import open_list
from tests.browser.states.opening import state, viewer
from tests.browser.village import Village


def open_profile(page: Page, village: Village, tab: str = "") -> None:
    open_list(page, village, "?q=person004")
    page.get_by_role("link", name="Zoë van der Meer").click()
    page.get_by_role("link", name="Open as a page").click()
    if tab:
        page.get_by_role("link", name=tab, exact=True).click()
        expect(page.get_by_role("link", name=tab, exact=True)).to_have_attribute(
            "aria-current", "page"
        )


@state()
def a_fact_being_changed(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.get_by_role("link", name="change First name").click()
    expect(page.get_by_role("textbox", name="First name")).to_be_focused()


@state()
def an_address_being_changed(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.get_by_role("link", name="change Address").click()
    expect(page.locator(".fact-form")).to_be_visible()


@state()
def a_fact_that_is_refused_in_the_panel(page: Page, village: Village) -> None:
    open_list(page, village, "?q=person004")
    page.get_by_role("link", name="Zoë van der Meer").click()
    page.get_by_role("link", name="change Phone").click()
    page.get_by_role("textbox", name="Phone").fill("call me")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".fact-form .invalid-feedback")).to_be_visible()


@state()
def a_number_that_takes_no_sms(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.get_by_role("link", name="change SMS number").click()
    page.get_by_role("textbox", name="SMS number").fill("+47 22 00 00 00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".fact-form .invalid-feedback")).to_be_visible()
    # The bar of phones lies over tags that are scrolled below it.
    page.locator("h1").scroll_into_view_if_needed()


@state()
def days_that_are_none(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.goto(f"{page.url}?period=range&from=2026-02-02&to=2026-02-01")
    expect(page.locator("#feed-problem")).to_be_visible()


@state()
def nothing_of_a_kind(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.get_by_label("Kind of activity").select_option(label="Imports")
    expect(page.get_by_role("link", name="Show everything")).to_be_visible()


@state()
def a_note_with_its_past(page: Page, village: Village) -> None:
    open_profile(page, village, "Notes")
    page.get_by_role("textbox", name="Note").fill("Wants oat milk")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_role("link", name="Edit the note").first.click()
    page.locator(".notes-list textarea").fill("Wants soy milk")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("One earlier version").first.click()
    expect(page.get_by_text("Wants oat milk").first).to_be_visible()


@state()
def a_note_that_is_refused(page: Page, village: Village) -> None:
    open_profile(page, village, "Notes")
    page.get_by_role("textbox", name="Note").fill("   ")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#new-note .invalid-feedback")).to_be_visible()


@state(viewer)
def insights_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_profile(page, village, "Insights")


@state(viewer)
def a_history_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_profile(page, village, "Settings")


@state()
def two_contacts_side_by_side(page: Page, village: Village) -> None:
    open_profile(page, village)
    page.get_by_role("link", name="Merge…").click()
    page.get_by_role("searchbox").fill("person005")
    page.locator(".merge-list a").first.click()
    expect(page.get_by_role("table")).to_be_visible()


@state()
def a_contact_merged_with_itself(page: Page, village: Village) -> None:
    open_profile(page, village)
    pk = re.findall(r"\d+", page.url)[-1]
    page.goto(f"{page.url}merge/{pk}/")
    expect(page.get_by_role("alert")).to_be_visible()
