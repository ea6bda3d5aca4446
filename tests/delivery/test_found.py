"""What somebody was sent, found over all messages of an audience."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from delivery.listing import DeliveryPage, FoundPage, Wanted
from delivery.models import Message
from delivery.sms import notices
from tests.delivery.ledgers import freeze, message, people, send_all
from tests.delivery.sms.programs import person, program, texted

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


def found(one: Message, text: str) -> list[str]:
    page = DeliveryPage.of(one, Wanted(text=text))
    return [row.delivery.email for row in page.rows]


@pytest.mark.parametrize("text", ["old@x.org", "@x.org", "OLD@X.org"])
def test_within_a_message_it_is_found_by_where_it_went_then(
    audience: Audience, text: str
) -> None:
    people(audience, "old@x.org", "bob@y.org")
    news = message(audience)
    freeze(news)
    send_all(news)
    audience.contacts.filter(email="old@x.org").update(
        email="new@z.org", email_display="new@z.org"
    )

    assert found(news, text) == ["old@x.org"]
    assert found(news, "new@z.org") == ["old@x.org"]


@pytest.mark.parametrize("text", ["+4741200001", "412 00 001"])
def test_what_went_to_a_number_is_found_by_it(audience: Audience, text: str) -> None:
    Audience.objects.filter(pk=audience.pk).update(country="NO")
    audience.refresh_from_db()
    program(audience)
    for end in ("1", "2"):
        person(audience, end)
    news = texted(audience)
    send_all(news)

    everywhere = FoundPage.of(audience, text, None)

    assert found(news, text) == ["+4741200001"]
    assert [row.delivery.email for row in everywhere.rows] == ["+4741200001"]


def test_an_answer_to_the_number_of_a_stranger_is_found(audience: Audience) -> None:
    notices.send_later(audience, "HELP", "Reply STOP.", "+4741200009")

    everywhere = FoundPage.of(audience, "+47 41 20 00 09", None)

    assert [row.delivery.message.name for row in everywhere.rows] == ["HELP"]


def test_it_is_said_where_more_match_than_are_looked_for(
    as_alice: Client, news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.finding.MOST_FOUND", 1)
    url = reverse("delivery:message_list", args=[news.audience_id])

    for page in (url, news.get_absolute_url()):
        many = as_alice.get(page, {"q": "org"}).content.decode()
        one = as_alice.get(page, {"q": "ada"}).content.decode()

        said = "More people match than are looked for here"
        assert (said in many, said in one) == (True, False)


def test_from_what_was_found_its_message_is_searched_for_the_same(
    as_alice: Client, news: Message
) -> None:
    url = reverse("delivery:message_list", args=[news.audience_id])

    answer = as_alice.get(url, {"q": "@x.org"}).content.decode()

    assert f'href="{news.get_absolute_url()}?q=%40x.org"' in answer
