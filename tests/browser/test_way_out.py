"""Out by the link in a message that a mail server took, without scripts, on a phone."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contacts.models import Suppression
from delivery import runner
from delivery.models import Delivery
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import PHONE, faults_at
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.reading import part, taken_apart
from tests.delivery.sink import sink


class Words(NamedTuple):
    leave: str
    out: str
    nothing: str
    other: str
    words: str
    say: str
    thanks: str
    back: str
    stays: str
    spam: str


ENGLISH = Words(
    leave="Unsubscribe",
    out="You are unsubscribed",
    nothing="Choose a reason, or simply close this page.",
    other="Another reason",
    words="Your reason, if you want to tell it",
    say="Say why",
    thanks="Thank you for saying why",
    back="I want to keep getting it",
    stays="Good that you stay",
    spam="It is spam",
)
FRENCH = Words(
    leave="Se désabonner",
    out="Désabonnement enregistré",
    nothing="Choisissez une raison, ou fermez simplement cette page.",
    other="Une autre raison",
    words="Votre raison, si vous voulez la dire",
    say="Dire pourquoi",
    thanks="Merci d’avoir dit pourquoi",
    back="Je veux continuer à le recevoir",
    stays="Ravis que vous restiez",
    spam="C’est du spam",
)


def link_in_the_mail(
    house: House, town: Database, site: str, settings: Any, language: str
) -> str:
    """Send a message to a mail server, and read the way out in what it took."""
    settings.PUBLIC_URL = site
    with town.opened(), sink() as server:
        people(house.audience, "taken@x.org", language=language)
        news = message(house.audience, name="Winter roast")
        one = house.audience.contacts.filter(email="taken@x.org")
        freeze(news, one)
        transport = Smtp(Server("127.0.0.1", server.port, timeout=30))
        runner.send_due(news, transport)
        transport.close()
        said = part(taken_apart(server.messages["taken@x.org"]), "plain")
    link: str
    (link,) = set(re.findall(rf"{re.escape(site)}/u/\S+", said))
    return str(link)


def delivery_of(house: House) -> Delivery:
    return Delivery.objects.get(audience=house.audience, email="taken@x.org")


def status_of(house: House) -> str:
    return str(house.audience.contacts.get(email="taken@x.org").status)


def choose(page: Page, reason: str) -> None:
    page.get_by_role("radio", name=reason).check()


@pytest.mark.parametrize(
    ("language", "words"), [("en", ENGLISH), ("fr", FRENCH)], ids=["en", "fr"]
)
def test_somebody_leaves_says_why_comes_back_and_leaves_for_good(
    visit: Visit,
    house: House,
    town: Database,
    site: str,
    settings: Any,
    language: str,
    words: Words,
) -> None:
    link = link_in_the_mail(house, town, site, settings, language)
    page = visit(java_script_enabled=False, viewport=PHONE)
    # It is looked at with scripts, which the looking needs.
    mirror = visit(viewport=PHONE)
    heading = page.get_by_role("heading", level=1)

    page.goto(link)
    page.get_by_role("button", name=words.leave).click()
    expect(heading).to_have_text(words.out)
    mirror.goto(link)
    assert faults_at(mirror, [PHONE]) == []
    with town.opened():
        assert status_of(house) == "unsubscribed"

    expect(page.get_by_label(words.words)).to_be_hidden()
    page.get_by_role("button", name=words.say).click()
    expect(page.get_by_role("alert")).to_have_text(words.nothing)
    choose(page, words.other)
    page.get_by_label(words.words).fill("<b>Too much</b>")
    page.get_by_role("button", name=words.say).click()
    expect(page.get_by_text(words.thanks)).to_be_visible()
    mirror.goto(link)
    expect(mirror.get_by_role("radio", name=words.other)).to_be_checked()
    mirror.get_by_role("button", name=words.say).click()
    expect(mirror.get_by_text(words.thanks)).to_be_visible()
    assert faults_at(mirror, [PHONE]) == []
    with town.opened():
        assert delivery_of(house).opt_out_words == "<b>Too much</b>"

    page.get_by_role("button", name=words.back).click()
    expect(heading).to_have_text(words.stays)
    with town.opened():
        assert status_of(house) == "subscribed"

    page.goto(link)
    page.get_by_role("button", name=words.leave).click()
    choose(page, words.spam)
    page.get_by_role("button", name=words.say).click()
    expect(page.get_by_text(words.thanks)).to_be_visible()
    expect(page.get_by_role("button", name=words.back)).to_have_count(0)
    mirror.goto(link)
    assert faults_at(mirror, [PHONE]) == []
    with town.opened():
        complaints = Suppression.objects.filter(account=house.account)
        assert complaints.get().kind == "complaint"
        assert status_of(house) == "unsubscribed"


def test_staff_see_why_somebody_left(
    visit: Visit, house: House, town: Database, site: str, settings: Any
) -> None:
    link = link_in_the_mail(house, town, site, settings, "en")
    reader, page = visit(viewport=PHONE), visit(house.owner)
    reader.goto(link)
    reader.get_by_role("button", name="Unsubscribe").click()
    choose(reader, "Another reason")
    reader.get_by_label("Your reason, if you want to tell it").fill("<i>Tea</i>")
    reader.get_by_role("button", name="Say why").click()
    expect(reader.get_by_text("Thank you for saying why")).to_be_visible()
    with town.opened():
        delivery = delivery_of(house)
        message_url = delivery.message.get_absolute_url()
        contact = reverse(
            "contacts:contact_detail", args=[house.audience.pk, delivery.contact_id]
        )

    page.goto(message_url)
    expect(page.locator("#opt-outs")).to_contain_text("Another reason 1")
    why = page.get_by_text("Opted out: Another reason: “<i>Tea</i>”")
    expect(why).to_be_visible()
    assert faults_at(page, [PHONE]) == []
    page.goto(contact)
    said = "Said why they opted out: Another reason: “<i>Tea</i>”"
    expect(page.get_by_text(said).first).to_be_visible()
