"""Groups within categories: two lists, one inside of the other, in one form."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from contacts import categories
from tests.browser.database import Database
from tests.browser.houses import House

TITLES = ["Topics", "Roasts"]


@pytest.fixture
def names(page: Page, house: House, town: Database) -> Locator:
    """The names of four groups in two categories; their list is open."""
    with town.opened():
        for place, title in enumerate(TITLES):
            category = house.audience.group_categories.create(
                title=title, position=place
            )
            categories.add_groups(category, [f"{title} one", f"{title} two"])
    page.goto(reverse("contacts:group_list", args=[house.audience.pk]))
    found = page.locator(".grouprow > .ellipsis")
    expect(found).to_have_text(["Topics one", "Topics two", "Roasts one", "Roasts two"])
    return found


def drag(page: Page, grip: Locator, onto: Locator) -> None:
    grip.hover()
    page.mouse.down()
    box = onto.bounding_box()
    assert box
    end = box["y"] + box["height"] - 5
    page.mouse.move(box["x"] + 20, end - 20, steps=10)
    page.mouse.move(box["x"] + 20, end, steps=5)
    page.mouse.up()


def test_a_group_is_dragged_within_its_category(page: Page, names: Locator) -> None:
    wanted = ["Topics two", "Topics one", "Roasts one", "Roasts two"]

    drag(page, page.get_by_role("button", name="Move Topics one"), names.nth(1))

    expect(page.locator(".toastx-text")).to_have_text("Order saved")
    page.reload()
    expect(names).to_have_text(wanted)
    expect(page.locator(".groupcard h2")).to_have_text(TITLES)


def test_a_category_is_moved_by_keys_with_its_groups_and_back(
    page: Page, names: Locator
) -> None:
    page.get_by_role("button", name="Move Topics", exact=True).press("ArrowDown")

    expect(page.locator(".toastx-text")).to_have_text("Order saved")
    page.reload()
    expect(page.locator(".groupcard h2")).to_have_text(TITLES[::-1])
    expect(names.first).to_have_text("Roasts one")

    page.get_by_role("button", name="Move Roasts", exact=True).press("ArrowDown")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".groupcard h2")).to_have_text(TITLES[::-1])
