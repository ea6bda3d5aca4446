from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


@state(owner_of_the_empty_house)
def no_keys(page: Page, village: Village) -> None:
    go(page, "api:key_list", village.empty.audience.account_id)
    expect(page.get_by_role("heading", name="No keys yet")).to_be_visible()


@state()
def the_menu_of_a_key(page: Page, village: Village) -> None:
    go(page, "api:key_list", village.house.audience.account_id)
    page.get_by_role("button", name="Actions for Shop").click()
    expect(page.get_by_role("link", name="Revoke").first).to_be_visible()


@state()
def a_new_key_with_errors(page: Page, village: Village) -> None:
    go(page, "api:key_list", village.house.audience.account_id)
    page.get_by_role("link", name="New key").first.click()
    page.get_by_label("Only these:").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("dialog")).to_contain_text("Choose an audience.")


@state()
def a_key_that_is_shown_once(page: Page, village: Village) -> None:
    go(page, "api:key_list", village.house.audience.account_id)
    page.get_by_role("link", name="New key").first.click()
    page.get_by_role("textbox", name="Name").fill("Website")
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("dialog")).to_contain_text("Copy it now")


@state()
def the_renaming_of_a_key(page: Page, village: Village) -> None:
    the_menu_of_a_key(page, village)
    page.get_by_role("link", name="Rename").locator("visible=true").click()
    expect(page.get_by_role("dialog", name="Rename the key")).to_be_visible()


@state()
def a_question_before_revoking_a_key(page: Page, village: Village) -> None:
    the_menu_of_a_key(page, village)
    page.get_by_role("link", name="Revoke").locator("visible=true").click()
    expect(page.get_by_role("dialog", name="Revoke the key Shop")).to_be_visible()
