from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


@state()
def a_new_segment(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk)
    page.locator("#starters summary").click()
    expect(page.get_by_role("link", name="Lapsed customers")).to_be_visible()


@state(viewer)
def a_segment_that_one_cannot_keep(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk, query="?start=vip")


@state()
def a_segment_with_groups_and_an_event(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk, query="?start=loyal")
    page.get_by_role("button", name="Group", exact=True).click()
    inner = page.locator(".grp .grp")
    inner.get_by_label("What is asked for").select_option(label="Tag")
    inner.get_by_label("Value").select_option(label="Press")
    expect(page.locator(".result-sentence")).to_contain_text("Press")


@state()
def a_segment_with_errors(page: Page, village: Village) -> None:
    a_segment_with_groups_and_an_event(page, village)
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save the segment").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()


@state()
def the_menu_of_a_condition(page: Page, village: Village) -> None:
    a_segment_with_groups_and_an_event(page, village)
    page.get_by_role("button", name="Actions for condition 1").click()
    expect(page.get_by_role("button", name="Duplicate").first).to_be_visible()


@state()
def choices_to_tick(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk)
    page.get_by_label("What is asked for").select_option(label="Country")
    page.get_by_role("button", name="Value: Choose…").click()
    page.get_by_label("Norway", exact=True).check()
    expect(page.locator(".result-sentence")).to_contain_text("Norway")


@state()
def why_somebody_is_in_a_segment(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk, query="?start=new")
    page.get_by_role("button", name="Why is").first.click()
    expect(page.get_by_text("Is in it", exact=True)).to_be_visible()
