from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states.contacts import chosen_rows
from tests.browser.states.opening import state
from tests.browser.village import Village


@state()
def more_to_do_with_the_chosen(page: Page, village: Village) -> None:
    chosen_rows(page, village)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("button", name="Delete for good…")).to_be_visible()


def choose(page: Page, village: Village, verb: str, title: str) -> None:
    more_to_do_with_the_chosen(page, village)
    page.get_by_role("button", name=verb).click()
    dialog = page.get_by_role("dialog", name=re.compile(title))
    expect(dialog).to_be_visible()


@state()
def a_question_before_unsubscribing_some(page: Page, village: Village) -> None:
    choose(page, village, "Unsubscribe…", "Unsubscribe 2 contacts")


@state()
def a_question_before_deleting_some(page: Page, village: Village) -> None:
    choose(page, village, "Delete for good…", "Delete 2 contacts")


@state()
def a_language_for_some(page: Page, village: Village) -> None:
    choose(page, village, "Set the language…", "Set the language of 2 contacts")


@state()
def a_field_to_choose_for_some(page: Page, village: Village) -> None:
    choose(page, village, "Set a field…", "Set a field of 2 contacts")


@state()
def an_address_for_some(page: Page, village: Village) -> None:
    a_field_to_choose_for_some(page, village)
    page.get_by_label("Field", exact=True).select_option(label="Address")
    expect(page.get_by_label("Postcode")).to_be_visible()


@state()
def a_value_that_is_none(page: Page, village: Village) -> None:
    a_field_to_choose_for_some(page, village)
    page.get_by_label("Field", exact=True).select_option(label="Birthday")
    page.get_by_label("Birthday", exact=True).fill("soon")
    page.get_by_role("button", name="Set the field").click()
    expect(page.get_by_text("This is no birthday")).to_be_visible()
