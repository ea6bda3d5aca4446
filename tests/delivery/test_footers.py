"""Beneath every message to many stand its sender, its reason and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from delivery.problems import problems_of
from tests.delivery.ledgers import message, people
from tests.delivery.reading import part, received

pytestmark = pytest.mark.django_db

ADDRESS = "Fjord Coffee, Kong Oscars gate 9"
REMINDER = "You signed up on our website."


@pytest.fixture(autouse=True)
def installation(settings: Any, audience: Audience) -> None:
    settings.PUBLIC_URL = "https://hub.fjord.example"
    audience.address1 = "Kong Oscars gate 9"
    audience.save()


def read_by(audience: Audience, **fields: Any) -> tuple[str, str, str]:
    """Text, HTML and way out of what one reader gets."""
    if not audience.contacts.exists():
        people(audience, "anna@example.org")
    news = message(audience, **fields)
    ((_sender, got),) = received(news)
    html = part(got, "html") if fields.get("html") else ""
    (way_out,) = {
        word.strip("<>()") for word in part(got, "plain").split() if "/u/" in word
    } or {""}
    return part(got, "plain"), html, way_out


def test_what_a_message_does_not_say_itself_stands_beneath_it(
    audience: Audience,
) -> None:
    text, html, way_out = read_by(
        audience, text="Hello", html="<body><p>Hello</p></body>"
    )

    for read in (text, html):
        assert read.index("Hello") < read.index(REMINDER) < read.index(ADDRESS)
    assert text.endswith(f"Unsubscribe: {way_out}\n")
    assert f'<a href="{way_out}"' in html
    assert html.rstrip().endswith("</body>")


def test_what_it_says_itself_is_not_said_again(audience: Audience) -> None:
    own = "Bye. *|LIST:REMINDER|* *|LIST:ADDRESS|* *|UNSUB|*"

    text, html, way_out = read_by(audience, text=own, html=f"<p>{own}</p>")

    assert (text.count(REMINDER), html.count(REMINDER)) == (1, 1)
    assert (text.count(way_out), html.count(way_out)) == (1, 1)
    assert "Unsubscribe" not in text + html


def test_what_it_says_to_some_stands_beneath_for_all(audience: Audience) -> None:
    own = "Hello *|IF:FNAME|**|UNSUB|**|END:IF|*"

    text, html, way_out = read_by(audience, text=own, html=f"<p>{own}</p>")

    assert way_out in text
    assert way_out in html


def test_a_choice_that_is_left_open_hides_no_way_out(audience: Audience) -> None:
    own = "Hello *|IF:FNAME|*Anna"

    text, html, way_out = read_by(audience, text=own, html=f"<p>{own}</p>")

    assert way_out in text
    assert way_out in html


@pytest.mark.parametrize(
    ("language", "spoken", "word"),
    [("fr", "en", "Se désabonner"), ("", "fr", "Se désabonner"), ("de", "en", "Uns")],
)
def test_the_way_out_is_named_in_the_language_of_its_reader(
    audience: Audience, language: str, spoken: str, word: str
) -> None:
    audience.language = spoken
    audience.save()
    people(audience, "anna@example.org", language=language)

    text, html, _way_out = read_by(audience, text="Hello", html="<p>Hello</p>")

    assert word in text
    assert word in html


@pytest.mark.parametrize("kind", ["reply", "system"])
def test_beneath_what_somebody_asked_for_stands_nothing(
    audience: Audience, kind: str
) -> None:
    text, html, _way_out = read_by(audience, kind=kind, html="<p>Hello</p>")

    assert text == "Hello"
    assert html == "<p>Hello</p>"


def test_each_reader_has_a_way_out_of_their_own(audience: Audience) -> None:
    people(audience, "anna@example.org", "bo@example.org")
    news = message(audience, text="*|UNSUB|*")

    ways = {part(got, "plain").split()[0] for _sender, got in received(news)}

    assert len(ways) == 2


def test_text_is_made_of_the_html_where_there_is_none(audience: Audience) -> None:
    text, _html, _way_out = read_by(
        audience,
        text="",
        html='<h1>Hi *|FNAME|you|*</h1><a href="https://x.example/a">Shop</a>',
    )

    assert "Hi you" in text or "Hi " in text
    assert "Shop (https://x.example/a)" in text
    assert REMINDER in text


def test_a_message_to_many_needs_an_address_to_be_sent(audience: Audience) -> None:
    audience.address1 = ""
    audience.save()
    news = message(audience)

    assert "postal address" in problems_of(news)[0]
    assert problems_of(message(audience, kind="reply")) == []


def test_what_is_wrong_with_its_tags_is_said_with_its_place(
    audience: Audience,
) -> None:
    news = message(audience, html="<p>\n*|NAEM|*</p>")

    (problem,) = problems_of(news)

    assert problem.startswith("HTML, line 2, column 1: ")


def test_nothing_is_wrong_with_a_message_that_is_whole(audience: Audience) -> None:
    assert problems_of(message(audience, html="<p>*|FNAME|*</p>")) == []
