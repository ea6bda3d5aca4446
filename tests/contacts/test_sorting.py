"""The list sorted by its columns: from its heads, its menu, its URL and its views."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience
from contacts import listing
from contacts.models import Field
from tests.contacts import fields
from tests.contacts.slow_orders import MOMENT
from tests.factories import ContactFactory


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
