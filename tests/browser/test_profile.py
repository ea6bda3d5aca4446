"""The page of a contact by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to


@pytest.fixture
def profile(page: Page, house: House, town: Database) -> str:
    with town.opened():
        contact = house.audience.contacts.get(email="person000@example.com")
    url = reverse("contacts:contact_detail", args=[house.audience.pk, contact.pk])
    page.goto(url)
    return url


def fact(page: Page, label: str) -> Locator:
    return page.get_by_role("link", name=f"change {label}")


def test_a_fact_is_opened_given_up_saved_and_taken_back(
    page: Page, profile: str
) -> None:
    name = page.get_by_role("textbox", name="First name")

    tab_to(fact(page, "First name"))
    press(page, "e")
    expect(name).to_be_focused()
    press(page, *"xyz", "Escape")
    expect(fact(page, "First name")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maya Lindqvist")

    press(page, "Enter")
    expect(name).to_be_focused()
    press(page, "Control+a", *"Mia", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mia Lindqvist")
    expect(page.get_by_text("Maya → Mia")).to_be_visible()

    press(page, "z")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maya Lindqvist")


def test_escape_gives_up_a_fact_and_not_the_panel(page: Page, house: House) -> None:
    page.goto(
        reverse("contacts:contact_list", args=[house.audience.pk]) + "?q=person000"
    )
    page.get_by_role("link", name="Maya Lindqvist").press("Enter")
    panel = page.get_by_role("dialog", name="Maya Lindqvist")

    tab_to(panel.get_by_role("link", name="change Last name"))
    press(page, "Enter", *"x")
    expect(panel.locator(".fact-form")).to_be_visible()
    press(page, "Escape")

    expect(panel.locator(".fact-form")).to_have_count(0)
    expect(panel).to_be_visible()
    press(page, "Escape")
    expect(panel).to_have_count(0)


def test_what_is_being_typed_stays_when_something_else_changes(
    page: Page, profile: str
) -> None:
    fact(page, "Last name").click()
    page.get_by_role("textbox", name="Last name").fill("Half typed")

    page.get_by_role("button", name="VIP").click()

    expect(page.get_by_role("button", name="VIP")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("textbox", name="Last name")).to_have_value("Half typed")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator(".fact-form")).to_have_count(0)


def test_filters_stay_in_the_url(page: Page, profile: str) -> None:
    page.get_by_label("Kind of activity").select_option("status")

    expect(page).to_have_url(re.compile(r"/\d+/\?type=status$"))
    page.reload()
    expect(page.get_by_label("Kind of activity")).to_have_value("status")


def test_a_note_is_written_and_deleted_and_taken_back(page: Page, profile: str) -> None:
    tab_to(page.get_by_role("link", name="Notes", exact=True))
    press(page, "Enter")
    tab_to(page.get_by_role("textbox", name="Note"))
    press(page, *"Oat milk", "Control+Enter")
    expect(page.locator(".notecard-text")).to_have_text("Oat milk")
    expect(page.locator("#new-note textarea")).to_have_value("")

    tab_to(page.get_by_role("button", name="Delete the note"))
    press(page, "Enter")
    expect(page.locator(".notecard-text")).to_have_count(0)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".notecard-text")).to_have_text("Oat milk")


def test_two_contacts_become_one(page: Page, profile: str) -> None:
    tab_to(page.get_by_role("link", name="Merge…"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("with…")
    press(page, "/", *"person001")
    other = page.get_by_role("link", name="Tomáš Dvořák")
    tab_to(other)
    press(page, "Enter")
    tab_to(page.get_by_role("radio", name="First name: Maya"))
    press(page, "ArrowRight")
    tab_to(page.get_by_role("button", name="Merge the two"))
    press(page, "Enter")

    expect(page.locator(".toastx-text")).to_have_text("The two are one contact now.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tomáš Lindqvist")
    expect(page.get_by_text("whose address was person001@example.com")).to_be_visible()


def test_tags_are_added_one_after_the_other_in_the_panel(
    page: Page, house: House
) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.get_by_role("link", name="Ingrid Haugen").press("Enter")
    panel = page.get_by_role("dialog", name="Ingrid Haugen")
    expect(panel.get_by_role("heading", name="Ingrid Haugen")).to_be_focused()
    tab_to(panel.get_by_label("Add a tag"))

    press(page, *"One", "Enter")
    expect(panel.get_by_role("link", name="One", exact=True)).to_be_visible()
    expect(panel.get_by_label("Add a tag")).to_be_focused()
    press(page, *"Two", "Enter")

    expect(panel.get_by_role("link", name="Two", exact=True)).to_be_visible()
    expect(panel.get_by_label("Add a tag")).to_be_focused()
