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
