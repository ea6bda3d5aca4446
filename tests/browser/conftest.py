"""A real browser before a real server; who signs in has an account of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from accounts.models import User
from config.browser import find_chromium, launch_arguments
from tests.browser import database, houses, serving, village
from tests.browser.browsing import PATIENCE, enter
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import Watch
from tests.browser.village import Village
from tests.browser.visitors import Visitors

type Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    assert path, "Chromium is missing: python -m config.browser says how to get it"
    expect.set_options(timeout=PATIENCE)
    # Its event loop stays in this thread, where Django would then refuse to query, and
    # has other connections than outside of it: those of either are closed in time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=launch_arguments()
        )
        yield browser
        browser.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def town(django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """The database that all houses are in; each worker has one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with database.made(f"browser_{worker}", django_db_blocker) as made:
        yield made


@pytest.fixture(scope="session")
def site(town: Database) -> Iterator[str]:
    with serving.web(town.url) as url:
        yield url


@pytest.fixture
def worker(town: Database) -> Iterator[None]:
    """What does the long work, for as long as a test takes."""
    with serving.worker(town.url):
        yield


@pytest.fixture
def house(town: Database) -> House:
    """An account with thirteen people in its one audience."""
    with town.opened():
        return houses.build(people=13)


@pytest.fixture
def visit(chromium: Browser, site: str, town: Database) -> Iterator[Visit]:
    """Open a tab as this user, or as nobody; whatever it complains about is a fault."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_tab(user: User | None = None, **options: object) -> Page:
        session = ""
        if user:
            with town.opened():
                session = houses.session_of(user)
        context = enter(chromium, site, session, **options)
        contexts.append((context, Watch(context, site)))
        return context.new_page()

    yield open_tab
    for context, _watch in contexts:
        context.close()
    assert [fault for _, watch in contexts for fault in watch.take()] == []


@pytest.fixture
def page(visit: Visit, house: House) -> Page:
    """A tab in which the owner of the house is signed in."""
    return visit(house.owner)


@pytest.fixture(scope="module")
def settled(town: Database) -> Village:
    """New for each file of tests: some leave rows behind that others would meet."""
    with town.opened():
        return village.settle()


@pytest.fixture(scope="module")
def visitors(chromium: Browser, site: str, town: Database) -> Iterator[Visitors]:
    """They only look, so that they can share what they look at."""
    all_of_them = Visitors(chromium, site, town)
    yield all_of_them
    all_of_them.leave()
