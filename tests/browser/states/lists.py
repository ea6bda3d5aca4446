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
