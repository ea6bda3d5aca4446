from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


@state(owner_of_the_empty_house)
def no_tags(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No tags yet")).to_be_visible()


@state(viewer)
def tags_that_one_only_looks_at(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.house.audience.pk)


@state()
def a_search_that_finds_no_tag(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.house.audience.pk)
    page.get_by_role("searchbox", name="Search by name").fill("nothing of the kind")
    expect(page.get_by_role("heading", name="No tag matches")).to_be_visible()


@state()
def the_menu_of_a_tag(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.house.audience.pk)
    page.get_by_role("button", name="Actions for Press").click()
    expect(page.get_by_role("link", name="Rename").first).to_be_visible()


@state()
def a_new_tag_with_errors(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.house.audience.pk)
    page.get_by_role("link", name="New tag").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Press")
    page.get_by_role("button", name="Make the tag").click()
    expect(page.get_by_role("dialog")).to_contain_text("already")


@state()
def a_question_before_deleting_a_tag(page: Page, village: Village) -> None:
    the_menu_of_a_tag(page, village)
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("dialog", name="Delete the tag Press")).to_be_visible()


@state()
def what_comes_of_a_merge(page: Page, village: Village) -> None:
    the_menu_of_a_tag(page, village)
    page.get_by_role("link", name="Merge").locator("visible=true").click()
    page.get_by_label("Into").select_option(label="Wholesale")
    page.get_by_role("button", name="See what comes of it").click()
    expect(page.get_by_role("button", name="Merge the tags")).to_be_visible()


@state()
def pasted_addresses_that_are_looked_up(page: Page, village: Village) -> None:
    go(page, "contacts:tag_paste", village.house.audience.pk)
    text = "person001@example.com\nnobody@example.com\nno address"
    page.get_by_role("textbox", name="Addresses").fill(text)
    page.get_by_role("combobox", name="Tag").fill("Fair 2027")
    page.get_by_role("button", name="Look them up").click()
    page.get_by_text("1 address is not in this audience").click()
    expect(page.get_by_label("Unknown addresses")).to_be_visible()
