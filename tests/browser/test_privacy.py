"""What people may ask for, done by the pointer and by the keyboard."""

from __future__ import annotations

import json
import re
import zipfile

from django.urls import reverse
from playwright.sync_api import Page, expect

from audiences import jobs
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to


def settings_of(house: House, town: Database, email: str) -> str:
    with town.opened():
        pk = house.audience.contacts.get(email=email).pk
    return reverse("contacts:contact_settings", args=[house.audience.pk, pk])


def test_somebody_gets_what_is_kept_and_is_erased_and_stays_out(
    page: Page, house: House, town: Database
) -> None:
    page.goto(settings_of(house, town, "person001@example.com"))
    page.get_by_text("Exact wording").click()
    expect(page.locator("blockquote.wording")).to_have_text("They signed up")

    page.get_by_role("button", name="Export all that is kept").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name=re.compile("^Download")).click()
    with zipfile.ZipFile(fetched.value.path()) as packed:
        told = json.loads(packed.read("person.json"))
    assert told["contact"][0]["email"] == "person001@example.com"
    assert told["consents"][0]["wording"] == "They signed up"

    page.goto(settings_of(house, town, "person001@example.com"))
    page.get_by_role("link", name="Erase…").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Erase "))
    dialog.get_by_role("textbox").fill("person001@example.com")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(page.locator(".toastx-text")).to_have_text("1 contact erased")

    page.goto(reverse("contacts:contact_create", args=[house.audience.pk]))
    page.get_by_label("Email address").fill("person001@example.com")
    page.get_by_role("button", name="Add contact").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be added again")


def test_addresses_are_suppressed_looked_up_and_lifted_by_the_keyboard(
    page: Page, house: House, town: Database
) -> None:
    page.goto(reverse("contacts:contact_list", args=[house.audience.pk]))
    tab_to(page.get_by_role("link", name="Suppressions"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suppressions")
    press(page, "c")
    tab_to(page.get_by_label("Or paste addresses"))
    press(page, *"gone@x.com person002@example.com")
    press(page, "Control+Enter")
    tab_to(page.get_by_role("button", name="Suppress them"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "2 addresses are newly suppressed"
    )
    with town.opened():
        person = house.audience.contacts.get(email="person002@example.com")
    assert person.status == "unsubscribed"

    page.goto(reverse("contacts:suppression_list", args=[house.audience.pk]))
    tab_to(page.get_by_label("Email address"))
    press(page, *"gone@x.com", "Enter")
    expect(page.get_by_role("heading", level=3)).to_contain_text("Yes, gone@x.com")
    tab_to(page.get_by_text("Let the address in again…"))
    press(page, "Enter")
    tab_to(page.get_by_label("Why may they be written to again?"))
    press(page, *"She asked", "Enter")
    expect(page.locator(".toastx-text")).to_have_text("The address may be added again.")

    page.get_by_label("Email address").fill("gone@x.com")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("heading", level=3)).to_contain_text("No, gone@x.com")


def test_some_are_erased_at_once_from_the_list(
    page: Page, house: House, town: Database
) -> None:
    listed = reverse("contacts:contact_list", args=[house.audience.pk]) + "?q=person00"
    page.goto(listed)
    page.get_by_role("checkbox", name="Maya Lindqvist").check()
    page.get_by_role("checkbox", name="Ingrid Haugen").check()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Erase…").click()
    dialog = page.get_by_role("dialog", name="Erase 2 contacts")
    dialog.get_by_role("textbox").fill("2")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog).to_have_count(0)
    with town.opened():
        # What a slow machine leaves to the queue.
        (job,) = house.audience.jobs.filter(kind="contacts.erase")
        jobs.run(job)

    page.goto(listed)
    expect(page.get_by_role("link", name="Tomáš Dvořák")).to_be_visible()
    expect(page.get_by_role("link", name="Ingrid Haugen")).to_have_count(0)
