"""Messages as they are listed: news first, notices apart."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from delivery.listing import MessagePage
from tests.delivery.ledgers import message

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_messages_are_listed_newest_first_page_by_page(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.listing.MESSAGES", 2)
    made = [message(audience, name=str(n)) for n in range(3)]

    first = MessagePage.of(audience, None)
    rest = MessagePage.of(audience, made[1].pk)

    assert [one.name for one in first.messages] == ["2", "1"]
    assert first.next_url == f"?before={made[1].pk}"
    assert ([one.name for one in rest.messages], rest.next_url) == (["0"], "")


def test_notices_are_listed_apart_from_news(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.listing.MESSAGES", 2)
    for kind in ("bulk", "flow", "reply", *["system"] * 2):
        message(audience, name=f"a {kind}", kind=kind)
    url = reverse("delivery:message_list", args=[audience.pk])

    news = MessagePage.of(audience, None)
    notices = MessagePage.of(audience, None, "notices")
    page = as_alice.get(url + notices.next_url, headers=HTMX).content.decode()

    assert [one.name for one in news.messages] == ["a flow", "a bulk"]
    assert [one.name for one in notices.messages] == ["a system"] * 2
    assert "a reply" in page
    assert "a flow" not in page
    assert [tab.current for tab in news.tabs] == [True, False]


def test_without_notices_there_is_nothing_to_choose(audience: Audience) -> None:
    message(audience)

    assert MessagePage.of(audience, None).tabs == []
