"""The list of imports: what became of each file, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audiences.models import Audience
from tests.contacts.import_pages import PEOPLE, url
from tests.contacts.importing import bring, take


def test_the_history_shows_what_became_of_each_file(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    page = as_alice.get(url("list", audience)).content.decode()
    assert "Nothing was imported yet" in page

    bring(audience, PEOPLE, owner=alice)
    bring(audience, PEOPLE, dry_run=True)
    take(audience, PEOPLE, filename="waiting.csv")

    page = as_alice.get(url("list", audience)).content.decode()
    assert "Alice" in page
    assert "Finished" in page
    assert "waiting.csv" in page
    assert "Not started" in page
    assert page.count('id="import-') - 1 == 2


def test_the_history_goes_on_where_a_page_ends(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.imports.history.PAGE_SIZE", 2)
    runs = [take(audience, PEOPLE) for _n in range(3)]

    first = as_alice.get(url("list", audience)).context["page"]
    second = as_alice.get(url("list", audience) + first.next_url).context["page"]

    assert [entry.run.pk for entry in first.entries] == [runs[2].pk, runs[1].pk]
    assert [entry.run.pk for entry in second.entries] == [runs[0].pk]
    assert second.next_url == ""


@pytest.mark.parametrize("n", [1, 3])
def test_the_history_takes_the_same_queries_for_any_number(
    as_alice: Client, audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    for _n in range(n):
        take(audience, PEOPLE)

    as_alice.get(url("list", audience))
    with django_assert_num_queries(7):
        as_alice.get(url("list", audience))
