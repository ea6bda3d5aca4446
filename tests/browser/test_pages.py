"""Every page that the URLconf leads to, as it opens: a new one is looked at as well."""

from __future__ import annotations

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.database import Database
from tests.browser.looking import PHONE, WIDE, faults_at
from tests.browser.village import Village
from tests.browser.visitors import Visitors
from tests.route_rights import OPEN
from tests.routes import Route, routes

PUBLIC = [route for route in routes() if OPEN.get(route.name, "").startswith("public")]

JUMPS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(
    list.getEntries().reduce((sum, shift) => sum + shift.value, 0)
  )).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 100);
})"""


def address(route: Route, village: Village) -> str:
    if route.name == "account_reset_password_from_key":
        owner = village.house.owner
        key = default_token_generator.make_token(owner)
        return reverse(route.name, args=[user_pk_to_url_str(owner), key])
    return route.url(village.house.audience)


def is_page(page: Page, url: str) -> bool:
    """Whether it answers with a page, not with a part, a file or a refusal."""
    # A connection that is used again may just have been closed by the server.
    answer = page.request.get(url, max_retries=3)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.ok and is_html and "<html" in answer.text()


def look(page: Page, url: str) -> list[str]:
    page.goto(url)
    found = []
    if (jump := page.evaluate(JUMPS)) > 0.05:
        found.append(f"the page jumps: {jump}")
    if page.locator("header.head .btn-primary").count() > 1:
        found.append("more than one button is the primary one")
    return found + faults_at(page, (WIDE, PHONE))


@pytest.mark.parametrize("route", routes(), ids=str)
def test_a_page_is_free_of_faults(
    route: Route, settled: Village, visitors: Visitors, town: Database
) -> None:
    with town.opened():
        url = address(route, settled)
    page = visitors.send(settled.house.owner)

    found = look(page, url) if is_page(page, url) else []

    page.close()
    assert found + visitors.complaints() == []


@pytest.mark.parametrize("route", PUBLIC, ids=str)
def test_a_public_page_is_free_of_faults(
    route: Route, settled: Village, visitors: Visitors, town: Database
) -> None:
    with town.opened():
        url = address(route, settled)
    page = visitors.send(None)

    found = look(page, url) if is_page(page, url) else []

    page.close()
    assert found + visitors.complaints() == []
