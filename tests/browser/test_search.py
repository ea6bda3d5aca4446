"""The field above the list of contacts, in which it is searched."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.houses import House
from tests.browser.keys import press, tab_to


def contacts(house: House) -> str:
    return reverse("contacts:contact_list", args=[house.audience.pk])


def test_a_search_follows_the_typing(page: Page, house: House) -> None:
    page.goto(contacts(house))
    people = page.locator("#contact-table .c-main a")

    press(page, "/", *"beauc amel")

    expect(people).to_have_text(["Amélie Beauchamp"])
    expect(page).to_have_url(re.compile(r"\?q=beauc(\+|%20)amel$"))
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    assert search.evaluate("field => field.selectionStart") == len("beauc amel")
    page.reload()
    expect(search).to_have_value("beauc amel")
    expect(people).to_have_text(["Amélie Beauchamp"])


def test_what_is_typed_before_the_scripts_are_there_is_searched_for(
    page: Page, house: House
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/htmx.min*.js", hold)
    page.goto(contacts(house), wait_until="commit")
    search = page.get_by_role("searchbox")
    search.fill("beauc amel")

    held[0].continue_()

    people = page.locator("#contact-table .c-main a")
    expect(people).to_have_text(["Amélie Beauchamp"])
    expect(search).to_have_value("beauc amel")


def test_enter_searches_whatever_menu_was_open_before(page: Page, house: House) -> None:
    page.goto(contacts(house))
    tab_to(page.get_by_role("button", name="Tag", exact=True))
    press(page, "Enter")
    expect(page.get_by_label("Find a tag")).to_be_focused()

    press(page, "Escape", "/", *"haugen", "Enter")

    expect(page.locator("#contact-table .c-main a")).to_have_text(["Ingrid Haugen"])
    expect(page).to_have_url(re.compile(r"\?q=haugen$"))


def test_the_caret_stays_in_the_middle_of_a_word_that_is_searched(
    page: Page, house: House
) -> None:
    page.goto(contacts(house))
    people = page.locator("#contact-table .c-main a")
    search = page.get_by_role("searchbox")

    press(page, "/", *"haen")
    expect(page).to_have_url(re.compile("q=haen$"))
    press(page, "ArrowLeft", "ArrowLeft", "u")
    expect(page).to_have_url(re.compile("q=hauen$"))
    press(page, "g")

    expect(people).to_have_text(["Ingrid Haugen"])
    expect(search).to_be_focused()
    assert search.evaluate("field => field.selectionStart") == len("haug")
