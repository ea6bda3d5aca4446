"""Lists in an order of one's own, moved by their grips."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from audiences import lifecycle
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to


def audiences(house: House) -> str:
    return reverse("audiences:audience_list", args=[house.account.pk])


def test_an_audience_is_moved_by_its_grip(
    page: Page, house: House, town: Database
) -> None:
    with town.opened():
        lifecycle.create(house.account, actor=house.owner, name="Wholesale")
    page.goto(audiences(house))
    names = page.locator(".cards .stretched")
    expect(names).to_have_text(["Newsletter readers", "Wholesale"])

    tab_to(page.get_by_role("button", name="Move Newsletter readers"))
    press(page, "ArrowDown")

    expect(names).to_have_text(["Wholesale", "Newsletter readers"])
    expect(page.get_by_role("button", name="Move Newsletter readers")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Newsletter readers, position 2 of 2")
    expect(page.locator(".toastx-text")).to_have_text("Order saved")
    page.reload()
    expect(names).to_have_text(["Wholesale", "Newsletter readers"])


def test_the_order_of_audiences_is_taken_back(
    page: Page, house: House, town: Database
) -> None:
    with town.opened():
        lifecycle.create(house.account, actor=house.owner, name="Wholesale")
    page.goto(audiences(house))
    names = page.locator(".cards .stretched")

    tab_to(page.get_by_role("button", name="Move Wholesale"))
    press(page, "ArrowUp")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    press(page, "z")

    expect(names).to_have_text(["Newsletter readers", "Wholesale"])
    page.reload()
    expect(names).to_have_text(["Newsletter readers", "Wholesale"])


def test_a_move_is_kept_although_the_page_is_left_at_once(
    page: Page, house: House
) -> None:
    fields = reverse("contacts:field_list", args=[house.audience.pk])
    page.goto(fields)
    labels = page.locator("#field-list .stretched")
    first, second, *others = labels.all_inner_texts()

    page.get_by_role("button", name=f"Move {first}", exact=True).press("ArrowDown")
    page.goto(audiences(house))
    page.goto(fields)

    expect(labels).to_have_text([second, first, *others])
