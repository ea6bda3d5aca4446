"""Messages of the system and permissions."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


def open_letters(page: Page, village: Village) -> None:
    go(page, "forms:letter_list", village.house.audience.pk)


def open_permissions(page: Page, village: Village) -> None:
    go(page, "forms:permission_list", village.house.audience.pk)


@state()
def messages_of_the_system(page: Page, village: Village) -> None:
    open_letters(page, village)
    button = page.get_by_role("button", name="Switch on")
    expect(button.first).to_be_visible()


@state()
def a_message_that_could_not_be_sent(page: Page, village: Village) -> None:
    open_letters(page, village)
    page.get_by_role("link", name="Confirm a sign-up").click()
    page.get_by_role("textbox", name="Text").fill("Hello *|FNAM|*")
    page.get_by_role("button", name="Save the message").click()
    expect(page.get_by_text("line 1, column 7")).to_be_visible()


@state()
def a_message_as_it_reads(page: Page, village: Village) -> None:
    open_letters(page, village)
    page.get_by_role("link", name="Link to their settings").click()
    page.get_by_role("textbox", name="Subject").fill("To *|EMAIL|*")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text(re.compile(r"^To \S+@\S+$"))).to_be_visible()


@state(owner_of_the_empty_house)
def no_permissions(page: Page, village: Village) -> None:
    go(page, "forms:permission_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No permissions yet")).to_be_visible()


@state()
def the_menu_of_a_permission(page: Page, village: Village) -> None:
    open_permissions(page, village)
    page.get_by_role("button", name="Actions for News by email").click()
    expect(
        page.get_by_role("link", name="Ask no more").locator("visible=true")
    ).to_be_visible()


@state()
def a_permission_that_is_asked_for_no_more(page: Page, village: Village) -> None:
    open_permissions(page, village)
    page.get_by_role("button", name="Actions for News by email").click()
    page.get_by_role("link", name="Ask no more").locator("visible=true").click()
    expect(page.get_by_role("dialog")).to_contain_text("deleted for good")


@state()
def a_permission_with_errors(page: Page, village: Village) -> None:
    open_permissions(page, village)
    page.get_by_role("link", name="New permission").click()
    page.get_by_role("button", name="Save the permission").click()
    expect(page.get_by_text("This field is required.").first).to_be_visible()
