"""In by a form: without scripts, on a phone, by the link in a mail that was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from delivery import tasks
from forms.signup import sharing
from forms.signup.sharing import Popup
from tests.browser import signing
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import PHONE, faults_at
from tests.delivery.reading import part, taken_apart
from tests.delivery.sink import Sink, sink


class Words(NamedTuple):
    heading: str
    address: str
    sign_up: str
    almost: str
    question: str
    yes: str
    thanks: str
    already: str


ENGLISH = Words(
    heading="Letters from the coast",
    address="Email address",
    sign_up="Sign up",
    almost="Almost done",
    question="Do you want to get email",
    yes="Yes, I want it",
    thanks="you are signed up",
    already="nothing more is to be done",
)
FRENCH = Words(
    heading="Lettres de la côte",
    address="Email address",  # as staff named the field
    sign_up="S’inscrire",
    almost="C’est presque fait",
    question="Voulez-vous recevoir",
    yes="Oui, je le veux",
    thanks="vous êtes inscrit",
    already="il n’y a plus rien à faire",
)


def link_in_the_mail(server: Sink, site: str, email: str) -> str:
    """Let what is due be sent, and read the link in what the server took."""
    tasks.sweep_deliveries()
    said = part(taken_apart(server.messages[email]), "plain")
    (link,) = set(re.findall(r"https?://\S+(/join/confirm/\S+)", said))
    return f"{site}{link}"


def status_of(house: House, email: str) -> str:
    return str(house.audience.contacts.get(email=email).status)


@pytest.fixture
def post_office(settings: Any) -> Iterator[Sink]:
    with sink() as server:
        settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.MAIL_PRIVATE_HOSTS = True
        yield server


@pytest.mark.parametrize(
    ("language", "words"), [("en", ENGLISH), ("fr", FRENCH)], ids=["en", "fr"]
)
def test_somebody_signs_up_and_confirms_by_mail(
    visit: Visit,
    house: House,
    town: Database,
    site: str,
    post_office: Sink,
    language: str,
    words: Words,
) -> None:
    email = f"{language}@x.org"
    with town.opened():
        form = signing.build(house)
        path = f"/join/{form.token}?lang={language}"
    page = visit(java_script_enabled=False, viewport=PHONE)
    mirror = visit(viewport=PHONE)
    heading = page.get_by_role("heading", level=1)

    page.goto(path)
    mirror.goto(path)
    expect(heading).to_have_text(words.heading)
    assert faults_at(mirror, [PHONE]) == []
    page.get_by_label(words.address).fill(email)
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name=words.sign_up).click()
    expect(page.get_by_text(words.almost)).to_be_visible()
    with town.opened():
        assert status_of(house, email) == "pending"
        link = link_in_the_mail(post_office, site, email)

    page.goto(link)
    mirror.goto(link)
    expect(heading).to_contain_text(words.question)
    assert faults_at(mirror, [PHONE]) == []
    with town.opened():
        assert status_of(house, email) == "pending"
    page.get_by_role("button", name=words.yes).click()
    expect(page.get_by_text(words.thanks)).to_be_visible()
    mirror.goto(link)
    expect(mirror.get_by_text(words.already)).to_be_visible()
    assert faults_at(mirror, [PHONE]) == []
    with town.opened():
        assert status_of(house, email) == "subscribed"


def test_staff_build_a_form_by_keyboard_and_pointer(
    visit: Visit, house: House, town: Database
) -> None:
    with town.opened():
        form = signing.build(house)
        url = form.get_absolute_url()
    page = visit(house.owner)
    page.goto(url)
    preview = page.locator("#signupform-preview")

    page.get_by_label("Heading").first.fill("Tastings")
    expect(preview).to_contain_text("Tastings")
    page.get_by_role("button", name="Move First name", exact=True).focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Ask Last name no more").click()
    expect(preview.get_by_label("Last name")).to_have_count(0)
    labels = [text.strip("* ") for text in preview.locator("label").all_inner_texts()]
    assert labels.index("First name") < labels.index("Email address")
    page.get_by_role("button", name="Save the form").last.click()
    expect(page.get_by_text("is saved")).to_be_visible()

    with town.opened():
        form.refresh_from_db()
        assert form.version == 2
        assert form.design["texts"]["en"]["heading"] == "Tastings"


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another site, which allows what it is told to allow and no more."""

    def __init__(self, body: str, allows: str, *args: Any) -> None:
        self.body, self.allows = body, allows
        super().__init__(*args)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.allows)
        self.end_headers()
        page = f"<!doctype html><title>Shop</title><h1>Shop</h1>{self.body}"
        self.wfile.write(page.encode())

    def log_message(self, *_said: Any) -> None:
        pass


@contextmanager
def another_site(body: str, allows: str) -> Iterator[str]:
    serve = partial(Elsewhere, body, allows)
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def send_in_the_pop_up(page: Page, email: str) -> None:
    frame = page.frame_locator("iframe")
    frame.get_by_label("Email address").fill(email)
    page.wait_for_timeout(2_100)
    frame.get_by_role("button", name="Sign up").click()
    expect(frame.get_by_text("Almost done")).to_be_visible()


def test_a_pop_up_opens_in_a_strict_site_and_once(
    chromium: Browser, house: House, town: Database, site: str, settings: Any
) -> None:
    settings.PUBLIC_URL = site
    with town.opened():
        form = signing.build(house)
        tag = sharing.script_of(form, Popup(delay=1), "en")
    allows = f"default-src 'none'; script-src {site}; frame-src {site}"
    page = chromium.new_context(viewport=PHONE).new_page()

    with another_site(tag, allows) as shop:
        page.goto(shop)
        dialog = page.get_by_role("dialog", name="Letters from the coast")
        expect(dialog).to_be_visible()
        send_in_the_pop_up(page, "popup@x.org")
        page.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
        page.goto(shop)
        page.wait_for_timeout(1_500)
        expect(dialog).to_have_count(0)

    with town.opened():
        assert status_of(house, "popup@x.org") == "pending"


def test_html_in_another_site_makes_somebody_pending(
    chromium: Browser, house: House, town: Database, site: str, settings: Any
) -> None:
    settings.PUBLIC_URL = site
    with town.opened():
        form = signing.build(house)
        html = sharing.html_of(form, "en")
    page = chromium.new_context(java_script_enabled=False).new_page()

    with another_site(html, "") as shop:
        page.goto(shop)
        page.get_by_label("Email address").fill("embed@x.org")
        page.get_by_role("button", name="Sign up").click()
        expect(page.get_by_text("Almost done")).to_be_visible()

    with town.opened():
        assert status_of(house, "embed@x.org") == "pending"
