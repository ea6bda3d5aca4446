"""Takes the pictures of the README, of a Parterre that is gone afterwards.

Run it in the repository: .venv/bin/python -m docs.take_pictures
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from config.browser import find_chromium, launch_arguments

FOLDER = Path(__file__).parent / "pictures"
SIZE: ViewportSize = {"width": 1440, "height": 900}
SUPERVISOR = [sys.executable, "-m", "config.supervisor"]
SIGN_IN = re.compile(r"Demo sign-in: (\S+) with the password (\S+)")

TITLES = "Email;First name;Last name;Phone;Birthday;Favorite roast;Cups a day;Tags"
FIRST = "Amélie Bjørn Chiara Dušan Eline Frøydis Göran Håkon Inês Jürgen".split()
LAST = "Aasen Brønlund Çelik Dvořák Eide Fernández Grønli Haugen Ibsen Jansson".split()
ROASTS = "Light Medium Dark Espresso".split()
NEARLY_RIGHT = [
    "kari.nordmann.example;Kari;Nordmann;;;;;",
    "post@@hjemme.example;Siv;Lie;;;;;",
    "nils@epost.example;Nils;Moen;;13/45;;;",
    "ola nordmann@epost.example;Ola;Nordmann;;;;;",
    "test@test;Test;Test;;;;;",
    "vera@kontor.example;Vera;Sand;;;;several;",
]


@dataclass(frozen=True)
class Demo:
    url: str
    email: str
    password: str


def main() -> None:
    with parterre() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        page = browser.new_page(
            base_url=demo.url, viewport=SIZE, locale="en-US", reduced_motion="reduce"
        )
        take_all(page, demo)
        browser.close()


def take_all(page: Page, demo: Demo) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(demo.email)
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    take(page, "audiences")
    page.locator(".cards .stretched").first.click()
    take(page, "contacts")
    choose_some(page)
    take(page, "tagging")
    open_somebody(page)
    take(page, "person")
    page.get_by_role("link", name="Contacts").first.click()
    page.get_by_role("link", name="Import", exact=True).click()
    upload(page)
    take(page, "mapping")
    start(page)
    take(page, "report")
    page.get_by_role("link", name="Jobs", exact=True).click()
    take(page, "jobs")
    open_segment(page, "Best readers abroad")
    take(page, "segment")
    look_into(page, "Events", "cart_abandoned")
    take(page, "events")
    look_into(page, "Deliveries", "Open Saturday")
    take(page, "deliveries")


def open_segment(page: Page, name: str) -> None:
    page.get_by_role("link", name="Segments", exact=True).click()
    page.get_by_role("button", name=f"Actions for {name}", exact=True).click()
    page.get_by_role("link", name="Edit", exact=True).locator("visible=true").click()
    expect(page.get_by_text("Can receive email")).to_be_visible()


def look_into(page: Page, what: str, name: str) -> None:
    """The page of one of those that a page of the sidebar lists."""
    page.get_by_role("link", name=what, exact=True).click()
    page.locator("table").get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def choose_some(page: Page) -> None:
    page.get_by_role("searchbox").fill("han")
    expect(page).to_have_url(re.compile("q=han"))
    page.get_by_label("Choose all on this page").check()
    expect(page.get_by_text("All 50 on this page are selected.")).to_be_visible()


def open_somebody(page: Page) -> None:
    """One of the best readers, by the view of this name."""
    page.get_by_role("link", name="Our best readers").first.click()
    page.locator("#contact-table .c-main a").nth(3).click()
    page.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("link", name="Merge…")).to_be_visible()


def upload(page: Page) -> None:
    content = "\n".join([TITLES, *rows(), *NEARLY_RIGHT]).encode()
    file = {"name": "summer-fair.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()


def rows() -> Iterator[str]:
    for n in range(2_400):
        first, last = FIRST[n % 10], LAST[n // 10 % 10]
        birthday, roast = f"{n % 12 + 1:02}/{n % 28 + 1:02}", ROASTS[n % 4]
        said = f"{first};{last};+4755{n:06};{birthday};{roast};{n % 5}"
        yield f"visitor{n}@webmail.example;{said};Summer fair"


def start(page: Page) -> None:
    page.get_by_role("radio", name="They signed up on a form of ours").check()
    page.get_by_role("button", name=re.compile("^Check about")).click()
    page.get_by_role("button", name="Import now").click(timeout=60_000)
    expect(page.locator(".st-finished")).to_be_visible(timeout=60_000)
    expect(page.locator(".stepper")).to_have_count(0)


def take(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png")


@contextlib.contextmanager
def parterre() -> Iterator[Demo]:
    """A fresh one, that is gone when the block ends."""
    home = Path(tempfile.mkdtemp(prefix="parterre-pictures-"))
    home.chmod(0o711)  # the account that runs the database has to get through
    home.joinpath("static").mkdir()
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": "",
        "PARTERRE_HOME": str(home),
        "PARTERRE_TESTING": "1",  # static files need not be compressed
        "PORT": str(port),
    }
    process = subprocess.Popen(
        SUPERVISOR, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        for line in process.stdout or []:
            if said := SIGN_IN.match(line):
                yield Demo(f"http://localhost:{port}", *said.groups())
                break
        else:
            raise SystemExit("Parterre does not start.")
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
