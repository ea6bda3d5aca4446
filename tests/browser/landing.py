"""Pages of a house, and what can be looked at of them."""

from __future__ import annotations

from typing import NamedTuple

from forms.landing import archiving
from forms.landing.content import KNOWN, Rule
from forms.models import AboutPage, LandingPage
from tests.browser.houses import House
from tests.delivery.ledgers import message
from tests.forms.landing.opening import block, drafted, own_path, sent_to, shown, text

GREETING = "Dear *|FNAME|friend|*, **come** and [taste](https://fjord.example/)."


class Pages(NamedTuple):
    """One that anybody can open, one with troubles, and what stands around them."""

    pk: int
    troubled: int
    path: str
    own: str  # by somebody's link
    about: str
    letter: str


def built(house: House, form: int | None = None) -> LandingPage:
    audience = house.audience
    pieces = [
        block("heading", texts={"text": "An evening at the roastery"}),
        text(GREETING),
        block("columns", texts={"first": "**When**\n\nAt seven", "second": "- Here"}),
        block("button", texts={"text": "See the way"}, url="https://fjord.example/"),
        block("divider"),
        text("We keep a seat for you.", "own", rule=Rule(KNOWN)),
    ]
    if form:
        pieces.append(block("form", about=form))
    return shown(audience, *pieces, title="Evening")


def settled(house: House) -> Pages:
    """With the form that the house has already."""
    audience = house.audience
    form = audience.signupforms.get().pk
    page = built(house, form)
    broken = [text("Dear *|NAMED|*"), block("picture", "empty")]
    troubled = drafted(audience, *broken, title="Troubled")
    contact = audience.contacts.filter(status="subscribed").order_by("pk")[0]
    contact.audience = audience
    texts = {"en": {"who": "We **roast**.", "what": "A letter a month."}}
    AboutPage.objects.create(
        audience=audience, is_public=True, has_archive=True, texts=texts, form_id=form
    )
    letter = message(audience, name="Old", subject="Old news", html="<p>Hello</p>")
    archiving.show(letter)
    public_id = audience.archivedmessages.get().public_id
    about = f"/pages/{audience.public_id}"
    return Pages(
        page.pk,
        troubled.pk,
        page.public_path,
        own_path(page, sent_to(contact, kind="system", name="To one")),
        about,
        f"{about}/archive/{public_id}",
    )
