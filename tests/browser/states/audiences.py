from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def homeless(village: Village) -> User:
    return village.homeless


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


@state(viewer)
def audiences_that_one_only_looks_at(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.house.account.pk)


@state(homeless)
def no_audience_at_all(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.house.account.pk)
    expect(page.get_by_role("heading", name="No audience here")).to_be_visible()


@state(owner_of_the_empty_house)
def a_plan_that_is_full(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.empty.account.pk)
    expect(page.locator(".notex.warn")).to_be_visible()


@state(owner_of_the_empty_house)
def no_room_for_another_audience(page: Page, village: Village) -> None:
    go(page, "audiences:audience_create", village.empty.account.pk)
    expect(page.locator(".notex.warn")).to_be_visible()


@state()
def the_menu_of_an_audience(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.house.account.pk)
    page.get_by_role("button", name="Actions for Newsletter readers").click()
    expect(page.get_by_role("button", name="Move down").first).to_be_visible()


@state()
def archived_audiences(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.house.account.pk)
    page.get_by_text("1 archived audience").click()
    expect(page.get_by_role("link", name="Old friends")).to_be_visible()


@state()
def a_toast_with_a_way_back(page: Page, village: Village) -> None:
    go(page, "audiences:audience_list", village.house.account.pk)
    page.get_by_role("button", name="Move Press").press("ArrowUp")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_role("button", name="Undo").focus()  # so that it stays


@state()
def a_new_audience_with_errors(page: Page, village: Village) -> None:
    go(page, "audiences:audience_create", village.house.account.pk)
    page.get_by_role("textbox", name="Default from email").fill("nobody")
    page.get_by_role("button", name="Create audience").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name*", exact=True)).to_be_focused()


@state()
def a_question_before_deleting_an_audience(page: Page, village: Village) -> None:
    go(page, "audiences:audience_update", village.house.audience.pk)
    page.get_by_role("link", name="Delete this audience").click()
    expect(page.get_by_role("dialog")).to_be_visible()
