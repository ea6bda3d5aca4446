from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def open_message(page: Page, village: Village, name: str = "Winter roast") -> None:
    go(page, "delivery:message_list", village.house.audience.pk)
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


@state(owner_of_the_empty_house)
def no_deliveries(page: Page, village: Village) -> None:
    go(page, "delivery:message_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="Nothing has been sent")).to_be_visible()


@state(viewer)
def deliveries_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_message(page, village)
    expect(page.get_by_text("Their server refused it.").first).to_be_visible()


@state()
def no_delivery_that_matches(page: Page, village: Village) -> None:
    open_message(page, village)
    page.get_by_role("searchbox").fill("zzzz")
    expect(page.get_by_role("heading", name="No delivery matches")).to_be_visible()


@state()
def a_question_before_sending_again_what_is_unknown(
    page: Page, village: Village
) -> None:
    open_message(page, village)
    tabs = page.get_by_role("navigation", name="Where the deliveries are")
    unknown = tabs.get_by_role("link", name="Unknown")
    unknown.click()
    expect(unknown).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Send again to").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("a second time")


@state()
def a_question_before_canceling_a_message(page: Page, village: Village) -> None:
    open_message(page, village, "Spring roast")
    page.get_by_role("link", name="Cancel…").click()
    expect(page.get_by_role("dialog")).to_contain_text("do not get it")


@state()
def all_deliveries_with_what_holds_them(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.house.account.pk)
    expect(page.get_by_text("Nothing leaves from fjord.example")).to_be_visible()
    page.get_by_role("link", name="Waiting", exact=True).click()
    expect(page.get_by_text("The message is paused.").first).to_be_visible()


@state(viewer)
def all_deliveries_that_one_only_looks_at(page: Page, village: Village) -> None:
    query = "?state=not_sent&reason=refused&since=2026-01-02"
    go(page, "delivery:delivery_list", village.house.account.pk, query=query)
    expect(page.get_by_text("Their server refused it.").first).to_be_visible()
    expect(page.get_by_role("link", name="Remove the filter Why")).to_be_visible()


@state(owner_of_the_empty_house)
def an_account_that_has_sent_nothing(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.empty.account.pk)
    expect(page.get_by_role("heading", name="Nothing has been sent")).to_be_visible()


@state()
def none_of_all_deliveries_matches(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.house.account.pk)
    page.get_by_role("searchbox").fill("zzzz")
    expect(page.get_by_role("heading", name="No delivery matches")).to_be_visible()


@state()
def filters_of_deliveries_that_make_no_sense(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.house.account.pk)
    page.get_by_role("link", name="Filters").click()
    page.get_by_label("Since").fill("2026-02-02")
    page.get_by_label("Until").fill("2026-02-01")
    page.get_by_role("button", name="Show them").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()


@state()
def a_question_before_sending_many_again(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.house.account.pk, query="?state=failed")
    page.get_by_role("link", name="Send all of these again…").click()
    expect(page.get_by_role("dialog")).to_contain_text("sent once more")


@state()
def a_question_before_canceling_many(page: Page, village: Village) -> None:
    go(page, "delivery:delivery_list", village.house.account.pk, query="?state=pending")
    page.get_by_role("link", name="Cancel all of these…").click()
    expect(page.get_by_role("dialog")).to_contain_text("not sent")


@state()
def a_domain_whose_breaker_is_open(page: Page, village: Village) -> None:
    go(page, "delivery:domainpace_list", village.house.account.pk)
    page.get_by_text("How a domain warms up").click()
    expect(page.get_by_text("Day 18")).to_be_visible()
    expect(page.get_by_text("you are listed")).to_be_visible()


@state()
def rules_of_sending_that_make_no_sense(page: Page, village: Village) -> None:
    go(page, "delivery:sendingrules_update", village.house.audience.pk)
    page.get_by_label("From").fill("22:00")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()


@state(viewer)
def one_delivery_and_what_became_of_it(page: Page, village: Village) -> None:
    open_message(page, village)
    page.locator("#delivery-table a", has_text="Failed").first.click()
    expect(page.get_by_role("heading", name="What became of it")).to_be_visible()
    expect(page.get_by_text("Their server refused it.")).to_be_visible()
