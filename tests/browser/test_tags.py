"""Tags are tidied up, by the keyboard and by presses."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.houses import House
from tests.browser.keys import press, tab_to


def go(page: Page, house: House, name: str) -> None:
    page.goto(reverse(name, args=[house.audience.pk]))


def choose(page: Page, tag: str, verb: str) -> None:
    """Something from the menu of a tag, by keys alone."""
    tab_to(page.get_by_role("button", name=f"Actions for {tag}", exact=True))
    press(page, "Enter")
    item = page.get_by_role("link", name=verb, exact=True).locator("visible=true")
    expect(item).to_be_visible()
    while not item.evaluate("element => element === document.activeElement"):
        press(page, "ArrowDown")
    press(page, "Enter")


def test_a_tag_is_renamed_and_merged_and_parted_again(page: Page, house: House) -> None:
    go(page, house, "contacts:tag_list")
    choose(page, "Press", "Rename")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    press(page, "Control+a", *"Journalists", "Enter")
    renamed = page.get_by_role("link", name="4 contacts with the tag Journalists")
    expect(renamed).to_be_visible()

    choose(page, "Journalists", "Merge")
    dialog = page.get_by_role("dialog", name="Merge the tag Journalists")
    expect(dialog.get_by_label("Into")).to_be_focused()
    press(page, *"Whole", "Control+Enter")
    expect(dialog).to_contain_text("4 contacts have “Journalists”")
    expect(dialog).to_contain_text("Afterwards 7 contacts have “Wholesale”")
    press(page, "Control+Enter")
    expect(page.locator(".toastx-text")).to_contain_text("is merged into “Wholesale”")
    expect(renamed).to_have_count(0)

    press(page, "z")
    expect(renamed).to_be_visible()


def test_a_tag_is_searched_while_it_is_typed(page: Page, house: House) -> None:
    go(page, house, "contacts:tag_list")
    press(page, "/", *"whole")
    expect(page.get_by_role("row")).to_have_count(2)  # with the head
    expect(page.get_by_role("link", name="Wholesale", exact=True)).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search by name")).to_be_focused()
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)

    press(page, "/", "End", *"x")
    expect(page.get_by_role("heading", name="No tag matches")).to_be_visible()
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_role("link", name="Press", exact=True)).to_be_visible()


def test_pasted_addresses_are_looked_up_and_tagged(page: Page, house: House) -> None:
    go(page, house, "contacts:tag_list")
    page.get_by_role("link", name="Tag addresses").click()
    text = "Maya <person000@example.com>; PERSON001@example.com\nnobody@example.com"
    page.get_by_role("textbox", name="Addresses").fill(text)
    page.get_by_role("combobox", name="Tag").fill("Fair 2027")
    page.get_by_role("button", name="Look them up").click()
    expect(page.get_by_text("1 address is not in this audience")).to_be_visible()
    page.get_by_role("button", name="Tag 2 contacts").click()

    expect(page.locator(".chipx")).to_contain_text("Fair 2027")
    expect(page.get_by_role("link", name="All 2")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
