"""Who is in a segment while it is built: first about, then exactly, and between two."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from segments.models import Segment
from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.test_segments import SUBSCRIBED, VIP, kept, open_segment, tree_of

PEOPLE = 20_480
NORWAY = {"field": "country", "op": "is", "value": ["NO"]}


@pytest.fixture
def crowded(house: House, town: Database) -> House:
    """So many people that they are estimated first; one in three lives in Norway."""
    lines = ["Email,Country"]
    lines += [f"p{n}@example.com,{'FR' if n % 3 else 'NO'}" for n in range(PEOPLE)]
    with town.opened():
        houses.imported(house, "\n".join(lines))
    return house


def made(house: House, town: Database, *nodes: Any) -> Segment:
    with town.opened():
        tree = {"v": 1, **tree_of(*nodes)}
        return Segment.objects.create(audience=house.audience, name="Ours", tree=tree)


def test_an_estimate_is_there_first_and_the_exact_number_follows_by_itself(
    page: Page, crowded: House, town: Database
) -> None:
    with town.opened():
        matching = crowded.audience.contacts.present().filter(country="NO")
        number = f"{matching.count():,}"
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/segments/result/", hold)

    open_segment(page, made(crowded, town, NORWAY))

    shown = page.locator(".result .big")
    expect(shown).to_contain_text("about")
    expect(shown.locator(".result-margin")).to_contain_text("±")
    expect(page.get_by_text("Counting exactly…")).to_be_visible()
    held[0].continue_()
    expect(shown).to_have_text(number)
    expect(page.get_by_text("Counting exactly…")).to_be_hidden()


def test_without_scripts_the_exact_number_is_a_press_away(
    visit: Visit, crowded: House, town: Database
) -> None:
    page = visit(crowded.owner, java_script_enabled=False)
    open_segment(page, made(crowded, town, NORWAY))

    page.get_by_role("button", name="Count exactly").click()

    expect(page.locator(".result .big")).not_to_contain_text("about")


def test_without_scripts_a_segment_is_built_alike(
    visit: Visit, house: House, town: Database
) -> None:
    page = visit(house.owner, java_script_enabled=False)
    page.goto(reverse("segments:segment_create", args=[house.audience.pk]))

    page.get_by_label("What is asked for").select_option(label="VIP")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_label("What is asked for").last.select_option(label="Status")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Value: Choose…").click()
    page.get_by_label("Subscribed", exact=True).check()
    page.get_by_label("Name", exact=True).fill("By plain forms")
    page.get_by_role("button", name="Save the segment").click()

    expect(page.locator(".toastx-text")).to_contain_text("is saved")
    assert kept(house, town, "By plain forms") == tree_of(VIP, SUBSCRIBED)


def test_who_saves_second_sees_what_the_first_one_saved_and_may_keep_both(
    page: Page, visit: Visit, house: House, town: Database
) -> None:
    segment = made(house, town, VIP, SUBSCRIBED)
    other = visit(house.owner)
    for tab in (page, other):
        open_segment(tab, segment)
    other.get_by_role("button", name="Remove condition 2 Status").click()
    expect(other.locator(".cond")).to_have_count(1)
    other.get_by_role("button", name="Save the segment").click()
    expect(other.locator(".toastx-text")).to_contain_text("is saved")

    page.get_by_role("button", name="Remove condition 1 VIP").click()
    expect(page.locator(".cond")).to_have_count(1)
    page.get_by_role("button", name="Save the segment").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("It now says: Contacts who are VIP")
    page.get_by_label("Name", exact=True).fill("Mine")
    notice.get_by_role("button", name="Keep both").click()

    expect(page.locator(".toastx-text")).to_contain_text("is saved")
    assert kept(house, town, "Ours") == tree_of(VIP)
    assert kept(house, town, "Mine") == tree_of(SUBSCRIBED)
