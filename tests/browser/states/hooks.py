from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def open_webhook(page: Page, village: Village, name: str) -> None:
    go(page, "contacts:hook_list", village.house.audience.pk)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def open_call(page: Page, village: Village) -> None:
    open_webhook(page, village, "Tickets of the café")
    page.get_by_role("link", name="Event order_paid written.").first.click()
    expect(page.get_by_role("heading", name="What it says")).to_be_visible()


@state(owner_of_the_empty_house)
def no_webhooks(page: Page, village: Village) -> None:
    go(page, "contacts:hook_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No webhooks yet")).to_be_visible()


@state()
def a_new_webhook_without_a_name(page: Page, village: Village) -> None:
    go(page, "contacts:hook_list", village.house.audience.pk)
    page.get_by_role("link", name="New webhook").first.click()
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()


@state()
def the_menu_of_a_webhook(page: Page, village: Village) -> None:
    open_webhook(page, village, "Tickets of the café")
    page.get_by_role("button", name="Actions for Tickets of the café").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


@state()
def a_webhook_that_waits_for_its_first_call(page: Page, village: Village) -> None:
    open_webhook(page, village, "Shop")
    expect(page.get_by_text("Waiting for the first call")).to_be_visible()


@state()
def a_question_before_deleting_a_webhook(page: Page, village: Village) -> None:
    the_menu_of_a_webhook(page, village)
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("dialog")).to_contain_text("For a week it can be")


@state()
def a_value_of_a_call_that_is_to_be_used(page: Page, village: Village) -> None:
    open_call(page, village)
    page.get_by_role("link", name="Use more.note").click()
    expect(page.get_by_role("group", name="What more.note is")).to_be_visible()


@state(viewer)
def a_call_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_call(page, village)
