"""All deliveries of an account, by the keyboard alone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.delivery.ledgers import freeze, message
from tests.delivery.test_pages import ended


@pytest.fixture
def refused(house: House, town: Database) -> str:
    """The address of somebody whose server refused a message."""
    with town.opened():
        people = house.audience.contacts.with_status("subscribed").order_by("pk")
        someone = people[0]
        news = message(house.audience, name="Winter roast")
        freeze(news, people.filter(pk=someone.pk).order_by())
        ended(news, **{someone.email.partition("@")[0]: "failed"})
        return someone.email


def test_one_that_failed_is_found_and_sent_again_and_that_is_taken_back(
    page: Page, house: House, refused: str
) -> None:
    page.goto(reverse("delivery:delivery_list", args=[house.account.pk]))

    press(page, "/", *refused)
    again = page.get_by_role("link", name=f"Send again to {refused}…")
    expect(again).to_be_visible()
    tab_to(again)
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Send again")
    expect(dialog).to_contain_text("1 delivery that failed is sent once more.")
    tab_to(dialog.get_by_role("button", name="Send again"))
    press(page, "Enter")

    toast = page.locator(".toastx-text").last
    expect(toast).to_have_text("1 is sent again.")
    expect(page.get_by_text("It is due: a sender takes it next.")).to_be_visible()
    press(page, "z")
    expect(toast).to_have_text("1 delivery is where it was.")
    expect(again).to_be_visible()
