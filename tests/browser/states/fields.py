from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


@state()
def the_fields(page: Page, village: Village) -> None:
    go(page, "contacts:field_list", village.house.audience.pk)
    page.get_by_role("button", name="Actions for Birthday").click()
    expect(page.get_by_role("link", name="Delete").last).to_be_visible()


@state(viewer)
def fields_that_one_only_looks_at(page: Page, village: Village) -> None:
    go(page, "contacts:field_list", village.house.audience.pk)


@state()
def a_new_field_with_errors(page: Page, village: Village) -> None:
    go(page, "contacts:field_create", village.house.audience.pk)
    page.get_by_role("combobox", name="Type").select_option("dropdown")
    page.get_by_role("button", name="Make the field").click()
    expect(page.get_by_role("alert")).to_contain_text("Name the choices")


@state()
def a_choice_that_goes(page: Page, village: Village) -> None:
    go(page, "contacts:field_list", village.house.audience.pk)
    page.get_by_role("link", name="Favorite roast").click()
    expect(page.locator(".choicerow .num").first).to_contain_text("contact")
    page.get_by_label("Take out Dark").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Take these choices away")).to_be_visible()


@state()
def a_question_before_deleting_a_field(page: Page, village: Village) -> None:
    the_fields(page, village)
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    dialog = page.get_by_role("dialog", name="Delete the field")
    expect(dialog).to_contain_text("a value in it")
    expect(dialog).not_to_contain_text("Counting")
