from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def open_list(page: Page, village: Village, query: str = "") -> None:
    go(page, "contacts:contact_list", village.house.audience.pk, query=query)


@state(viewer)
def contacts_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_list(page, village)


@state(owner_of_the_empty_house)
def no_contacts(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="Nobody is here yet")).to_be_visible()


@state()
def nobody_who_matches(page: Page, village: Village) -> None:
    open_list(page, village, "?q=zzzz")
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


@state()
def the_menu_of_tags(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.locator("#tag-options")).to_be_visible()


@state()
def a_filter(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Tag", exact=True).click()
    page.locator("#tag-options").get_by_role("button", name="Wholesale").click()
    expect(page.locator(".chipx")).to_be_visible()


@state()
def the_last_page_of_archived_contacts(page: Page, village: Village) -> None:
    open_list(page, village, "?status=archived")
    expect(page.locator("#contact-table")).to_be_visible()


@state()
def chosen_rows(page: Page, village: Village) -> None:
    open_list(page, village)
    for place in (0, 2):
        page.locator("[data-check]").nth(place).check()
    expect(page.locator("#bulk")).to_be_visible()


def choose_all(page: Page, village: Village) -> None:
    open_list(page, village)
    page.locator("[data-check-all]").check()


@state()
def the_whole_page_chosen(page: Page, village: Village) -> None:
    choose_all(page, village)
    expect(page.locator("[data-selectall-page]")).to_be_visible()


@state()
def all_that_match_chosen(page: Page, village: Village) -> None:
    choose_all(page, village)
    page.locator("[data-select-matching]").click()
    expect(page.locator("[data-selectall-matching]")).to_be_visible()


@state()
def people_being_tagged(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.busy.pk)
    expect(page.get_by_role("progressbar")).to_be_visible()


@state()
def tagging(page: Page, village: Village) -> None:
    chosen_rows(page, village)
    page.get_by_role("button", name="Tag…", exact=True).click()
    expect(page.get_by_role("dialog", name="Tag 2 contacts")).to_be_visible()


@state()
def tagging_without_a_tag(page: Page, village: Village) -> None:
    tagging(page, village)
    page.get_by_role("button", name="Tag", exact=True).locator(
        "visible=true"
    ).last.click()
    expect(page.locator("#bulk-error")).to_be_visible()


@state()
def untagging(page: Page, village: Village) -> None:
    chosen_rows(page, village)
    page.get_by_role("button", name="Untag…", exact=True).click()
    expect(page.get_by_role("dialog", name="Untag 2 contacts")).to_be_visible()


@state()
def the_panel(page: Page, village: Village) -> None:
    open_list(page, village, "?q=person004")
    page.get_by_role("link", name="Zoë van der Meer").click()
    expect(page.get_by_role("dialog", name="Zoë van der Meer")).to_be_visible()


@state(viewer)
def the_panel_that_one_only_looks_at(page: Page, village: Village) -> None:
    the_panel(page, village)


@state()
def a_question_before_unsubscribing(page: Page, village: Village) -> None:
    the_panel(page, village)
    page.get_by_role("link", name="Unsubscribe", exact=True).click()
    expect(page.get_by_role("dialog", name=re.compile("^Unsubscribe"))).to_be_visible()


@state()
def subscribing_without_permission(page: Page, village: Village) -> None:
    open_list(page, village, "?q=person006")
    page.get_by_role("link", name="Ingrid Haugen").click()
    page.get_by_role("link", name="Subscribe", exact=True).click()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.locator("#permission-error")).to_be_visible()


@state()
def an_archived_profile(page: Page, village: Village) -> None:
    open_list(page, village, "?status=archived")
    page.locator("#contact-table .c-main a").first.click()
    page.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("button", name="Unarchive")).to_be_visible()


@state()
def a_new_contact_with_errors(page: Page, village: Village) -> None:
    go(page, "contacts:contact_create", village.house.audience.pk)
    page.get_by_role("textbox", name="Email address").fill("person004@example.com")
    page.get_by_role("button", name="Add contact").click()
    expect(page.get_by_role("alert")).to_be_visible()


@state()
def a_changed_contact_with_errors(page: Page, village: Village) -> None:
    open_list(page, village, "?q=person004")
    page.get_by_role("link", name="Zoë van der Meer").click()
    page.get_by_role("link", name="Open as a page").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("textbox", name="Email").fill("person005@example.com")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_be_visible()


@state()
def more_filters(page: Page, village: Village) -> None:
    open_list(page, village, "?country=NO")
    page.get_by_role("link", name="Filters", exact=True).click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()


@state()
def filters_that_make_no_sense(page: Page, village: Village) -> None:
    more_filters(page, village)
    page.get_by_label("Added since").fill("2026-02-02")
    page.get_by_label("Added until").fill("2026-02-01")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("This day is before the first one.")).to_be_visible()


@state()
def a_list_narrowed_by_a_tag_that_is_gone(page: Page, village: Village) -> None:
    open_list(page, village, "?tag=99999999")
    expect(page.get_by_text("is no longer there, and is left out")).to_be_visible()
