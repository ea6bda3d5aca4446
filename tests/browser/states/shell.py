"""The frame around every page, and the door to it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import houses
from tests.browser.looking import PHONE, WIDE
from tests.browser.states.opening import go, nobody, owner, state
from tests.browser.village import Village


def open_navigation(page: Page) -> None:
    """On a phone it has to be opened first."""
    if page.viewport_size == PHONE:
        page.get_by_role("button", name="Open navigation").click()


@state(owner, [PHONE])
def the_drawer(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    open_navigation(page)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@state(owner, [WIDE], [PHONE])
def the_switch_of_audiences(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    open_navigation(page)
    page.locator("[popovertarget=audience-menu]").click()
    expect(page.locator("#audience-options")).to_be_visible()


@state(owner, [WIDE], [PHONE])
def the_menu_of_the_account(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    open_navigation(page)
    page.locator("[popovertarget=account-menu]").click()
    expect(page.locator("#account-menu")).to_be_visible()


@state()
def the_palette(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.get_by_role("button", name="Search or jump to").locator("visible=true").click()
    page.get_by_role("combobox").fill("ing")
    expect(page.get_by_role("option").last).to_contain_text("Ingrid Haugen")


@state()
def the_palette_without_a_match(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("zzzz")
    expect(page.locator("#palette")).to_contain_text("Nothing is called “zzzz”.")


@state(owner, [WIDE])
def the_sheet_of_keys(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


@state()
def a_refused_password(page: Page, village: Village) -> None:
    go(page, "account_change_password")
    for place, text in enumerate(["not this one", "short", "shorter"]):
        page.locator("input[type=password]").nth(place).fill(text)
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".is-invalid").first).to_be_visible()


@state(nobody)
def a_refused_sign_in(page: Page, village: Village) -> None:
    go(page, "account_login")
    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_label("Password").fill(houses.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("not correct")).to_be_visible()


@state(nobody)
def a_link_that_is_too_old(page: Page, village: Village) -> None:
    page.goto("/password/reset/key/1-used-up/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("no longer works")
