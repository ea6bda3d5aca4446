"""Which columns the list shows, in which order, for whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience
from contacts import columns
from contacts.models import Field
from tests.factories import ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def list_url(audience: Audience) -> str:
    return reverse("contacts:contact_list", args=[audience.pk])


def heads(html: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", head).strip() for head in found]


def choose(client: Client, audience: Audience, *keys: str, **more: Any) -> Any:
    url = reverse("contacts:contact_columns", args=[audience.pk])
    return client.post(url, {"column": keys, **more}, headers=PART)


@pytest.fixture
def color(audience: Audience) -> Field:
    return Field.objects.create(
        audience=audience, type="text", tag="COLOR", label="Color", position=9
    )


def test_the_list_starts_with_the_usual_columns(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)

    html = as_alice.get(list_url(audience)).text

    assert heads(html) == ["Email", "Status", "Tags", "Country", "Added"]


def test_chosen_columns_are_shown_in_their_order_and_escaped(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    ContactFactory.create(
        audience=audience, language="fr", fields={color.key: "<b>red{0}"}, rating=3
    )

    answer = choose(
        as_alice, audience, color.key, "rating", "language", query="q=person"
    )
    html = as_alice.get(answer["HX-Redirect"]).text

    assert answer["HX-Redirect"] == f"{list_url(audience)}?q=person&view=all"
    assert heads(html) == ["Email", "Color", "Rating", "Language"]
    cells = re.findall(r'<td class="d-none[^"]*">(.*?)</td>', html)
    assert cells == ["&lt;b&gt;red{0}", "★★★", "French"]


def test_a_long_value_is_cut(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    ContactFactory.create(audience=audience, fields={color.key: "x" * 500})
    choose(as_alice, audience, color.key)

    html = as_alice.get(list_url(audience)).text

    assert "x" * 79 + "…" in html
    assert "x" * 80 not in html


def test_columns_are_remembered_for_each_member_and_audience(
    as_alice: Client, audience: Audience, bob: User, client: Client
) -> None:
    ContactFactory.create(audience=audience)
    choose(as_alice, audience, "vip", "status")
    choose(as_alice, audience, "phone", "vip")
    assert heads(as_alice.get(list_url(audience)).text) == ["Email", "Phone", "VIP"]

    client.force_login(bob)

    usual = ["Email", "Status", "Tags", "Country", "Added"]
    assert heads(client.get(list_url(audience)).text) == usual


def test_the_usual_columns_come_back(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience)
    choose(as_alice, audience, "vip")

    choose(as_alice, audience, "vip", reset="1")

    html = as_alice.get(list_url(audience)).text
    assert heads(html) == ["Email", "Status", "Tags", "Country", "Added"]


def test_what_is_no_column_is_left_out(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    ContactFactory.create(audience=audience)
    other = ContactFactory.create().audience.fields.first()
    assert other is not None

    choose(as_alice, audience, "vip", "password", other.key, "vip", "a\0b", color.key)
    Field.objects.filter(audience=audience, pk=color.pk).delete()

    assert heads(as_alice.get(list_url(audience)).text) == ["Email", "VIP"]
    many = [*columns.columns_of(audience)] * 3
    assert choose(as_alice, audience, *many).status_code == 200
    kept = audience.tablechoices.get().columns
    assert kept is not None
    assert len(kept) == columns.MAX_COLUMNS


def test_a_column_with_an_index_sorts(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience)

    html = as_alice.get(f"{list_url(audience)}?order=created_at").text

    assert re.search(r'<th scope="col"[^>]*aria-sort="ascending"', html)
    assert f'href="{list_url(audience)}" hx-get' in html


@pytest.mark.parametrize("n", [1, 3])
def test_own_columns_cost_two_queries_however_many(
    as_alice: Client, audience: Audience, color: Field, n: int
) -> None:
    ContactFactory.create_batch(n, audience=audience)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(list_url(audience))
        return len(captured)

    usual = queries()
    choose(as_alice, audience, color.key, "source", "changed_at", "phone", "first_name")

    assert queries() == usual + 2


def test_the_question_lists_the_chosen_first(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    choose(as_alice, audience, color.key, "vip")
    url = reverse("contacts:contact_columns", args=[audience.pk])

    page, part = as_alice.get(url).text, as_alice.get(url, headers=PART).text

    assert "<html" in page
    assert "data-autoopen" in part
    rows = re.findall(r'name="column" value="(\w+)"( checked)?', part)
    assert rows[:2] == [(color.key, " checked"), ("vip", " checked")]
    assert ("status", "") in rows


def rows_in(html: str) -> list[str]:
    return re.findall(r'name="row" value="(\w+)"', html)


def ticked_in(html: str) -> list[str]:
    return re.findall(r'name="column" value="(\w+)" checked', html)


def test_a_column_is_moved_by_a_press_before_anything_is_kept(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("contacts:contact_columns", args=[audience.pk])
    sent = {"row": ["status", "tags", "vip"], "column": ["status", "vip"], "query": ""}

    up = as_alice.post(url, {**sent, "up": "vip"}).text
    down = as_alice.post(url, {**sent, "down": "status"}).text
    first = as_alice.post(url, {**sent, "up": "status"}).text

    assert rows_in(up)[:3] == ["status", "vip", "tags"]
    assert ticked_in(up) == ["status", "vip"]
    assert 'value="vip" checked autofocus' in up
    assert rows_in(down)[:3] == ["tags", "status", "vip"]
    assert rows_in(first)[:3] == ["status", "tags", "vip"]
    assert set(rows_in(up)) == set(columns.columns_of(audience))
    assert not audience.tablechoices.exists()


def test_a_move_of_what_is_no_column_changes_nothing(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("contacts:contact_columns", args=[audience.pk])
    sent = {"row": ["vip", "password", "vip", "a\0b"], "up": "password"}

    html = as_alice.post(url, sent).text

    assert rows_in(html)[:2] == ["vip", "status"]
    assert sorted(rows_in(html)) == sorted(columns.columns_of(audience))


def test_a_value_reads_the_same_in_files_of_every_language(
    audience: Audience, color: Field
) -> None:
    known = columns.columns_of(audience)

    assert known[color.key].export("red") == "red"
    assert known["country"].export("NO") == "NO"
    assert known["country"].text("NO") == "Norway"
