"""A list sorted by any of its columns, against the same done slowly."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from audiences.models import Audience
from contacts import listing
from contacts.columns import EMAIL, Column, columns_of, country, language
from contacts.listing import Page, Place
from contacts.models import Contact, Field
from contacts.querysets.orders import Sort
from tests.contacts import fields
from tests.factories import ContactFactory

MOMENT = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
WORDS = ["", "été", "Eta", "zoo", "Ångström", "a-b", "a b", "ß", "x" * 300, "50 %"]
CHOICES = ["Large", "small", "Medium"]
# What each type of own field holds here, among blanks.
HELD: dict[str, list[Any]] = {
    "text": [None, *WORDS[1:]],
    "number": [None, 0, -3, 2.5, 2, 10, 1e15, -0.1, "twelve"],
    "date": [None, "1999-12-31", "2026-01-02", "2026-01-10"],
    "birthday": [None, "01-31", "02-01", "12-24"],
    "phone": [None, "+4712345678", "+3247012345"],
    "zip": [None, "5003", "0150", "NL-1"],
    "url": [None, "https://b.example/Ø", "https://a.example/"],
    "radio": [None, *CHOICES, "gone"],
    "dropdown": [None, *CHOICES, "gone"],
}
MADE_UP = [
    *("x", "-", "1", "1-", "-1-x", "x-1x", "nan-1", "inf-1", "1e999-1", "--1-5", "-5"),
    *("\0-1", "a\0b-1", "x" * 5000 + "-1", "9" * 400 + "-1", "1-" + "9" * 400),
    *("1-9999999999999999999", "٣-٣", "²-²", "1-²", "é-5", "%s-1", "'\"-1"),
    *("99999999999999999999-1", "9" * 18 + "-1", "1e308-1", "zzzz-1", "a-0"),
]
KEYS = [
    *("email", "status", "country", "language", "rating", "vip", "source", "region"),
    *("time_zone", "status_at", "changed_at", "created_at", "first_name", "last_name"),
    *("phone", *(f"own_{kind}" for kind in HELD)),
]


def tag_of(kind: str) -> str:
    return f"X{kind}".upper()


def fold(text: str | None) -> str | None:
    decomposed = unicodedata.normalize("NFD", (text or "").lower()).replace("ß", "ss")
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return kept[:80] or None


def among(names: list[str], value: str | None) -> int | None:
    if not value:
        return None
    return names.index(value) if value in names else len(names)


def by_name(say: Callable[[str], str], codes: list[str]) -> Callable[[str], Any]:
    """The place of a code by its name; unknown ones after all names, blanks none."""
    names = sorted(codes, key=lambda code: fold(say(code)) or "")
    return lambda code: among(names, code)


def own_value(contact: Contact, kind: str) -> Any:
    field = contact.audience.fields.get(tag=tag_of(kind))
    held = contact.fields.get(field.key)
    match kind:
        case "number":
            return held if isinstance(held, int | float) else None
        case "radio" | "dropdown":
            return among(CHOICES, held)
        case "date" | "birthday" | "phone":
            return held
    return fold(held)


def value_of(contact: Contact, key: str) -> Any:
    """What a contact is sorted by in this column; None for a blank."""
    if key.startswith("own_"):
        return own_value(contact, key.removeprefix("own_"))
    value = contact.source.label if key == "source" and contact.source else ""
    value = value if key == "source" else getattr(contact, key)
    match key:
        case "status":
            statuses = Contact.Status.values
            return among(statuses, "archived" if contact.archived_at else value)
        case "country":
            return by_name(country, ["NO", "DE", "AT", "SE"])(value)
        case "language":
            return by_name(language, ["en", "fr", "de", "nb"])(value)
        case "region" | "first_name" | "last_name" | "source":
            return fold(value)
    return None if value == "" else value


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


def column(audience: Audience, key: str) -> Column:
    if key == "email":
        return EMAIL
    if key.startswith("own_"):
        tag = tag_of(key.removeprefix("own_"))
        key = audience.fields.get(tag=tag).key
    return columns_of(audience)[key]


def expected(audience: Audience, key: str, *, descending: bool) -> list[int]:
    """Blanks last, by id in the direction of the whole."""
    valued, blank = [], []
    for contact in audience.contacts.select_related("source", "audience"):
        value = value_of(contact, key)
        if value is None:
            blank.append(contact.pk)
        else:
            valued.append((value, contact.pk))
    sorted_ids = [pk for _value, pk in sorted(valued, reverse=descending)]
    return sorted_ids + sorted(blank, reverse=descending)


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


# On the page


def url_of(audience: Audience, query: str = "") -> str:
    return reverse("contacts:contact_list", args=[audience.pk]) + query


def shown(html: str) -> list[str]:
    return re.findall(r'<a id="open-\d+"[^>]*>([^<]*)</a>', html)


def directions(html: str) -> dict[str, str]:
    """By what the table is sorted, as its heads say it."""
    found = re.findall(r'aria-sort="(\w+)"><a class="sort" id="sort-(\w+)"', html)
    return {key: way for way, key in found}


def heads(html: str) -> dict[str, str]:
    found = re.findall(r'class="sort" id="sort-(\w+)" href="([^"]*)"', html)
    return {key: url.replace("&amp;", "&") for key, url in found}


def show(audience: Audience, user: User, *keys: str) -> None:
    audience.tablechoices.remember(audience, user, columns=list(keys))


@pytest.fixture
def city(audience: Audience) -> Field:
    field = fields.make(audience)
    for email, held in [("a@x.com", "Oslo"), ("b@x.com", None), ("c@x.com", "bergen")]:
        ContactFactory.create(
            audience=audience, email=email, fields={field.key: held} if held else {}
        )
    return field


def test_pressing_a_head_sorts_and_pressing_it_again_turns_about(
    as_alice: Client, audience: Audience, alice: User, city: Field
) -> None:
    show(audience, alice, city.key, "rating")
    usual = as_alice.get(url_of(audience)).text

    up = as_alice.get(heads(usual)[city.key]).text
    down = as_alice.get(heads(up)[city.key]).text
    rating = as_alice.get(heads(down)["rating"]).text

    assert directions(usual) == {}  # of what is not shown
    assert directions(up) == {city.key: "ascending"}
    assert shown(up) == ["c@x.com", "a@x.com", "b@x.com"]
    assert directions(down) == {city.key: "descending"}
    assert shown(down) == ["a@x.com", "c@x.com", "b@x.com"]
    assert directions(rating) == {"rating": "descending"}


def test_the_menu_offers_the_columns_shown_and_what_it_is_sorted_by(
    as_alice: Client, audience: Audience, alice: User, city: Field
) -> None:
    show(audience, alice, "tags", "vip")

    html = as_alice.get(url_of(audience, f"?order={city.key}")).text

    menu = html[html.index('id="sort-menu"') : html.index("contact-table")]
    labels = re.findall(r'menu-item-text">([^<]*)<', menu)
    assert labels == ["Email", "VIP", "Added", "City"]
    assert re.findall(r'aria-current="true"><span[^>]*>(\w+)<', menu) == ["City"]


def test_filters_keep_the_order(
    as_alice: Client, audience: Audience, city: Field
) -> None:
    html = as_alice.get(url_of(audience, f"?order=-{city.key}&q=x.com")).text

    kept = (
        f'<input type="hidden" form="contact-filter" name="order" value="-{city.key}">'
    )
    assert kept in html
    assert f"status=pending&amp;order=-{city.key}" in html


def test_a_field_that_is_deleted_leaves_the_newest_first(
    as_alice: Client, audience: Audience, city: Field
) -> None:
    view = audience.savedviews.create(
        audience=audience, name="By city", query=f"order={city.key}", is_shared=True
    )
    before = as_alice.get(view.get_absolute_url()).text

    Field.objects.filter(audience=audience, pk=city.pk).update(deleted_at=MOMENT)
    after = as_alice.get(view.get_absolute_url()).text

    assert shown(before) == ["c@x.com", "a@x.com", "b@x.com"]
    assert shown(after) == ["c@x.com", "b@x.com", "a@x.com"]
    assert directions(after) == {"created_at": "descending"}


def test_a_field_of_others_sorts_nothing(
    as_alice: Client, audience: Audience, city: Field
) -> None:
    foreign = ContactFactory.create().audience.fields.get(tag="BIRTHDAY")

    html = as_alice.get(url_of(audience, f"?order={foreign.key}&after=x-1")).text

    assert shown(html) == ["c@x.com", "b@x.com", "a@x.com"]
    assert directions(html) == {"created_at": "descending"}


def test_too_many_are_sorted_only_by_what_has_an_index(
    as_alice: Client,
    audience: Audience,
    alice: User,
    city: Field,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "SORTED", 2)
    show(audience, alice, city.key, "created_at")

    many = as_alice.get(url_of(audience, f"?order={city.key}")).text
    fewer = as_alice.get(url_of(audience, f"?order={city.key}&email=a@x.com&q=a")).text
    email = as_alice.get(url_of(audience, "?order=email")).text

    assert shown(many) == ["c@x.com", "b@x.com", "a@x.com"]
    assert directions(many) == {"created_at": "descending"}
    assert set(heads(many)) == {"email", "created_at"}
    assert "The newest come first: narrow the list" in many
    assert f'name="order" value="{city.key}"' in many
    assert directions(fewer) == {city.key: "ascending"}
    assert "The newest come first: narrow the list" not in fewer
    assert directions(email) == {"email": "ascending"}


def test_pages_of_too_many_go_on_newest_first(
    audience: Audience, city: Field, monkeypatch: pytest.MonkeyPatch, as_alice: Client
) -> None:
    monkeypatch.setattr(listing, "SORTED", 2)
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    first = as_alice.get(url_of(audience, f"?order={city.key}")).text
    following = re.findall(r'href="([^"]*after=[^"]*)"', first)[0]

    second = as_alice.get(following.replace("&amp;", "&")).text

    assert shown(first) + shown(second) == ["c@x.com", "b@x.com", "a@x.com"]
    assert "The newest come first: narrow the list" in second


def test_more_than_are_counted_are_too_many(
    audience: Audience, city: Field, monkeypatch: pytest.MonkeyPatch, as_alice: Client
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 1)

    html = as_alice.get(url_of(audience, "?q=x.com&order=country")).text

    assert "The newest come first: narrow the list" in html


@pytest.mark.parametrize("n", [1, 3])
def test_sorting_by_a_field_costs_one_query_more(
    as_alice: Client, audience: Audience, n: int
) -> None:
    field = fields.make(audience)
    ContactFactory.create_batch(n, audience=audience, fields={field.key: "Oslo"})

    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(url_of(audience, query))
        return len(captured)

    usual = queries("?order=-created_at")

    assert queries("?order=country") == usual
    assert queries(f"?order={field.key}") == usual + 1
