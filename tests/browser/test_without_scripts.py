"""With scripts switched off."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from audiences import lifecycle
from tests.browser import houses
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House


@pytest.fixture
def page(visit: Visit, house: House) -> Page:
    return visit(house.owner, java_script_enabled=False)


def test_one_signs_in(visit: Visit, house: House) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/")

    page.get_by_label("Email").fill(house.owner.email)
    page.get_by_label("Password").fill(houses.PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Audiences")


def test_people_are_searched(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))

    page.get_by_role("searchbox").fill("beauc")
    page.get_by_role("button", name="Search", exact=True).click()

    expect(page.locator("#contact-table .c-main a")).to_have_text(["Amélie Beauchamp"])


def test_chosen_people_are_tagged_and_untagged_again(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    for name in ("Ingrid Haugen", "Łukasz Wiśniewski"):
        page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()

    expect(page.locator("[data-selected]")).to_be_hidden()
    page.get_by_role("button", name="Tag…", exact=True).click()
    page.get_by_label("Find a tag, or name a new one").fill("By hand")
    page.get_by_role("button", name="Tag", exact=True).click()

    expect(page.locator(".toastx-text")).to_have_text("2 contacts tagged “By hand”")
    tagged = page.get_by_role("row").filter(has_text="By hand")
    expect(tagged).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toastx-text")).to_have_text("2 contacts are as they were.")
    expect(tagged).to_have_count(0)


def test_an_audience_is_made(page: Page, house: House) -> None:
    page.goto(reverse("audiences:audience_list", args=[house.account.pk]))

    page.get_by_role("link", name="New audience").click()
    page.get_by_role("textbox", name="Name*", exact=True).fill("Wholesale")
    page.get_by_role("button", name="Create audience").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wholesale is ready")


def test_an_audience_is_moved(page: Page, house: House, town: Database) -> None:
    with town.opened():
        lifecycle.create(house.account, actor=house.owner, name="Wholesale")
    page.goto(reverse("audiences:audience_list", args=[house.account.pk]))

    page.get_by_role("button", name="Actions for Newsletter readers").click()
    page.get_by_role("button", name="Move down").locator("visible=true").click()

    names = page.locator(".cards .stretched")
    expect(names).to_have_text(["Wholesale", "Newsletter readers"])


def test_columns_are_chosen_and_moved(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    page.get_by_role("link", name="Columns").click()
    page.get_by_role("checkbox", name="Language").check()
    for _place in range(4):
        page.get_by_role("button", name="Move Language up").click()

    page.get_by_role("button", name="Show these").click()

    heads = page.locator("#contact-table thead th")
    expect(heads).to_contain_text(["Email", "Language", "Status", "Tags"])


def test_a_field_is_set_for_many(page: Page, house: House) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    for name in ("Ingrid Haugen", "Łukasz Wiśniewski"):
        page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Set a field…").click()

    page.get_by_label("Field", exact=True).select_option(label="Birthday")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Birthday", exact=True).fill("11-25")
    page.get_by_role("button", name="Set the field").click()

    expect(page.locator(".toastx-text")).to_have_text("“Birthday” set for 2 contacts")


def test_a_file_is_uploaded_and_mapped(page: Page, house: House) -> None:
    page.goto(reverse("contacts:import_create", args=[house.audience.pk]))

    file = houses.people_csv(3, 0).encode()
    chosen = {"name": "people.csv", "mimeType": "text/csv", "buffer": file}
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")
    page.get_by_role("button", name=re.compile("^Check ")).click()

    page.get_by_role("button", name="Import now").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("people.csv")
    expect(page.get_by_role("link", name="Show how far it is")).to_be_visible()
