"""Landing pages, as staff makes them and as anybody reads them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, nobody, state, viewer
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


def open_list(page: Page, village: Village) -> None:
    go(page, "forms:landingpage_list", village.house.audience.pk)


@state(owner_of_the_empty_house)
def no_pages(page: Page, village: Village) -> None:
    go(page, "forms:landingpage_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No pages yet")).to_be_visible()


@state(viewer)
def pages_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_list(page, village)
    expect(page.get_by_text("Evening")).to_be_visible()


@state()
def a_page_before_it_is_deleted(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Actions for Evening").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("button", name="Delete the page")).to_be_visible()


@state()
def a_page_while_it_is_made(page: Page, village: Village) -> None:
    go(
        page,
        "forms:landingpage_update",
        village.house.audience.pk,
        village.pages.pk,
    )
    page.get_by_text("To whom it is shown").first.click()
    page.get_by_label("Add a block").select_option("picture")
    page.get_by_role("button", name="Add a block").click()
    expect(page.locator("#checklist")).to_contain_text("There is no picture in it.")


@state()
def a_page_that_cannot_be_published(page: Page, village: Village) -> None:
    pk = village.pages.troubled
    go(page, "forms:landingpage_update", village.house.audience.pk, pk)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("not published")


@state()
def what_staff_tells_of_an_audience(page: Page, village: Village) -> None:
    go(page, "forms:about_update", village.house.audience.pk)


@state(nobody)
def a_page_as_anybody_reads_it(page: Page, village: Village) -> None:
    page.goto(village.pages.path)
    expect(page.get_by_text("Dear friend")).to_be_visible()


@state(nobody)
def a_page_in_french(page: Page, village: Village) -> None:
    page.goto(f"{village.pages.path}?lang=fr")
    expect(page.get_by_label("Langue")).to_be_visible()


@state(nobody)
def a_page_as_somebody_reads_it(page: Page, village: Village) -> None:
    page.goto(village.pages.own)
    expect(page.get_by_text("We keep a seat for you.")).to_be_visible()


@state(nobody)
def a_page_whose_form_came_back(page: Page, village: Village) -> None:
    page.goto(village.pages.path)
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_contain_text("missing")


@state(nobody)
def a_page_that_is_not_there(page: Page, village: Village) -> None:
    page.goto(f"{village.pages.about}/nothing")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")


@state(nobody)
def what_an_audience_tells_of_itself(page: Page, village: Village) -> None:
    page.goto(village.pages.about)
    expect(page.get_by_text("A letter a month.")).to_be_visible()


@state(nobody)
def the_archive(page: Page, village: Village) -> None:
    page.goto(f"{village.pages.about}/archive")
    expect(page.get_by_role("link", name="Old news")).to_be_visible()
