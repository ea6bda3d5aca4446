"""What is there for whoever got a message."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import nobody, state
from tests.browser.village import Village


@state(nobody)
def somebody_who_is_asked_whether_they_want_out(page: Page, village: Village) -> None:
    page.goto(village.way_out)
    expect(page.get_by_role("button", name="Unsubscribe")).to_be_visible()


@state(nobody)
def somebody_who_is_out_and_comes_back(page: Page, village: Village) -> None:
    page.goto(village.way_out)
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("button", name="I want to keep getting it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good that you stay")


@state(nobody)
def a_way_out_that_leads_nowhere(page: Page, village: Village) -> None:
    page.goto("/u/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")
