"""Everything by the keyboard alone."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.houses import House
from tests.browser.keys import press, tab_to

RING = """() => {
  const style = getComputedStyle(document.activeElement);
  const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
  return ring || style.boxShadow !== "none" || document.activeElement === document.body;
}"""


def contacts(house: House) -> str:
    return reverse("contacts:contact_list", args=[house.audience.pk])


def audiences(house: House) -> str:
    return reverse("audiences:audience_list", args=[house.account.pk])


def test_signing_in(visit: Visit, house: House) -> None:
    page = visit()
    page.goto("/")

    tab_to(page.get_by_label("Email"))
    press(page, *house.owner.email, "Tab", *houses.PASSWORD, "Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Audiences")


def test_the_first_stop_leads_past_the_navigation(page: Page, house: House) -> None:
    page.goto(contacts(house))

    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    press(page, "Enter", "Tab")

    assert page.locator("main :focus").count() == 1


def test_every_stop_shows_where_it_is(page: Page, house: House) -> None:
    page.goto(contacts(house))
    hidden = []

    for _ in range(40):
        press(page, "Tab")
        if not page.evaluate(RING):
            hidden.append(page.evaluate("document.activeElement.outerHTML"))

    assert hidden == []


def test_the_palette_leads_to_a_page(page: Page, house: House) -> None:
    page.goto(reverse("contacts:tag_list", args=[house.audience.pk]))

    press(page, "Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    press(page, *"contac")
    expect(page.get_by_role("option")).to_contain_text(["Contacts"])
    press(page, "Enter")

    expect(page).to_have_url(re.compile(f"{contacts(house)}$"))


def test_the_palette_leads_to_a_person(page: Page, house: House) -> None:
    page.goto(contacts(house))

    press(page, "Control+k", *"odegard")
    expect(page.get_by_role("option").first).to_contain_text("Jens Ødegård")
    press(page, "ArrowDown", "ArrowUp", "Enter")

    expect(page.get_by_role("heading", name="Jens Ødegård", level=1)).to_be_visible()


def test_single_keys_are_letters_inside_a_field(page: Page, house: House) -> None:
    page.goto(contacts(house))

    press(page, "/", *"c?tgz/n")

    expect(page.get_by_role("searchbox")).to_have_value("c?tgz/n")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(contacts(house)))


def test_people_are_tagged_and_untagged_again(page: Page, house: House) -> None:
    page.goto(contacts(house))
    row = page.get_by_role("row").filter(has_text="Łukasz Wiśniewski")
    expect(row).not_to_contain_text("Fair 2026")

    tab_to(row.get_by_role("checkbox"))
    press(page, "Space", "t")
    expect(page.get_by_role("dialog", name="Tag 1 contact")).to_be_visible()
    press(page, *"fair", "ArrowDown", "Enter")

    toast = page.locator(".toastx-text")
    expect(toast).to_have_text("1 contact tagged “Fair 2026”")
    expect(row).to_contain_text("Fair 2026")
    press(page, "z")
    expect(toast.last).to_have_text("1 contact is as it was.")
    expect(row).not_to_contain_text("Fair 2026")


def test_a_tag_is_named_that_is_not_there_yet(page: Page, house: House) -> None:
    page.goto(contacts(house))

    tab_to(page.locator("[data-check]").first)
    press(page, "Space", "t")
    expect(page.get_by_role("dialog", name="Tag 1 contact")).to_be_visible()
    press(page, *"Invited", "Enter")

    expect(page.locator(".toastx-text")).to_have_text("1 contact tagged “Invited”")


def test_the_sheet_of_keys_names_what_the_page_offers(page: Page, house: House) -> None:
    page.goto(contacts(house))

    press(page, "?")

    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Add contact")
    expect(sheet).to_contain_text("Search by name or email")
    press(page, "Escape")
    expect(sheet).to_be_hidden()


def test_g_and_a_letter_lead_to_a_section(page: Page, house: House) -> None:
    page.goto(contacts(house))

    press(page, "g", "t")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tags")


def test_keys_that_are_switched_off_do_nothing(page: Page, house: House) -> None:
    page.goto(contacts(house))
    press(page, "?")
    page.get_by_role("button", name="Switch off").press("Enter")
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")

    press(page, "g", "t", "/", "c", "?")

    expect(page).to_have_url(re.compile(f"{contacts(house)}$"))
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_closing_the_panel_leads_back_to_its_row(page: Page, house: House) -> None:
    page.goto(contacts(house))
    link = page.get_by_role("link", name="Zoë van der Meer")

    tab_to(link)
    press(page, "Enter")
    panel = page.get_by_role("dialog", name="Zoë van der Meer")
    expect(panel).to_be_visible()
    press(page, "Escape")

    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


def test_control_and_enter_send_a_form(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_create", args=[house.audience.pk]))

    tab_to(page.get_by_role("textbox", name="Email address"))
    press(page, *"new@example.com", "Control+Enter")

    expect(page.locator(".toastx-text")).to_have_text("new@example.com is added.")


def test_j_k_and_x_go_through_the_rows_of_a_table(page: Page, house: House) -> None:
    page.goto(contacts(house))
    people = page.locator("#contact-table .c-main a")

    press(page, "k")
    expect(people.last).to_be_focused()
    press(page, "j")
    expect(people.last).to_be_focused()
    press(page, "k", "x")

    expect(people.nth(-2)).to_be_focused()
    expect(page.locator("[data-check]:checked")).to_have_count(1)
    press(page, "?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Choose the row")


def test_keys_for_rows_are_not_named_where_there_are_none(
    page: Page, house: House
) -> None:
    page.goto(audiences(house))

    press(page, "?")

    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("New audience")
    expect(sheet).not_to_contain_text("Next row")
