"""Segments are built, edited, explained and exported: by pressing, by keys alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from segments.models import Segment
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.browser.looking import PHONE, WIDE
from tests.browser.test_contact_stories import rows_in

SUBSCRIBED = {"field": "status", "op": "is", "value": ["subscribed"]}
VIP = {"field": "vip", "op": "yes"}
NAMED = {"field": "first_name", "op": "contains", "value": "am"}
DOWNLOAD = re.compile("^Download")
sizes = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


def tree_of(*nodes: Any, match: str = "all") -> dict[str, Any]:
    return {"match": match, "of": list(nodes)}


IN_A_GROUP = tree_of(NAMED, match="any")


@pytest.fixture
def segment(house: House, town: Database) -> Segment:
    tree = {"v": 1, **tree_of(VIP, tree_of(NAMED, match="any"), SUBSCRIBED)}
    with town.opened():
        return Segment.objects.create(audience=house.audience, name="Ours", tree=tree)


def open_list(page: Page, house: House, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(reverse("segments:segment_list", args=[house.audience.pk]))


def open_builder(page: Page, house: House) -> None:
    page.goto(reverse("segments:segment_create", args=[house.audience.pk]))


def open_segment(page: Page, segment: Segment) -> None:
    args = [segment.audience_id, segment.pk]
    page.goto(reverse("segments:segment_update", args=args))


def kept(house: House, town: Database, name: str) -> dict[str, Any]:
    with town.opened():
        tree: dict[str, Any] = house.audience.segments.get(name=name).tree
    return {key: value for key, value in tree.items() if key != "v"}


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the segment").click()
    expect(page.locator(".toastx-text")).to_contain_text("is saved")


@sizes
def test_a_segment_is_built_edited_explained_and_exported_by_presses(
    page: Page, house: House, town: Database, size: Any
) -> None:
    open_list(page, house, size)
    page.get_by_role("link", name="New segment").first.click()
    page.get_by_label("What is asked for").select_option(label="Status")
    page.get_by_role("button", name="Value: Choose…").click()
    page.get_by_label("Subscribed", exact=True).check()
    expect(page.locator(".result .big")).to_have_text("8")
    page.get_by_role("heading", name="To find it again").click()
    page.get_by_label("Name", exact=True).fill("Readers")
    save(page)
    assert kept(house, town, "Readers") == tree_of(SUBSCRIBED)

    page.get_by_role("button", name="Actions for Readers").click()
    page.get_by_role("link", name="Edit").locator("visible=true").click()
    page.get_by_role("button", name="Group", exact=True).click()
    inner = page.locator(".grp .grp")
    inner.get_by_label("What is asked for").select_option(label="First name")
    inner.get_by_label("How", exact=True).select_option(label="contains")
    inner.get_by_label("Value").fill("am")
    expect(page.locator(".result-sentence")).to_contain_text("(whose First name")
    page.get_by_role("button", name="Why is").first.click()
    panel = page.locator("#why-panel")
    expect(panel.get_by_text("Is in it", exact=True)).to_be_visible()
    expect(panel).to_contain_text("whose status is Subscribed")
    panel.get_by_role("button", name="Close").click()
    save(page)
    assert kept(house, town, "Readers") == tree_of(SUBSCRIBED, IN_A_GROUP)

    page.get_by_role("button", name="Actions for Readers").click()
    page.get_by_role("link", name="Export…").locator("visible=true").click()
    dialog = page.get_by_role("dialog", name="Export")
    dialog.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=DOWNLOAD).click()
    assert {"am" in row["First name"].lower() for row in rows_in(download.value)} == {
        True
    }


@sizes
def test_a_segment_is_built_edited_explained_and_exported_by_keys_alone(
    page: Page, house: House, town: Database, size: Any
) -> None:
    open_list(page, house, size)
    tab_to(page.get_by_role("link", name="New segment").first)
    press(page, "Enter")
    tab_to(page.get_by_label("Name", exact=True))
    press(page, *"Readers")
    tab_to(page.get_by_label("What is asked for"))
    press(page, *"Status")
    tab_to(page.get_by_role("button", name="Value: Choose…"))
    press(page, "Enter")
    tab_to(page.get_by_label("Subscribed", exact=True))
    press(page, "Space", "Escape")
    expect(page.locator(".result .big")).to_have_text("8")
    press(page, "Control+Enter")
    expect(page.locator(".toastx-text")).to_contain_text("is saved")
    assert kept(house, town, "Readers") == tree_of(SUBSCRIBED)

    tab_to(page.get_by_role("button", name="Actions for Readers"))
    press(page, "Enter")
    tab_to(page.get_by_role("link", name="Edit").locator("visible=true"))
    press(page, "Enter")
    tab_to(page.get_by_role("button", name="Group", exact=True))
    press(page, "Enter")
    inner = page.locator(".grp .grp")
    expect(inner.get_by_label("What is asked for")).to_be_focused()
    press(page, *"First")
    tab_to(inner.get_by_label("How", exact=True))
    press(page, *"contains")
    tab_to(inner.get_by_label("Value"))
    press(page, *"am")
    expect(page.locator(".result-sentence")).to_contain_text("contains “am”")
    expect(inner.get_by_label("Value")).to_be_focused()
    tab_to(page.get_by_role("button", name="Why is").first)
    press(page, "Enter")
    panel = page.locator("#why-panel")
    expect(panel.get_by_text("Is in it", exact=True)).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("button", name="Why is").first).to_be_focused()
    press(page, "Control+Enter")
    expect(page.locator(".toastx-text")).to_contain_text("is saved")
    assert kept(house, town, "Readers") == tree_of(SUBSCRIBED, IN_A_GROUP)

    tab_to(page.get_by_role("button", name="Actions for Readers"))
    press(page, "Enter")
    tab_to(page.get_by_role("link", name="Export…").locator("visible=true"))
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="Export")).to_be_visible()
    press(page, "Control+Enter")
    with page.expect_download() as download:
        tab_to(page.get_by_role("button", name=DOWNLOAD))
        press(page, "Enter")
    assert {"am" in row["First name"].lower() for row in rows_in(download.value)} == {
        True
    }


def test_the_caret_stays_where_it_is_while_the_count_follows(
    page: Page, segment: Segment
) -> None:
    open_segment(page, segment)
    value = page.locator(".grp .grp").get_by_label("Value")

    value.fill("")
    value.press_sequentially("ann", delay=150)
    press(page, "ArrowLeft")
    expect(page.locator(".result-sentence")).to_contain_text("“ann”")
    value.press_sequentially("i", delay=400)

    expect(page.locator(".result-sentence")).to_contain_text("“anin”")
    expect(value).to_be_focused()
    assert value.evaluate("field => field.selectionStart") == 3


def test_choices_stay_open_while_several_are_ticked(page: Page, house: House) -> None:
    open_builder(page, house)
    page.get_by_label("What is asked for").select_option(label="Country")
    page.get_by_role("button", name="Value: Choose…").click()

    page.get_by_label("Find a choice").fill("nor")
    page.get_by_label("Norway", exact=True).check()
    expect(page.locator(".result-sentence")).to_contain_text("Norway")
    page.get_by_label("Find a choice").fill("swed")
    page.get_by_label("Sweden", exact=True).check()

    expect(page.locator(".result-sentence")).to_contain_text("Norway or Sweden")
    expect(page.get_by_label("Norway", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Value: Norway, Sweden")).to_be_visible()


def test_a_condition_is_moved_by_the_arrow_keys_on_its_grip(
    page: Page, segment: Segment, house: House, town: Database
) -> None:
    open_segment(page, segment)
    grips = page.locator("[data-node-grip]")

    grips.last.focus()
    press(page, "ArrowRight")
    expect(page.locator("#live")).to_have_text("Now 2 of 2 in its group.")
    expect(grips.last).to_be_focused()
    press(page, "ArrowUp")
    expect(page.locator("#live")).to_have_text("Now 1 of 2 in its group.")
    press(page, "ArrowLeft")
    expect(page.locator("#live")).to_have_text("Now 3 of 3.")
    press(page, "ArrowUp")
    expect(page.locator("#live")).to_have_text("Now 2 of 3.")
    save(page)

    wanted = tree_of(VIP, SUBSCRIBED, tree_of(NAMED, match="any"))
    assert kept(house, town, "Ours") == wanted


def test_a_condition_is_dragged_into_a_group(
    page: Page, segment: Segment, house: House, town: Database
) -> None:
    open_segment(page, segment)

    page.get_by_role("button", name="Move condition 1 VIP", exact=True).hover()
    page.mouse.down()
    inside = page.locator(".grp .grp .cond")
    for _ in range(3):  # what is passed makes room
        box = inside.first.bounding_box()
        assert box
        x, middle = box["x"] + 60, box["y"] + box["height"] / 2
        page.mouse.move(x, middle - 8, steps=8)
        page.mouse.move(x, middle + 14, steps=8)
        page.wait_for_timeout(250)
    expect(page.locator(".grp .grp .cond")).to_have_count(2)
    page.mouse.up()
    both = re.compile(r"Contacts \(.+ or .+\) and whose status is Subscribed")
    expect(page.locator(".result-sentence")).to_contain_text(both)
    save(page)

    orders = [(VIP, NAMED), (NAMED, VIP)]  # wherever among them it was let go
    wanted = [tree_of(tree_of(*two, match="any"), SUBSCRIBED) for two in orders]
    assert kept(house, town, "Ours") in wanted


def test_leaving_with_unsaved_conditions_asks_first(
    page: Page, segment: Segment
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    open_segment(page, segment)
    page.get_by_role("button", name="Remove condition 1 VIP").click()
    expect(page.get_by_text("Unsaved changes")).to_be_visible()

    page.get_by_role("link", name="Cancel").click()

    expect(page).to_have_url(page.url.partition("segments/")[0] + "segments/")
    assert asked == ["beforeunload"]
