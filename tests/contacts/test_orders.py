"""Every order of a list, against the same done slowly."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils.translation import override

from audiences.models import Audience
from contacts import listing
from contacts.columns import Column, columns_of
from contacts.listing import Page, Place
from contacts.models import Contact
from contacts.querysets.orders import Sort
from tests.contacts import fields
from tests.contacts.slow_orders import (
    CHOICES,
    HELD,
    KEYS,
    MOMENT,
    WORDS,
    column,
    expected,
    tag_of,
)
from tests.factories import ContactFactory

MADE_UP = [
    *("x", "-", "1", "1-", "-1-x", "x-1x", "nan-1", "inf-1", "1e999-1", "--1-5", "-5"),
    *("\0-1", "a\0b-1", "x" * 5000 + "-1", "9" * 400 + "-1", "1-" + "9" * 400),
    *("1-9999999999999999999", "٣-٣", "²-²", "1-²", "é-5", "%s-1", "'\"-1"),
    *("99999999999999999999-1", "9" * 18 + "-1", "1e308-1", "zzzz-1", "a-0"),
]


@pytest.fixture
def crowd(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> Audience:
    """Pages of four, and people of whom little or the same is known."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)
    chance = random.Random(23)
    own = {
        kind: fields.make(
            audience,
            type=kind,
            label=kind,
            tag=tag_of(kind),
            choices=CHOICES if kind in {"radio", "dropdown"} else [],
        )
        for kind in HELD
    }
    labels = ["", "Été", "fair", "Fair"]
    sources = [
        audience.sources.create(
            audience=audience, kind="import", object_id=n, label=label
        )
        for n, label in enumerate(labels)
    ]
    for number in range(27):
        held = {own[kind].key: chance.choice(values) for kind, values in HELD.items()}
        ContactFactory.create(
            audience=audience,
            email=f"{chance.randint(10, 99)}-{number}@example.com",
            status=chance.choice(Contact.Status.values),
            archived_at=chance.choice([None, None, MOMENT]),
            country=chance.choice(["", "NO", "DE", "AT", "SE", "XX"]),
            language=chance.choice(["", "en", "fr", "de", "nb", "xx"]),
            rating=chance.randint(0, 5),
            vip=chance.choice([True, False]),
            source=chance.choice([None, *sources]),
            region=chance.choice(WORDS)[:100],
            first_name=chance.choice(WORDS)[:255],
            last_name=chance.choice(WORDS)[:255],
            time_zone=chance.choice(["", "Europe/Oslo", "America/Lima"]),
            phone=chance.choice(["", "+4712345678", "+3247012345"]),
            status_at=MOMENT + timedelta(microseconds=chance.randint(0, 3)),
            changed_at=MOMENT + timedelta(days=chance.randint(0, 3)),
            created_at=MOMENT + timedelta(microseconds=chance.randint(0, 3)),
            fields={key: value for key, value in held.items() if value is not None},
        )
    return audience


def again(place: Place | None) -> Place | None:
    """The place as it comes back from a URL."""
    if place is None:
        return None
    query = QueryDict(mutable=True)
    query.update(dict(place.to_query()))
    return Place.from_query(query)


def walked(
    audience: Audience, by: Column, *, descending: bool, few: bool
) -> tuple[list[list[int]], list[list[int]]]:
    """The pages as they come by Next, and those before the last one by Previous."""
    assert by.order is not None
    contacts, sort = audience.contacts.all(), Sort(by.order, descending)
    place: Place | None = Place(f"-{by.key}" if descending else by.key)
    forth: list[list[int]] = []
    back: list[list[int]] = []
    while place and len(forth) < 10:
        page = Page.of(contacts, place, sort, few=few)
        forth.append([row.pk for row in page.rows])
        place = again(page.next)
    place = again(page.previous)
    while place and len(back) < 10:
        page = Page.of(contacts, place, sort, few=few)
        back.insert(0, [row.pk for row in page.rows])
        place = again(page.previous)
    return forth, back


@pytest.mark.parametrize("key", KEYS)
def test_pages_forth_and_back_show_everyone_once(crowd: Audience, key: str) -> None:
    by = column(crowd, key)
    for descending in (False, True):
        everyone = expected(crowd, key, descending=descending)
        pages = [everyone[at : at + 4] for at in range(0, 27, 4)]
        for few in (True, False):
            forth, back = walked(crowd, by, descending=descending, few=few)

            assert forth == pages, (descending, few)
            assert back == pages[:-1], (descending, few)


def test_countries_stand_in_the_order_of_their_names(crowd: Audience) -> None:
    order = column(crowd, "country").order
    assert order is not None

    first = Page.of(crowd.contacts.all(), Place("country"), Sort(order), few=True)
    with override("fr"):  # Allemagne, Autriche, Norvège, Suède
        french = Page.of(crowd.contacts.all(), Place("country"), Sort(order), few=True)

    assert first.rows[0].country == "AT"
    assert french.rows[0].country == "DE"


@pytest.mark.parametrize("key", KEYS)
def test_no_key_of_anybodys_making_breaks_the_list(crowd: Audience, key: str) -> None:
    by = column(crowd, key)
    assert by.order is not None
    first = expected(crowd, key, descending=False)[:4]
    for text in MADE_UP:
        for place in (Place(by.key, after=text), Place(by.key, before=text)):
            page = Page.of(crowd.contacts.all(), place, Sort(by.order), few=False)

            assert page.rows, text
            if by.order.key_of(text) is None:
                assert [row.pk for row in page.rows] == first, text


@pytest.mark.parametrize(
    "text", ["", "-", "x", "1-", "1-x", "\0-1", "1-²", "x" * 5000 + "-1"], ids=range(8)
)
def test_what_is_no_key_shows_the_first_page(crowd: Audience, text: str) -> None:
    for key in KEYS:
        order = column(crowd, key).order
        assert order is not None
        assert order.key_of(text) is None, key


@pytest.mark.parametrize("kind", ["address", "imageurl"])
def test_what_has_parts_or_is_looked_at_has_no_order(
    audience: Audience, kind: str
) -> None:
    field = fields.make(audience, type=kind)

    assert columns_of(audience)[field.key].order is None
    assert columns_of(audience)["tags"].order is None
