from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state, viewer
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


@state(owner_of_the_empty_house)
def no_groups(page: Page, village: Village) -> None:
    go(page, "contacts:group_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()


@state(viewer)
def groups_that_one_only_looks_at(page: Page, village: Village) -> None:
    go(page, "contacts:group_list", village.house.audience.pk)


@state()
def the_menu_of_a_group(page: Page, village: Village) -> None:
    go(page, "contacts:group_list", village.house.audience.pk)
    page.get_by_role("button", name="Actions for Brewing").click()
    expect(page.get_by_role("link", name="Rename").last).to_be_visible()


@state()
def a_new_category_with_errors(page: Page, village: Village) -> None:
    go(page, "contacts:group_list", village.house.audience.pk)
    page.get_by_role("link", name="New category").click()
    page.get_by_role("textbox", name="Title").fill("topics")
    page.get_by_role("button", name="Make the category").click()
    expect(page.get_by_role("dialog")).to_contain_text("already")


@state()
def people_who_would_leave_groups(page: Page, village: Village) -> None:
    go(page, "contacts:group_list", village.house.audience.pk)
    page.get_by_role("button", name="Actions for Topics").click()
    page.get_by_role("link", name="Edit").locator("visible=true").click()
    page.get_by_role("radio", name="Drop-down").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Let them leave the others")).to_be_visible()


@state()
def contacts_of_a_group(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("button", name="Brewing").click()
    expect(page.get_by_role("link", name="Remove the filter Group")).to_be_visible()
