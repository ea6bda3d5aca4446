from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.contacts import open_list
from tests.browser.states.opening import state
from tests.browser.village import Village


@state()
def the_menu_of_views(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Views").click()
    expect(page.get_by_role("link", name="Save this view…")).to_be_visible()


@state()
def a_view_without_a_name(page: Page, village: Village) -> None:
    the_menu_of_views(page, village)
    page.get_by_role("link", name="Save this view…").click()
    page.get_by_role("button", name="Save the view").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()


@state()
def columns_to_choose(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("link", name="Columns").click()
    expect(page.get_by_role("dialog", name="Columns")).to_be_visible()


@state()
def a_view_that_is_open(page: Page, village: Village) -> None:
    open_list(page, village, "?status=subscribed")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Save this view…").click()
    page.get_by_role("textbox", name="Name").fill("Kept for looking at")
    page.get_by_role("button", name="Save the view").click()
    expect(page.locator("#view-button")).to_contain_text("Kept for looking at")


@state()
def everyone_with_the_archived(page: Page, village: Village) -> None:
    open_list(page, village, "?status=everyone")
    expect(page.get_by_role("link", name="With the archived")).to_be_visible()


@state()
def the_menu_of_orders(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Sorted by Added").click()
    expect(page.locator("#sort-menu")).to_be_visible()


@state()
def a_list_sorted_by_a_column(page: Page, village: Village) -> None:
    open_list(page, village, "?order=-country")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
