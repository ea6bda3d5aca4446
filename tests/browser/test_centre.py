"""A contact's own page by the link in a mail that a server took, without scripts."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from delivery import frequency, runner
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from forms.models import Centre
from preferences.models import Choice
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import PHONE, WIDE, faults_at
from tests.delivery.ledgers import freeze, message, people, verify
from tests.delivery.reading import part, taken_apart
from tests.delivery.sink import sink
from tests.factories import GroupCategoryFactory, GroupFactory, PreferenceFactory

TAKEN, NEW = "taken@x.org", "new-taken@x.org"


class Words(NamedTuple):
    yes: str
    weekly: str
    last_name: str
    save: str
    saved: str
    address: str
    wrote: str
    confirm: str
    changed: str
    leave: str
    out: str
    again: str
    back: str


ENGLISH = Words(
    yes="Yes",
    weekly="Once a week at most",
    last_name="Last name",
    save="Save my choices",
    saved="Your choices are saved.",
    address="New email address",
    wrote="We wrote to n•••@x.org.",
    confirm="This is my address from now on",
    changed="Your address is changed",
    leave="No more email from ",
    out="You are unsubscribed",
    again="I want to get email again",
    back="You get email from ",
)
FRENCH = Words(
    yes="Oui",
    weekly="Une fois par semaine au plus",
    last_name="Last name",
    save="Enregistrer mes choix",
    saved="Vos choix sont enregistrés.",
    address="Nouvelle adresse e-mail",
    wrote="Nous avons écrit à n•••@x.org.",
    confirm="C’est désormais mon adresse",
    changed="Votre adresse est changée",
    leave="Plus d’e-mails de ",
    out="Désabonnement enregistré",
    again="Je veux de nouveau recevoir des e-mails",
    back="Vous recevez de nouveau les e-mails de ",
)


def mailed(house: House, to: str) -> str:
    """What a mail server took for the address, of all that is due."""
    with sink() as server:
        transport = Smtp(Server("127.0.0.1", server.port, timeout=30))
        for one in house.audience.messages.filter(stage="sending").order_by("pk"):
            runner.send_due(one, transport)
        transport.close()
        return str(part(taken_apart(server.messages[to]), "plain"))


def path_in(said: str, begins: str) -> str:
    found = re.search(rf"https?://[^/\s]+({begins}\S+)", said)
    assert found, said
    return found[1]


def furnish(house: House, language: str) -> None:
    audience = house.audience
    audience.languages = ["fr"]
    audience.save()
    verify(audience.account, audience.from_email)
    Centre.objects.filter(audience=audience).delete()
    PreferenceFactory.create(
        audience=audience,
        name="Tastings",
        category="Evenings",
        description="When a roast is new.",
        variants={"fr": {"name": "Dégustations"}},
    )
    for kind in ("checkboxes", "radio", "dropdown"):
        category = GroupCategoryFactory.create(audience=audience, kind=kind)
        GroupFactory.create_batch(2, audience=audience, category=category)
    people(audience, TAKEN, language=language, first_name="Tara")
    news = message(audience, name="Winter roast")
    freeze(news, audience.contacts.filter(email=TAKEN))


def reader(house: House) -> Contact:
    contact: Contact = house.audience.contacts.get(email__in=[TAKEN, NEW])
    return contact


def looked_at(mirror: Page, url: str) -> None:
    mirror.goto(url)
    assert faults_at(mirror, [PHONE, WIDE]) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", ENGLISH), ("fr", FRENCH)], ids=["en", "fr"]
)
def test_somebody_chooses_moves_leaves_and_comes_back(
    visit: Visit,
    house: House,
    town: Database,
    site: str,
    settings: Any,
    language: str,
    words: Words,
) -> None:
    settings.PUBLIC_URL = site
    with town.opened():
        furnish(house, language)
        link = path_in(mailed(house, TAKEN), "/p/")
    page = visit(java_script_enabled=False, viewport=PHONE)
    # It is looked at with scripts, which the looking needs.
    mirror = visit(viewport=PHONE)

    page.goto(link)
    expect(page.get_by_text("t•••@x.org").first).to_be_visible()
    name = "Dégustations" if language == "fr" else "Tastings"
    chosen = page.get_by_role("radiogroup", name=name)
    chosen.get_by_role("radio", name=words.yes).check()
    page.get_by_role("radio", name=words.weekly).check()
    page.get_by_label(words.last_name, exact=True).fill("<b>Berg</b>")
    page.get_by_role("button", name=words.save).click()
    expect(page.get_by_role("status")).to_have_text(words.saved)
    looked_at(mirror, link)
    with town.opened():
        assert reader(house).last_name == "<b>Berg</b>"
        assert frequency.frequency_of(reader(house)) == 7
        choice = Choice.objects.get(audience=house.audience, contact=reader(house).pk)
        assert (choice.state, choice.how, choice.language) == (
            "subscribed",
            "centre",
            language,
        )

    page.get_by_label(words.address).fill(NEW)
    page.get_by_role("button", name=words.save).click()
    expect(page.get_by_text(words.wrote)).to_be_visible()
    with town.opened():
        confirm = path_in(mailed(house, NEW), "/p/confirm/")
    looked_at(mirror, confirm)
    page.goto(confirm)
    page.get_by_role("button", name=words.confirm).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.changed)
    with town.opened():
        assert reader(house).email == NEW
        assert TAKEN.partition("@")[0] not in mailed(house, TAKEN)

    page.goto(link)
    page.get_by_role("button", name=words.leave).click()
    expect(page.get_by_role("heading", name=words.out)).to_be_visible()
    looked_at(mirror, link)
    with town.opened():
        assert reader(house).status == "unsubscribed"

    page.get_by_role("button", name=words.again).click()
    with town.opened():
        assert reader(house).status == "unsubscribed"
        fresh = path_in(mailed(house, NEW), "/p/")
    looked_at(mirror, fresh)
    page.goto(fresh)
    expect(page.get_by_label(words.last_name, exact=True)).to_have_value("<b>Berg</b>")
    page.get_by_role("button", name=words.again).click()
    expect(page.get_by_role("status")).to_contain_text(words.back)
    with town.opened():
        assert reader(house).status == "subscribed"


def test_who_has_no_message_asks_for_a_link_and_staff_look_after_the_page(
    visit: Visit, house: House, town: Database, site: str, settings: Any
) -> None:
    settings.PUBLIC_URL = site
    with town.opened():
        furnish(house, "en")
    page = visit(java_script_enabled=False, viewport=PHONE)
    mirror, staff = visit(viewport=PHONE), visit(house.owner)

    asks = f"/p/of/{house.audience.public_id}"
    looked_at(mirror, asks)
    page.goto(asks)
    page.get_by_label("Email address").fill(TAKEN)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("status")).to_contain_text("Look into your mailbox")
    looked_at(mirror, f"{asks}?in=fr")
    looked_at(mirror, "/p/nothing")

    staff.goto(f"/audiences/{house.audience.pk}/centre/")
    staff.get_by_label("Heading").first.fill("Your coffee, your way")
    staff.get_by_role("button", name="Save the public centre").click()
    expect(staff.get_by_text("The public centre is saved.").first).to_be_visible()
    assert faults_at(staff, [PHONE, WIDE]) == []
    with town.opened():
        assert Centre.objects.get(audience=house.audience).heading.startswith("Your c")
        pk = reader(house).pk
    staff.goto(f"/audiences/{house.audience.pk}/contacts/{pk}/centre/")
    expect(staff.get_by_role("heading", level=1)).to_have_text("Your coffee, your way")
    assert faults_at(staff, [PHONE, WIDE]) == []
