from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.states.opening import go, state, viewer
from tests.browser.village import Village


def owner_of_the_empty_house(village: Village) -> User:
    return village.empty.owner


@state()
def a_question_before_exporting(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.get_by_role("link", name="Export", exact=True).click()
    expect(page.get_by_role("dialog", name=re.compile("^Export"))).to_be_visible()


@state()
def the_columns_of_an_export(page: Page, village: Village) -> None:
    a_question_before_exporting(page, village)
    page.get_by_text("The ones I choose").click()
    expect(page.get_by_role("checkbox", name="Last consent at")).to_be_visible()


@state()
def an_export_without_columns(page: Page, village: Village) -> None:
    the_columns_of_an_export(page, village)
    for box in page.locator(".columnpick input").all():
        box.uncheck()
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.locator("#columns-error")).to_be_visible()


@state()
def an_export_that_is_finished(page: Page, village: Village) -> None:
    a_question_before_exporting(page, village)
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Download"))).to_be_visible()


@state()
def jobs_of_every_kind(page: Page, village: Village) -> None:
    an_export_that_is_finished(page, village)
    go(page, "audiences:job_list", village.house.audience.pk)
    expect(
        page.get_by_role("button", name=re.compile("^Download")).first
    ).to_be_visible()


@state(viewer)
def jobs_that_one_only_looks_at(page: Page, village: Village) -> None:
    go(page, "audiences:job_list", village.busy.pk)
    expect(page.get_by_role("progressbar")).to_be_visible()


@state(owner_of_the_empty_house)
def no_jobs(page: Page, village: Village) -> None:
    go(page, "audiences:job_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="Nothing has run yet")).to_be_visible()
