"""What is dragged, pressed and pressed with Shift."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from audiences import lifecycle
from tests.browser.database import Database
from tests.browser.houses import House

TRIES = 10
MOVED = ["Wholesale", "Press", "Newsletter readers"]


@pytest.fixture
def names(page: Page, house: House, town: Database) -> Locator:
    """The names of three audiences in their list, which is open."""
    with town.opened():
        for name in ("Wholesale", "Press"):
            lifecycle.create(house.account, actor=house.owner, name=name)
    page.goto(reverse("audiences:audience_list", args=[house.account.pk]))
    found = page.locator(".cards .stretched")
    expect(found).to_have_text(["Newsletter readers", "Wholesale", "Press"])
    return found


def expect_kept(page: Page, names: Locator, wanted: list[str]) -> None:
    """The order is this one, here and wherever audiences are listed, for good."""
    expect(names).to_have_text(wanted)
    expect(page.locator(".toastx-text")).to_have_text("Order saved")
    for _ in range(TRIES):  # the last of several moves may still be on its way
        page.reload()
        if names.all_inner_texts() == wanted:
            break
    expect(names).to_have_text(wanted)
    page.get_by_role("button", name="Choose an audience").click()
    expect(page.locator("#audience-options .menu-item-text")).to_have_text(wanted)


def test_an_audience_is_dragged_to_its_place(page: Page, names: Locator) -> None:
    grip = page.get_by_role("button", name="Move Newsletter readers")
    last = page.locator(".rowcard").last

    grip.hover()
    page.mouse.down()
    box = last.bounding_box()
    assert box
    end = box["y"] + box["height"] - 5
    page.mouse.move(box["x"] + 20, end - 30, steps=10)
    page.mouse.move(box["x"] + 20, end, steps=5)
    expect(names.first).to_have_text("Wholesale")
    page.mouse.up()

    expect_kept(page, names, MOVED)


def test_an_audience_is_moved_by_presses_alone(page: Page, names: Locator) -> None:
    for _ in range(2):
        page.get_by_role("button", name="Actions for Newsletter readers").click()
        page.get_by_role("button", name="Move down").locator("visible=true").click()

    expect_kept(page, names, MOVED)


def test_shift_chooses_the_rows_between(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    boxes = page.locator("[data-check]")

    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])

    expect(page.locator("[data-selected]")).to_have_text("4 selected")
    expect(page.locator("[data-check]:checked")).to_have_count(4)


def test_a_row_opens_beside_the_list_or_in_a_tab_of_its_own(
    page: Page, house: House
) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    link = page.get_by_role("link", name="Ingrid Haugen")

    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    link.click()

    expect(page.get_by_role("dialog", name="Ingrid Haugen")).to_be_visible()
    heading = opened.value.get_by_role("heading", name="Ingrid Haugen", level=1)
    expect(heading).to_be_visible()
