"""What stands there when there is nothing to see."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, nobody, state, viewer
from tests.browser.village import Village


@state()
def a_wrong_address(page: Page, village: Village) -> None:
    page.goto("/nowhere/")
    expect(page.get_by_role("heading")).to_have_text("There is nothing here")


@state(viewer)
def a_page_one_may_not_open(page: Page, village: Village) -> None:
    go(page, "contacts:contact_create", village.house.audience.pk)
    expect(page.locator(".error-code")).to_have_text("403")


@state(nobody)
def a_form_that_is_too_old(page: Page, village: Village) -> None:
    go(page, "account_login")
    page.context.clear_cookies()
    page.get_by_label("Email").fill("somebody@example.com")
    page.get_by_label("Password").fill("whatever")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-code")).to_have_text("403")


def _stand_in(page: Page, template: str) -> None:
    """Show a page that a sound server does not send."""
    body = render_to_string(template)
    page.route(
        re.compile("/broken$"),
        lambda route: route.fulfill(content_type="text/html", body=body),
    )
    page.goto("/broken")
    expect(page.locator(".error-code")).to_be_visible()


@state(nobody)
def an_error_of_the_server(page: Page, village: Village) -> None:
    _stand_in(page, "500.html")


@state(nobody)
def a_request_that_makes_no_sense(page: Page, village: Village) -> None:
    _stand_in(page, "400.html")


@state(nobody)
def too_many_attempts(page: Page, village: Village) -> None:
    _stand_in(page, "429.html")


@state()
def a_toast_of_an_error(page: Page, village: Village) -> None:
    go(page, "contacts:contact_list", village.house.audience.pk)
    page.route(re.compile(r"\?q="), lambda route: route.fulfill(status=404))
    page.get_by_role("searchbox").fill("anybody")
    expect(page.locator(".toastx.error")).to_be_visible()
