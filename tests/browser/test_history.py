"""Back and Forward give whole pages, whatever htmx put into them meanwhile."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House


def expect_whole(page: Page, people: list[str]) -> None:
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Newsletter readers")
    expect(page.locator("#contact-table .c-main a")).to_have_text(people)


def test_a_filter_is_gone_back_from_and_forward_to(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    everyone = page.locator("#contact-table .c-main a").all_inner_texts()
    page.get_by_role("searchbox").fill("wisniewski")
    expect(page).to_have_url(re.compile("q=wisniewski"))
    expect_whole(page, ["Łukasz Wiśniewski"])

    page.go_back()
    expect_whole(page, everyone)
    page.go_forward()

    expect_whole(page, ["Łukasz Wiśniewski"])
    expect(page.get_by_role("searchbox")).to_have_value("wisniewski")


def test_a_filter_is_still_there_when_one_comes_back_from_elsewhere(
    page: Page, house: House
) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.get_by_role("searchbox").fill("wisniewski")
    expect(page).to_have_url(re.compile("q=wisniewski"))
    page.get_by_role("link", name="Tags", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tags")

    page.go_back()

    expect_whole(page, ["Łukasz Wiśniewski"])
    expect(page.get_by_role("searchbox")).to_have_value("wisniewski")


def test_a_shared_address_opens_the_same_list(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.get_by_role("link", name=re.compile("^Nonsubscribed")).click()
    expect(page).to_have_url(re.compile("status=nonsubscribed"))
    people = page.locator("#contact-table .c-main a").all_inner_texts()

    other = page.context.new_page()
    other.goto(page.url)

    expect_whole(other, people)


def test_a_colleague_sees_the_same_under_the_same_address(
    visit: Visit, page: Page, house: House, town: Database
) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.get_by_role("searchbox").fill("example")
    expect(page).to_have_url(re.compile("q=example"))
    page.get_by_role("link", name=re.compile("^Subscribed")).click()
    expect(page).to_have_url(re.compile("status=subscribed"))
    page.get_by_role("link", name="Email", exact=True).click()
    expect(page).to_have_url(re.compile("order=email"))
    people = page.locator("#contact-table .c-main a").all_inner_texts()
    with town.opened():
        bob = houses.member(house.account, Role.VIEWER, "Bob")

    other = visit(bob)
    other.goto(page.url)
    page.reload()

    for one in (page, other):
        expect_whole(one, people)
        expect(one.get_by_role("searchbox")).to_have_value("example")
        expect(one.locator("[aria-sort=ascending]")).to_have_text("Email")
