"""A segment is followed and let go: by presses and by keys alone, at both widths."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from audiences import jobs
from segments import following
from segments.models import Segment
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.browser.looking import PHONE, WIDE

TREE = {"v": 1, "match": "all", "of": [{"field": "vip", "op": "yes"}]}
sizes = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def segment(house: House, town: Database) -> Segment:
    with town.opened():
        people = house.audience.contacts.present().order_by("pk")
        some = list(people.values_list("pk", flat=True)[:3])
        house.audience.contacts.filter(pk__in=some).update(vip=True)
        return Segment.objects.create(audience=house.audience, name="Ours", tree=TREE)


def open_list(page: Page, house: House, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(reverse("segments:segment_list", args=[house.audience.pk]))


def turn(house: House, town: Database, segment: Segment) -> None:
    """Let one enter whom nothing has happened to yet, and one leave."""
    with town.opened():
        people = house.audience.contacts.present().order_by("pk")
        inside, outside = people.filter(vip=True)[0], people.filter(vip=False)[0]
        people.filter(pk=inside.pk).update(vip=False)
        people.filter(pk=outside.pk).update(vip=True)
        following.repair()


def tagged(house: House, town: Database, name: str) -> int:
    with town.opened():
        tag = house.audience.tags.get(name=name)
        return int(house.audience.contacts.tagged(tag.pk).count())


@sizes
def test_a_segment_is_followed_and_let_go_by_presses(
    page: Page, house: House, town: Database, segment: Segment, size: Any
) -> None:
    open_list(page, house, size)
    page.get_by_role("button", name="Actions for Ours").click()
    page.get_by_role("link", name="Follow…").locator("visible=true").click()

    page.get_by_label("Tag for whoever enters").fill("Greeted")
    page.get_by_label("Also the 3 who are in it now").check()
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.locator(".toastx-text")).to_contain_text("is followed from now on")
    expect(page.get_by_text("Nobody has entered or left")).to_be_visible()
    assert tagged(house, town, "Greeted") == 3

    turn(house, town, segment)
    page.reload()
    expect(page.locator(".moves .feed-item")).to_have_count(2)
    page.get_by_role("navigation", name="What is listed").get_by_role(
        "link", name="Entered"
    ).click()
    expect(page.locator(".moves .feed-item")).to_have_count(1)
    expect(page.locator(".moves")).to_contain_text("entered")
    assert tagged(house, town, "Greeted") == 4

    page.get_by_role("link", name="Stop following").click()
    dialog = page.locator("#unfollow-dialog")
    expect(dialog).to_contain_text("since when each of the 3 contacts")
    dialog.get_by_role("button", name="Stop following").click()
    expect(page.locator(".toastx-text")).to_contain_text("is followed no longer")
    expect(page.locator(".moves .feed-item")).to_have_count(2)


@sizes
def test_a_segment_is_followed_and_let_go_by_keys_alone(
    page: Page, house: House, town: Database, segment: Segment, size: Any
) -> None:
    open_list(page, house, size)
    tab_to(page.get_by_role("button", name="Actions for Ours"))
    press(page, "Enter")
    tab_to(page.get_by_role("link", name="Follow…").locator("visible=true"))
    press(page, "Enter")

    tab_to(page.get_by_label("Tag for whoever enters"))
    press(page, *"Greeted", "Tab", "Tab", "ArrowDown")
    expect(page.get_by_label("Also the 3 who are in it now")).to_be_checked()
    press(page, "Control+Enter")
    expect(page.locator(".toastx-text")).to_contain_text("is followed from now on")
    assert tagged(house, town, "Greeted") == 3

    tab_to(page.get_by_text("Give something else, or nothing"))
    press(page, "Enter")
    tab_to(page.get_by_label("Tag for whoever enters"))
    press(page, "Control+a", *"Known", "Enter")
    expect(page.locator(".toastx-text")).to_contain_text("gets the tag “Known”")
    assert tagged(house, town, "Known") == 0

    tab_to(page.get_by_role("link", name="Stop following"))
    press(page, "Enter")
    expect(page.locator("#unfollow-dialog")).to_be_visible()
    tab_to(page.locator("#unfollow-dialog").get_by_role("button", name="Stop"))
    press(page, "Enter")
    expect(page.locator(".toastx-text")).to_contain_text("is followed no longer")


def test_the_page_goes_on_by_itself_when_the_work_is_done(
    page: Page, house: House, town: Database, segment: Segment
) -> None:
    with town.opened():
        job = following.follow(segment, None, actor=house.owner)
    page.goto(segment.following_url)
    expect(page.get_by_role("progressbar")).to_be_visible()

    with town.opened():
        jobs.run(job)

    expect(page.get_by_text("Followed since")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_older_moves_are_fetched_into_the_list(
    page: Page, house: House, town: Database, segment: Segment
) -> None:
    with town.opened():
        jobs.run(following.follow(segment, None, actor=house.owner))
        for _turn in range(13):
            for is_vip in (False, True):
                house.audience.contacts.update(vip=is_vip)
                following.repair()
    page.goto(segment.following_url)
    shown = page.locator(".moves .feed-item")
    expect(shown).to_have_count(50)

    page.get_by_role("link", name="Older").click()

    expect(shown).to_have_count(100)
    expect(page.get_by_role("link", name="Older")).to_have_count(1)
