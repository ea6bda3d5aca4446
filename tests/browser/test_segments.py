"""Segments are built: by pressing, by keys alone, on a phone."""

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

SUBSCRIBED = {"field": "status", "op": "is", "value": ["subscribed"]}
VIP = {"field": "vip", "op": "yes"}
NAMED = {"field": "first_name", "op": "contains", "value": "am"}


def tree_of(*nodes: Any, match: str = "all") -> dict[str, Any]:
    return {"match": match, "of": list(nodes)}


@pytest.fixture
def segment(house: House, town: Database) -> Segment:
    tree = {"v": 1, **tree_of(VIP, tree_of(NAMED, match="any"), SUBSCRIBED)}
    with town.opened():
        return Segment.objects.create(audience=house.audience, name="Ours", tree=tree)


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


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_segment_is_built_by_presses(
    page: Page, house: House, town: Database, size: Any
) -> None:
    page.set_viewport_size(size)
    open_builder(page, house)

    page.get_by_label("What is asked for").select_option(label="Status")
    page.get_by_role("button", name="Value: Choose…").click()
    page.get_by_label("Subscribed", exact=True).check()
    expect(page.locator(".result .big")).to_have_text("8")
    page.get_by_role("heading", name="To find it again").click()
    page.get_by_role("button", name="Group", exact=True).click()
    inner = page.locator(".grp .grp")
    inner.get_by_label("What is asked for").select_option(label="First name")
    inner.get_by_label("How", exact=True).select_option(label="contains")
    inner.get_by_label("Value").fill("am")
    expect(page.locator(".result-sentence")).to_contain_text("(whose First name")
    page.get_by_label("Name", exact=True).fill("Subscribers called Am")
    save(page)

    wanted = tree_of(SUBSCRIBED, tree_of(NAMED, match="any"))
    assert kept(house, town, "Subscribers called Am") == wanted


def test_a_segment_is_built_by_keys_alone(
    page: Page, house: House, town: Database
) -> None:
    open_builder(page, house)

    tab_to(page.get_by_label("Name", exact=True))
    press(page, *"By keys")
    tab_to(page.get_by_label("What is asked for"))
    press(page, *"First")
    expect(page.get_by_label("How", exact=True)).to_be_visible()
    press(page, "Tab", *"contains")
    press(page, "Tab", *"am")
    expect(page.locator(".result-sentence")).to_contain_text("contains “am”")
    expect(page.get_by_label("Value")).to_be_focused()
    press(page, "Control+Enter")

    expect(page.locator(".toastx-text")).to_contain_text("is saved")
    assert kept(house, town, "By keys") == tree_of(NAMED)


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


def test_what_is_asked_for_a_person_is_explained(page: Page, segment: Segment) -> None:
    open_segment(page, segment)
    page.get_by_role("button", name="Remove condition 1 VIP").click()
    expect(page.locator(".result .big")).not_to_have_text("0")

    page.get_by_role("button", name="Why is").first.click()

    panel = page.locator("#why-panel")
    expect(panel.get_by_text("Is in it", exact=True)).to_be_visible()
    expect(panel).to_contain_text("whose status is Subscribed")


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
