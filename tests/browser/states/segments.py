from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.contacts import open_list
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


def open_segments(page: Page, village: Village, query: str = "") -> None:
    go(page, "segments:segment_list", village.house.audience.pk, query=query)


@state(owner_of_the_empty_house)
def no_segments(page: Page, village: Village) -> None:
    go(page, "segments:segment_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No segments yet")).to_be_visible()


@state()
def segments_with_labels_and_a_problem(page: Page, village: Village) -> None:
    open_segments(page, village)
    expect(page.get_by_role("link", name="Mend Lost tag")).to_be_visible()
    expect(page.get_by_text("not counted yet")).to_have_count(0)


@state(viewer)
def segments_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_segments(page, village)
    expect(page.get_by_text("not counted yet")).to_have_count(0)


@state()
def segments_of_one_label(page: Page, village: Village) -> None:
    open_segments(page, village)
    page.get_by_role("navigation", name="Labels").get_by_role("link").first.click()
    expect(page.locator(".tagx[aria-current]")).to_be_visible()


@state()
def no_segment_that_matches(page: Page, village: Village) -> None:
    open_segments(page, village, "?q=zzzz")
    expect(page.get_by_role("heading", name="No segment matches")).to_be_visible()


@state()
def archived_segments(page: Page, village: Village) -> None:
    open_segments(page, village, "?archived=yes")
    expect(page.get_by_text("Long ago")).to_be_visible()


@state()
def the_menu_of_a_segment(page: Page, village: Village) -> None:
    open_segments(page, village)
    page.get_by_role("button", name="Actions for Fair visitors").click()
    expect(page.get_by_role("button", name="Duplicate")).to_be_visible()


@state()
def what_is_lost_of_a_copied_segment(page: Page, village: Village) -> None:
    the_menu_of_a_segment(page, village)
    page.get_by_role("link", name="Copy to another").locator("visible=true").click()
    page.get_by_label("To the audience").select_option(label="Press")
    expect(page.get_by_role("button", name="Copy the segment")).to_be_visible()
    expect(page.get_by_role("heading", name="cannot be told there")).to_be_visible()


@state()
def the_menu_of_segments(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Segment", exact=True).click()
    expect(page.locator("#segment-options")).to_be_visible()


@state()
def contacts_of_a_segment(page: Page, village: Village) -> None:
    the_menu_of_segments(page, village)
    option = page.locator("#segment-options").get_by_role(
        "button", name="Fair visitors"
    )
    option.click()
    expect(page.locator(".chipx")).to_contain_text("Fair visitors")


@state()
def contacts_of_a_tree_that_cannot_be_read(page: Page, village: Village) -> None:
    open_list(page, village, "?where=nonsense")
    expect(page.get_by_text("They cannot be read.")).to_be_visible()


@state()
def a_tag_that_a_segment_uses(page: Page, village: Village) -> None:
    go(page, "contacts:tag_list", village.house.audience.pk)
    page.get_by_role("button", name="Actions for Fair 2026").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("link", name="The segment “Fair visitors”")).to_be_visible()


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
def a_segment_that_asks_who_opened(page: Page, village: Village) -> None:
    go(page, "segments:segment_create", village.house.audience.pk)
    page.get_by_label("What is asked for").select_option(label="Message opened")
    page.get_by_label("How", exact=True).select_option(label="not all of the last")
    page.locator(".val-number input").fill("2")
    expect(page.locator(".result-sentence")).to_contain_text("did not open all")
    expect(page.get_by_text("Not every open is seen")).to_be_visible()


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


def open_following(page: Page, village: Village, name: str) -> None:
    open_segments(page, village)
    page.get_by_role("button", name=f"Actions for {name}").click()
    menu = page.locator(".menu:popover-open")
    menu.get_by_role("link", name="ollow").or_(
        menu.get_by_role("link", name="Who enters and leaves")
    ).click()
    expect(page.get_by_role("heading", name="Who enters and leaves")).to_be_visible()


@state()
def a_segment_that_is_not_followed(page: Page, village: Village) -> None:
    open_following(page, village, "Fair visitors")
    page.get_by_label("Tag for whoever enters").fill("Press")
    expect(page.get_by_label("Only those who enter from now on")).to_be_visible()


@state()
def a_segment_that_cannot_be_followed(page: Page, village: Village) -> None:
    open_following(page, village, "Lost tag")
    expect(page.get_by_role("link", name="Mend it")).to_be_visible()


@state()
def a_segment_that_is_begun_with(page: Page, village: Village) -> None:
    open_following(page, village, "Slowly followed")
    expect(page.get_by_text("is being written down")).to_be_visible()


@state()
def a_segment_that_is_followed(page: Page, village: Village) -> None:
    open_following(page, village, "VIPs")
    page.get_by_text("Give something else, or nothing").click()
    expect(page.get_by_label("Tag for whoever enters")).to_be_visible()


@state()
def a_tag_that_is_too_long(page: Page, village: Village) -> None:
    a_segment_that_is_followed(page, village)
    field = page.get_by_label("Tag for whoever enters")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("x" * 101)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorsx")).to_be_visible()


@state(viewer)
def a_followed_segment_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_segments(page, village)
    page.get_by_role("link", name="Followed: who enters and leaves VIPs").click()
    expect(page.get_by_role("heading", name="Who entered and left")).to_be_visible()


@state()
def whether_to_stop_following(page: Page, village: Village) -> None:
    open_following(page, village, "VIPs")
    page.get_by_role("link", name="Stop following").click()
    expect(page.locator("#unfollow-dialog")).to_be_visible()


@state()
def a_followed_segment_that_is_changed(page: Page, village: Village) -> None:
    open_segments(page, village)
    page.get_by_role("button", name="Actions for VIPs").click()
    page.get_by_role("link", name="Edit", exact=True).locator("visible=true").click()
    page.get_by_role("button", name="Condition", exact=True).click()
    expect(page.get_by_text("This segment is followed")).to_be_visible()
