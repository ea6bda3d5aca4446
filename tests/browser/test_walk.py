"""A morning's work by the keyboard alone, from signing in to where it began."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.houses import House
from tests.browser.keys import press, tab_to

SHOWN = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const clear = element.contains(top) || top?.contains(element);
  return (ring || style.boxShadow !== "none") && clear;
}"""


def test_people_are_found_tagged_read_and_mended(visit: Visit, house: House) -> None:
    page = visit()

    sign_in(page, house)
    to_the_contacts(page)
    search_and_filter(page)
    choose_three(page)
    tag_them(page)
    take_it_back(page)
    mend_a_name(page)
    read_the_next_person(page)
    see_a_whole_page_and_come_back(page)


def people(page: Page) -> Locator:
    return page.locator("#contact-table .c-main a")


def expect_seen(target: Locator) -> None:
    """The focus is there, with a ring around it, and nothing lies over it."""
    expect(target).to_be_focused()
    assert target.page.evaluate(SHOWN), target


def sign_in(page: Page, house: House) -> None:
    page.goto("/")
    tab_to(page.get_by_label("Email"))
    press(page, *house.owner.email, "Tab", *houses.PASSWORD, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Audiences")


def to_the_contacts(page: Page) -> None:
    audience = page.locator("main").get_by_role("link", name="Newsletter readers")
    tab_to(audience)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Newsletter readers")


def search_and_filter(page: Page) -> None:
    press(page, "/", *"example.com")
    expect(page).to_have_url(re.compile("q=example.com$"))
    press(page, "Tab", "Enter")
    expect(page.get_by_label("Find a tag")).to_be_focused()
    press(page, *"whole", "Enter", "Enter")
    expect(page.locator(".chipx")).to_contain_text("Wholesale")
    expect_seen(page.get_by_role("button", name="Tag", exact=True))
    tab_to(page.locator("th").get_by_role("link", name="Email"))
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"\?q=example.com&tag=\d+&order=email$"))
    expect_seen(page.locator("th").get_by_role("link", name="Email"))


def choose_three(page: Page) -> None:
    press(page, "j", "j")
    expect_seen(people(page).nth(1))
    press(page, "x", "j", "j", "Shift+X", "k")

    expect_seen(people(page).nth(2))
    expect(page.locator("#bulk")).to_contain_text("3 selected")
    expect(page.locator("#live")).to_have_text("3 selected")


def tag_them(page: Page) -> None:
    press(page, "t")
    expect(page.get_by_role("dialog", name="Tag 3 contacts")).to_be_visible()
    press(page, *"Invited", "Enter")
    expect(page.locator(".toastx-text")).to_have_text("3 contacts tagged “Invited”")
    expect(page.get_by_role("row").filter(has_text="Invited").first).to_be_visible()
    expect_seen(people(page).nth(2))


def take_it_back(page: Page) -> None:
    press(page, "z")
    expect(page.locator(".toastx-text").last).to_have_text(
        "3 contacts are as they were."
    )
    expect(page.get_by_role("row").filter(has_text="Invited")).to_have_count(0)
    expect_seen(people(page).nth(2))


def mend_a_name(page: Page) -> None:
    press(page, "Enter")
    panel = page.locator("#contact-panel")
    tab_to(panel.get_by_role("link", name="change First name"))
    press(page, "e")
    expect(panel.get_by_role("textbox", name="First name")).to_be_focused()
    press(page, "Control+a", *"Mended", "Enter")
    expect(panel.get_by_role("heading", level=2).first).to_contain_text("Mended")
    expect_seen(panel.get_by_role("link", name="change First name"))
    press(page, "Escape")
    expect(panel).to_have_count(0)
    expect(people(page).nth(2)).to_contain_text("Mended")
    expect_seen(people(page).nth(2))


def read_the_next_person(page: Page) -> None:
    name = people(page).nth(3).inner_text()
    press(page, "j", "Enter")
    expect(page.get_by_role("dialog", name=name)).to_be_visible()


def see_a_whole_page_and_come_back(page: Page) -> None:
    url = page.url
    names = people(page).all_inner_texts()
    tab_to(page.get_by_role("link", name="Open as a page"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[3])
    page.go_back()

    expect(page).to_have_url(url)
    expect(people(page)).to_have_text(names)
    expect(page.get_by_role("searchbox")).to_have_value("example.com")
    expect(page.locator(".chipx")).to_contain_text("Wholesale")
    expect(page.locator("dialog[open]")).to_have_count(0)
