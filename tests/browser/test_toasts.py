"""How long a way back is offered."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.houses import House

LONG = 60_000  # milliseconds


def test_a_way_back_stays_eight_seconds_and_as_long_as_it_is_read(
    page: Page, house: House
) -> None:
    page.clock.install()
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.locator("[data-check]").first.check()
    page.get_by_role("button", name="Archive", exact=True).click()
    toast = page.locator("[data-toast]")
    expect(page.get_by_role("status", name="Messages")).to_contain_text(
        "1 contact archived"
    )
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))

    toast.hover()
    page.clock.run_for(LONG)
    expect(toast).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(7_900)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Undo").focus()
    page.clock.run_for(LONG)
    expect(toast).to_be_visible()
    page.get_by_role("searchbox").focus()
    page.clock.run_for(8_100)

    expect(toast).to_have_count(0)
