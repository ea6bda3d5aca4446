"""The first main job, from signing in to having nothing done after all."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from accounts.models import User
from accounts.roles import Role
from tests.browser import crowd, houses
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.factories import AccountFactory

LONG = 600.0  # seconds that an import may take where everything is slow


@pytest.fixture
def maya(town: Database) -> User:
    """The owner of an account in which nothing is yet."""
    with town.opened():
        account = AccountFactory.create(name="Fjord Coffee")
        return houses.member(account, Role.OWNER, "Maya Lindqvist")


def test_a_file_comes_in_and_its_people_are_found_and_tagged(
    visit: Visit, maya: User, worker: None, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    crowd.write(file)
    page = visit()

    sign_in(page, maya)
    make_an_audience(page)
    upload(page, file)
    seen = watch_it_run(page)
    read_the_report(page, seen)
    take_the_refused_rows(page)
    find_somebody(page)
    tag_those_of_the_fair(page)
    take_it_back(page)


def sign_in(page: Page, user: User) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(houses.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Start with one audience")).to_be_visible()


def make_an_audience(page: Page) -> None:
    page.locator("main").get_by_role("link", name="New audience").last.click()
    page.get_by_role("textbox", name="Name*", exact=True).fill("Newsletter readers")
    page.get_by_role("textbox", name="Default from email").fill("hello@fjord.example")
    page.get_by_role("textbox", name="City").fill("Bergen")
    page.get_by_role("combobox", name="Country").select_option("NO")
    page.get_by_role("button", name="Create audience").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Newsletter readers is ready"
    )


def upload(page: Page, file: Path) -> None:
    page.get_by_role("link", name="Import contacts").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")
    fills = [option.inner_text() for option in page.locator("select :checked").all()]
    assert fills[:3] == ["Unicode (UTF-8)", "Comma", "Holds titles"]
    expect(page.get_by_role("combobox", name="City")).to_have_value("new")
    page.get_by_role("radio", name="They signed up on a form of ours").check()
    page.get_by_label("New tags").fill("From the old system")
    page.get_by_role("button", name=re.compile("^Check about 10.,000 rows")).click()
    now = page.get_by_role("button", name="Import now")
    expect(now).to_be_visible(timeout=LONG * 1000)
    expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    now.click()


def figures(page: Page) -> dict[str, int]:
    """What the progress or the report says right now."""
    pairs = page.locator(".jobx-figures div").all_inner_texts()
    numbers = (pair.split("\n") for pair in pairs)
    return {name: int(n.replace(",", "")) for name, n in map(sorted_pair, numbers)}


def sorted_pair(pair: list[str]) -> tuple[str, str]:
    """The name first, whichever way round they are drawn."""
    one, other = pair
    return (other, one) if one[:1].isdigit() else (one, other)


def watch_it_run(page: Page) -> list[dict[str, int]]:
    """The figures it showed on the way, each once."""
    seen: list[dict[str, int]] = []
    finished = page.locator(".st-finished")
    end = time.monotonic() + LONG
    while not finished.is_visible():  # by a page that is loaded anew
        assert time.monotonic() < end, f"the import does not end: {seen}"
        try:
            now = figures(page)
        except Error as error:  # its end may come while it is read
            if "context was destroyed" not in error.message:
                raise
            continue
        if now and now not in seen:
            seen.append(now)
        page.wait_for_timeout(250)
    return seen


def read_the_report(page: Page, seen: list[dict[str, int]]) -> None:
    rows = [moment["Rows read"] for moment in seen]
    assert len(seen) > 2
    assert rows == sorted(rows)
    assert figures(page) == {
        "Rows read": crowd.GOOD + crowd.BAD,
        "Created": crowd.GOOD,
        "Updated": 0,
        "Unchanged": 0,
        "Refused": crowd.BAD,
        "Duplicates": 0,
    }
    expect(page.locator("nav .n").first).to_have_text("100,000")
    expect(page.get_by_role("heading", name="500 rows were refused")).to_be_visible()
    reasons = set(page.locator("table.refused td:last-child").all_inner_texts())
    for _email, _birthday, said in crowd.FAULTS:
        assert any(reason.startswith(said) for reason in reasons)


def take_the_refused_rows(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them as CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        titles, *rows = csv.reader(file)
    assert titles == ["Line", "Reason", *crowd.TITLES.split(",")]
    assert len(rows) == crowd.BAD
    assert {row[4] for row in rows} == {"Nobody"}


def find_somebody(page: Page) -> None:
    page.get_by_role("link", name="To the contacts").click()
    expect(page.get_by_role("link", name="All 100,000")).to_be_visible()
    people = page.locator("#contact-table .c-main a")
    for words, name in (("kansson muller", crowd.OLD), ("kovacev zden", crowd.NEW)):
        page.get_by_role("searchbox").fill(words)
        expect(people).to_have_text([" ".join(name)])
    people.click()
    panel = page.get_by_role("dialog", name=" ".join(crowd.NEW))
    expect(panel).to_contain_text("person4711@example.com")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("link", name="All 100,000")).to_be_visible()


def tag_those_of_the_fair(page: Page) -> None:
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Find a tag").fill("fair")
    page.locator("#tag-options").get_by_role("button", name="Fair 2026").click()
    expect(page.get_by_role("link", name="All 20,000")).to_be_visible()
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Select all 20,000 that match").click()
    page.get_by_role("button", name="Tag…", exact=True).click()
    dialog = page.get_by_role("dialog", name="Tag 20,000 contacts")
    dialog.get_by_label("Find a tag, or name a new one").fill("Invited")
    page.keyboard.press("Enter")
    expect(page.locator(".toastx-text")).to_have_text(
        "20,000 contacts tagged “Invited”", timeout=LONG * 1000
    )
    page.locator("[data-toast]").hover()  # so that it waits
    assert tag_counts(page)["Invited"] == crowd.FAIRGOERS


def take_it_back(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toastx-text")).to_have_text(
        re.compile("^20,000 contacts are as they were|^It is being taken back")
    )
    end = time.monotonic() + LONG
    while (counts := tag_counts(page))["Invited"]:
        assert time.monotonic() < end, "it is not taken back"
        page.wait_for_timeout(250)
    assert counts == {
        "Berlin": crowd.FAIRGOERS,
        "Fair 2026": crowd.FAIRGOERS,
        "From the old system": crowd.GOOD,
        "Invited": 0,
        "Newsletter": crowd.GOOD - crowd.FAIRGOERS,
    }


def tag_counts(page: Page) -> dict[str, int]:
    """What the list of tags says, in a tab beside this one."""
    tags = page.context.new_page()
    tags.goto(page.url)
    tags.get_by_role("link", name="Tags", exact=True).click()
    expect(tags.get_by_role("heading", level=1)).to_have_text("Tags")
    rows = tags.locator("#tag-list tbody tr").all_inner_texts()
    tags.close()
    cells = (row.split("\t") for row in rows)
    return {name: int(n.replace(",", "")) for name, n, *_ in cells}
