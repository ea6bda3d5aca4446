from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state, viewer
from tests.browser.states.profile import open_profile
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


def open_centre(page: Page, village: Village) -> None:
    go(page, "preferences:preference_list", village.house.audience.pk)


@state(owner_of_the_empty_house)
def no_preferences(page: Page, village: Village) -> None:
    go(page, "preferences:preference_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No preferences yet")).to_be_visible()


@state(viewer)
def preferences_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_centre(page, village)


@state()
def the_menu_of_a_preference(page: Page, village: Village) -> None:
    open_centre(page, village)
    page.get_by_role("button", name="Actions for Monthly letter").click()
    expect(
        page.get_by_role("link", name="Merge…").locator("visible=true")
    ).to_be_visible()


@state()
def a_preference_with_errors(page: Page, village: Village) -> None:
    open_centre(page, village)
    page.get_by_role("link", name="New preference").click()
    page.get_by_role("textbox", name="Name").first.fill("tastings")
    page.get_by_role("button", name="Make the preference").click()
    expect(page.get_by_role("dialog")).to_contain_text("already")


@state()
def what_comes_of_a_merge_of_preferences(page: Page, village: Village) -> None:
    open_centre(page, village)
    page.get_by_role("button", name="Actions for Monthly letter").click()
    page.get_by_role("link", name="Merge…").locator("visible=true").click()
    page.get_by_label("Into").select_option("Tastings")
    page.get_by_role("button", name="See what comes of it").click()
    expect(page.get_by_role("button", name="Merge the preferences")).to_be_visible()


@state()
def a_preference_before_it_is_deleted(page: Page, village: Village) -> None:
    open_centre(page, village)
    page.get_by_role("button", name="Actions for Monthly letter").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("button", name="Delete the preference")).to_be_visible()


@state()
def a_preference_for_a_segment(page: Page, village: Village) -> None:
    open_centre(page, village)
    page.get_by_role("button", name="Actions for Monthly letter").click()
    page.get_by_role("link", name="Give to a segment…").locator("visible=true").click()
    expect(page.get_by_role("dialog")).to_contain_text("What is done")


@state()
def what_somebody_prefers(page: Page, village: Village) -> None:
    open_profile(page, village)
    block = page.get_by_label("Monthly letter")
    block.scroll_into_view_if_needed()
    expect(block).to_have_value("subscribed")
    page.get_by_text("What they read").first.click()
    expect(page.get_by_text("Yes, send me this by email").first).to_be_visible()
