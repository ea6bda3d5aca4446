"""What somebody was sent, found over all messages of an audience."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from delivery.listing import FoundPage
from delivery.models import Message
from tests.delivery.ledgers import freeze, message, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(audience: Audience) -> Message:
    """Frozen for two people."""
    people(audience, "ada@x.org", "bob@y.org")
    one = message(audience, name="Winter roast")
    freeze(one)
    return one


@pytest.mark.parametrize("text", ["ada@x.org", "nobody@x.org"])
def test_what_somebody_was_sent_is_found_over_all_messages(
    as_alice: Client, news: Message, text: str
) -> None:
    later = message(news.audience, name="Spring roast")
    freeze(later)
    url = reverse("delivery:message_list", args=[news.audience_id])

    answer = as_alice.get(url, {"q": text}).content.decode()

    is_there = text == "ada@x.org"
    names = ["Spring roast", "Winter roast"]
    assert [name in answer for name in names] == [is_there, is_there]
    assert "bob@y.org" not in answer
    assert ("Nothing was sent to them" in answer) != is_there


def test_what_somebody_was_sent_is_shown_page_by_page(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.listing.DELIVERIES", 2)
    for name in ("Spring roast", "Summer roast"):
        freeze(message(news.audience, name=name))

    first = FoundPage.of(news.audience, "ada@x.org", None)
    before = int(first.next_url.rpartition("=")[2])
    rest = FoundPage.of(news.audience, "ada@x.org", before)

    names = [row.delivery.message.name for row in (*first.rows, *rest.rows)]
    assert names == ["Summer roast", "Spring roast", "Winter roast"]
    assert rest.next_url == ""
