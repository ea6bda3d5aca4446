"""Pages and who opens them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.test import Client

from audiences.models import Audience
from contacts.models import Contact
from delivery.addressing import PAGE, told
from delivery.models import Delivery
from forms.landing import making
from forms.landing.content import Block, Content
from forms.models import LandingPage, LandingVisit
from tests.delivery.ledgers import freeze, message

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

type Piece = tuple[Block, dict[str, str]]


def page(audience: Audience, title: str = "Spring") -> LandingPage:
    return making.make(audience, title, actor=None)


def block(kind: str, key: str = "", **said: Any) -> Piece:
    """A block with its texts in the language of the audience."""
    texts = said.pop("texts", {})
    return Block(key or kind, kind, **said), texts


def drafted(audience: Audience, *pieces: Piece, title: str = "Spring") -> LandingPage:
    """A page whose draft has these blocks."""
    made = page(audience, title)
    write(made, *pieces)
    return made


def write(made: LandingPage, *pieces: Piece, **news: Any) -> None:
    own = made.audience.language
    texts = {
        one.name(name): text for one, said in pieces for name, text in said.items()
    }
    content = replace(
        Content.of(made.draft),
        blocks=tuple(one for one, _said in pieces),
        texts={own: texts},
        **news,
    )
    making.save(made, content)


def shown(audience: Audience, *pieces: Piece, title: str = "Spring") -> LandingPage:
    """A page that anybody can open."""
    made = drafted(audience, *pieces, title=title)
    making.publish(made, actor=None)
    return made


def text(words: str, key: str = "text", **said: Any) -> Piece:
    return block("text", key, texts={"text": words}, **said)


def sent_to(contact: Contact, **fields: Any) -> Delivery:
    """A delivery to them alone."""
    news = message(contact.audience, **fields)
    freeze(news, contact.audience.contacts.filter(pk=contact.pk))
    return Delivery.objects.get(audience=contact.audience_id, message=news)


def own_path(made: LandingPage, delivery: Delivery) -> str:
    return f"{made.public_path}/{told(PAGE, delivery.token)}"


def anyone(**headers: str) -> Client:
    """A browser of a person, without a cookie."""
    said = {"user-agent": FIREFOX, **headers}
    return Client(enforce_csrf_checks=True, headers=said)


def write_visits(
    audience: Audience, people: Sequence[Contact], opened: Sequence[list[int]]
) -> None:
    """Which pages they opened, by their ids."""
    LandingVisit.objects.bulk_create(
        LandingVisit(audience=audience, page_id=pk, contact=contact, day=DAY)
        for contact, pages in zip(people, opened, strict=True)
        for pk in pages
    )


DAY = date(2026, 5, 1)
