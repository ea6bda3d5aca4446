"""The table of contacts: its columns, filters and views, and work on many."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.browser.looking import PHONE


@pytest.fixture
def crowded(town: Database) -> House:
    """An account with more people than fit on a page."""
    with town.opened():
        return houses.build(people=60)


def contacts(house: House) -> str:
    return reverse("contacts:contact_list", args=[house.audience.pk])


def test_enter_makes_the_tag_that_was_typed_beside_one_that_begins_alike(
    page: Page, house: House
) -> None:
    page.goto(contacts(house))
    tab_to(page.locator("[data-check]").first)

    press(page, "Space", "t")
    expect(page.get_by_role("dialog", name="Tag 1 contact")).to_be_visible()
    press(page, *"Fair")
    expect(page.get_by_role("button", name="Create “Fair”")).to_be_visible()
    press(page, "Enter")

    expect(page.locator(".toastx-text")).to_have_text("1 contact tagged “Fair”")


def test_enter_in_a_menu_never_takes_a_name_that_was_not_typed(
    page: Page, house: House
) -> None:
    page.goto(contacts(house))
    tab_to(page.get_by_role("button", name="Tag", exact=True))

    press(page, "Enter")
    expect(page.get_by_label("Find a tag")).to_be_focused()
    press(page, *"fair", "Enter")

    found = page.locator("#tag-options").get_by_role("button", name="Fair 2026")
    expect(found).to_be_focused()
    expect(page.locator(".chipx")).to_have_count(0)
    press(page, "Enter")
    expect(page.locator(".chipx")).to_contain_text("Fair 2026")


def test_the_sidebar_counts_who_was_archived_in_the_panel(
    page: Page, house: House
) -> None:
    page.goto(contacts(house))
    expect(page.locator("#count-contacts")).to_have_text("13")

    page.get_by_role("link", name="Jens Ødegård").click()
    page.get_by_role("button", name="Archive").click()

    expect(page.locator("#count-contacts")).to_have_text("12")


def test_what_is_ticked_stays_so_on_other_pages_until_escape(
    visit: Visit, crowded: House
) -> None:
    page = visit(crowded.owner)
    page.goto(contacts(crowded))
    bar = page.locator("#bulk")
    tab_to(page.locator("[data-check]").first)

    press(page, "Space", "n")
    expect(page).to_have_url(re.compile("after="))
    page.locator("[data-check]").nth(1).check()
    expect(bar).to_contain_text("2 selected")
    press(page, "p")
    expect(page.locator("[data-check]").first).to_be_checked()
    expect(bar).to_contain_text("2 selected")
    press(page, "Escape")

    expect(bar).to_be_hidden()
    expect(page.locator("#live")).to_have_text("Nothing selected")


def test_people_on_two_pages_are_archived_together_and_brought_back(
    visit: Visit, crowded: House
) -> None:
    page = visit(crowded.owner)
    page.goto(contacts(crowded))
    page.locator("[data-check]").first.check()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("after="))
    page.locator("[data-check]").first.check()

    page.get_by_role("button", name="Archive", exact=True).click()

    toast = page.locator(".toastx-text")
    expect(toast).to_have_text("2 contacts archived")
    expect(page.locator("#count-contacts")).to_have_text("58")
    expect(page.locator("#bulk")).to_be_hidden()
    press(page, "z")
    expect(toast.last).to_have_text("2 contacts are as they were.")
    expect(page.locator("#count-contacts")).to_have_text("60")


def test_deleting_by_keyboard_asks_for_the_number(page: Page, house: House) -> None:
    page.goto(contacts(house))
    tab_to(page.locator("[data-check]").first)
    press(page, "Space")
    tab_to(page.get_by_role("button", name="More", exact=True))

    press(page, "Enter", "ArrowUp", "ArrowUp", "Enter")
    dialog = page.get_by_role("dialog", name="Delete 1 contact")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    press(page, "1", "Enter")

    expect(page.locator(".toastx-text")).to_have_text("1 contact deleted")
    expect(page.locator("#count-contacts")).to_have_text("12")


def test_columns_are_chosen_and_moved_by_keyboard(page: Page, house: House) -> None:
    page.goto(contacts(house))
    tab_to(page.get_by_role("link", name="Columns"))
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Columns")
    expect(dialog).to_be_visible()

    tab_to(dialog.get_by_role("checkbox", name="Language"))
    press(page, "Space")
    grip = dialog.get_by_role("button", name="Move Language", exact=True)
    grip.focus()
    press(page, *["ArrowUp"] * 4)
    expect(page.locator("#live")).to_contain_text("Language, position 1 of")
    tab_to(dialog.get_by_role("button", name="Show these"))
    press(page, "Enter")

    heads = page.locator("#contact-table thead th")
    expect(heads).to_contain_text(["Email", "Language", "Status", "Tags"])
    page.reload()
    expect(heads).to_contain_text(["Email", "Language", "Status", "Tags"])


def test_a_view_is_saved_opened_and_deleted_with_a_way_back(
    page: Page, house: House
) -> None:
    page.goto(f"{contacts(house)}?status=subscribed")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Save this view…").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    expect(dialog).to_be_visible()
    press(page, *"Readers", "Enter")
    expect(page.locator("#view-button")).to_contain_text("Readers")
    expect(page).to_have_url(re.compile(r"status=subscribed&view=\d+$"))

    page.get_by_role("link", name="Pending").click()
    expect(page.get_by_text("Changed since it was saved")).to_be_visible()
    page.locator("#view-button").click()
    page.get_by_role("button", name="Delete the view").click()
    expect(page.locator("#view-button")).to_contain_text("Views")
    press(page, "z")
    expect(page.locator("#view-button")).to_contain_text("Readers")


def names(page: Page) -> list[str]:
    return page.locator("#contact-table .c-main a").all_inner_texts()


def test_a_head_sorts_by_pointer_and_by_keyboard_and_pages_go_on_so(
    visit: Visit, crowded: House
) -> None:
    page = visit(crowded.owner)
    page.goto(contacts(crowded))
    head = page.locator("th:has(#sort-status)")

    page.locator("#sort-status").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#contact-table .st").first).to_have_text("Subscribed")
    page.locator("#contact-results-next").click()
    expect(page).to_have_url(re.compile("order=status&after="))
    expect(page.locator("#contact-table .st").last).to_have_text("Nonsubscribed")

    expect(page.locator("tbody tr")).to_have_count(10)
    tab_to(page.locator("#sort-status"))
    press(page, "Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#sort-status")).to_be_focused()
    expect(page.locator("#contact-table .st").first).to_have_text("Nonsubscribed")
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page).to_have_url(re.compile(r"order=-status$"))


def test_a_phone_sorts_from_a_menu(visit: Visit, house: House) -> None:
    page = visit(house.owner, viewport=PHONE)
    page.goto(contacts(house))
    newest = names(page)
    button = page.locator("#sort-button")
    tab_to(button)

    press(page, "Enter", "ArrowDown", "Enter")

    expect(button).to_contain_text("Email")
    expect(page).to_have_url(re.compile(r"order=email$"))
    assert names(page) == newest[::-1]
    expect(page.locator("#sort-menu")).to_be_hidden()
    button.click()
    page.locator("#sort-menu").get_by_role("link", name="Added").click()
    expect(button).to_contain_text("Added")
    assert names(page) == newest


def test_sorting_keeps_what_is_ticked(page: Page, house: House) -> None:
    page.goto(contacts(house))
    page.locator("[data-check]").first.check()

    page.locator("#sort-button").click()
    page.locator("#sort-menu").get_by_role("link", name="Country").click()
    expect(page).to_have_url(re.compile("order=country"))

    expect(page.locator("#bulk")).to_contain_text("1 selected")
