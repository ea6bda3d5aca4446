from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def the_senders(page: Page, village: Village) -> None:
    go(page, "identities:sender_list", village.house.audience.account_id)


def a_domain(page: Page, village: Village) -> None:
    the_senders(page, village)
    page.get_by_role("link", name="fjord.example", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("fjord.example")


@state(owner_of_the_empty_house)
def no_senders(page: Page, village: Village) -> None:
    go(page, "identities:sender_list", village.empty.audience.account_id)
    expect(page.get_by_role("heading", name="No senders yet")).to_be_visible()


@state()
def a_new_domain_with_an_error(page: Page, village: Village) -> None:
    the_senders(page, village)
    page.get_by_role("link", name="Add a domain").click()
    page.get_by_role("textbox", name="Domain").fill("gmail.com")
    page.get_by_role("button", name="Add the domain").click()
    expect(page.get_by_role("dialog")).to_contain_text("belongs to a mail provider")


@state()
def a_domain_whose_key_is_missing(page: Page, village: Village) -> None:
    a_domain(page, village)
    expect(page.get_by_text("Key missing")).to_be_visible()


@state()
def a_way_out_that_leads_nowhere(page: Page, village: Village) -> None:
    a_domain(page, village)
    page.get_by_role("link", name="Change").click()
    page.get_by_role("textbox", name="Mail server").fill("smtp://localhost")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("inside the network")


@state()
def a_question_before_deleting_a_domain(page: Page, village: Village) -> None:
    a_domain(page, village)
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("dialog", name="Delete the domain")).to_be_visible()


@state()
def the_menu_of_an_address(page: Page, village: Village) -> None:
    the_senders(page, village)
    page.get_by_role("button", name="Actions for news@elsewhere.example").click()
    expect(page.get_by_role("button", name="Send the link again")).to_be_visible()
