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
