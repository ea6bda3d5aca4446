from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def open_events(page: Page, village: Village, query: str = "") -> None:
    go(page, "contacts:event_list", village.house.audience.pk, query=query)


def open_event(page: Page, village: Village) -> None:
    open_events(page, village)
    page.get_by_role("link", name="order_placed", exact=True).click()
    expect(page.get_by_role("heading", name="As they come in")).to_be_visible()


@state(owner_of_the_empty_house)
def no_events(page: Page, village: Village) -> None:
    go(page, "contacts:event_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No events yet")).to_be_visible()
    page.get_by_text("Python", exact=True).click()
    expect(page.get_by_text("import hashlib")).to_be_visible()


@state(viewer)
def events_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_events(page, village)
    expect(page.get_by_role("link", name="order_placed", exact=True)).to_be_visible()


@state()
def hidden_events(page: Page, village: Village) -> None:
    open_events(page, village, "?hidden=yes")
    expect(page.get_by_role("link", name="left_the_shop", exact=True)).to_be_visible()


@state()
def the_menu_of_an_event(page: Page, village: Village) -> None:
    open_events(page, village)
    page.get_by_role("button", name="Actions for order_placed").click()
    expect(page.get_by_role("button", name="Hide")).to_be_visible()


@state()
def an_event_with_its_days_as_a_table(page: Page, village: Village) -> None:
    open_event(page, village)
    page.get_by_text("As a table").click()
    expect(page.get_by_role("columnheader", name="Day")).to_be_visible()


@state()
def older_events_of_a_name(page: Page, village: Village) -> None:
    open_event(page, village)
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newest")).to_be_visible()


@state()
def an_event_that_is_being_described(page: Page, village: Village) -> None:
    open_event(page, village)
    page.get_by_role("link", name="Describe").click()
    expect(page.get_by_role("dialog", name="Describe the event")).to_be_visible()


@state()
def a_description_that_is_too_long(page: Page, village: Village) -> None:
    an_event_that_is_being_described(page, village)
    field = page.get_by_label("Description")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("x" * 201)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
