"""Links and a picture that tell of being read, and what stays as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.models import Consent
from delivery.addressing import READING, told, written
from delivery.models import Link, Message
from tests.delivery.ledgers import message, people
from tests.delivery.reading import part, received

pytestmark = pytest.mark.django_db

HUB = "https://hub.fjord.example"
ASKED = re.compile(rf"{HUB}/([co])/([a-z2-7]+)/([a-z2-7]*)")


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    settings.PUBLIC_URL = HUB


def html_of(audience: Audience, html: str, **fields: Any) -> str:
    if not audience.contacts.exists():
        people(audience, "anna@example.org")
    ((_sender, got),) = received(message(audience, html=html, **fields))
    return part(got, "html")


def pages(html: str) -> list[str]:
    """Where the links of a message lead that lead over us."""
    tokens = {found[2] for found in ASKED.finditer(html) if found[1] == "c"}
    links = Link.objects.filter(kind="page").order_by("pk")
    return [link.url for link in links if written(link.token) in tokens]


COUNTED = {
    '<a href="https://shop.example/tea?a=1&amp;b=2#top">x</a>': (
        "https://shop.example/tea?a=1&b=2#top"
    ),
    "<a class='b' href='http://shop.example'>x</a>": "http://shop.example",
    '<A title="a > b" HREF = "https://shop.example/é">x</A>': (
        "https://shop.example/%C3%A9"
    ),
    '<a title="*|FNAME|*" href=" https://shop.example/ ">x</a>': (
        "https://shop.example/"
    ),
}


@pytest.mark.parametrize(("html", "url"), COUNTED.items(), ids=range(len(COUNTED)))
def test_a_link_to_a_page_leads_over_us(
    audience: Audience, html: str, url: str
) -> None:
    seen = html_of(audience, html)

    assert pages(seen) == [url]
    assert "shop.example" not in seen


LEFT = [
    '<a href="mailto:a@shop.example">x</a>',
    '<a href="tel:+4755">x</a>',
    '<a href="#top">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="//shop.example">x</a>',
    '<a href="/tea">x</a>',
    '<a href="https:shop.example">x</a>',
    '<a data-href="https://shop.example">x</a>',
    '<img src="https://shop.example/a.png">',
    '<a href="https://user@shop.example/">x</a>',
    '<link href="https://shop.example/a.css">',
]


@pytest.mark.parametrize("html", LEFT, ids=range(len(LEFT)))
def test_everything_else_stays_as_it_is(audience: Audience, html: str) -> None:
    seen = html_of(audience, html)

    assert seen.startswith(html)
    assert pages(seen) == []


OWN = '<a href="https://shop.example/?a=1&amp;to=*|URL:EMAIL|*">x</a>'


def test_a_link_that_is_each_readers_own_is_looked_up_when_they_follow_it(
    audience: Audience,
) -> None:
    seen = html_of(audience, OWN)

    assert pages(seen) == ["https://shop.example/?a=1&to=*|URL:EMAIL|*"]
    (path,) = re.findall(rf'<a href="{HUB}(/c/[^"]+)">x', seen)
    to = "https://shop.example/?a=1&to=anna%40example.org"
    assert Client().get(path).headers["Location"] == to
    nobody = Client().get(path[: path.rindex("/") + 1])
    assert nobody.headers["Location"] == "https://shop.example/?a=1&to="


def test_who_is_not_to_be_known_has_their_own_link_as_it_is(audience: Audience) -> None:
    seen = html_of(audience, OWN, tracks_anonymously=True)

    assert '"https://shop.example/?a=1&amp;to=anna%40example.org"' in seen


def test_nobodys_value_leads_to_another_host(audience: Audience) -> None:
    people(audience, "anna@example.org", first_name="@evil.example/\r\nX: y\\")
    host = '<a href="https://*|FNAME|*">a</a><a href="https://x.example*|FNAME|*">b</a>'

    seen = html_of(audience, f'{host}<a href="https://x.example/*|FNAME|*">c</a>')

    (link,) = pages(seen)
    assert link == "https://x.example/*|FNAME|*"
    (path,) = re.findall(rf'<a href="{HUB}(/c/[^"]+)">c', seen)
    led = Client().get(path).headers["Location"]
    assert led.startswith("https://x.example/@evil.example/%0D%0AX:")


def test_the_way_out_leads_straight_out(audience: Audience) -> None:
    seen = html_of(audience, '<a href="*|UNSUB|*">x</a>')

    assert f'<a href="{HUB}/u/' in seen
    assert pages(seen) == []


def test_the_same_page_is_one_link_whoever_asks_and_however_often(
    audience: Audience,
) -> None:
    people(audience, "anna@example.org", "bo@example.org")
    tea = '<a href="https://shop.example/tea">x</a>'
    news = message(audience, html=tea * 2)

    htmls = [part(got, "html") for _sender, got in received(news)]

    assert news.links.filter(kind="page").count() == 1
    tokens = [set(ASKED.findall(html)) for html in htmls]
    assert len(tokens[0] & tokens[1]) == 0  # each with the token of its delivery
    assert {found[1] for found in tokens[0]} == {found[1] for found in tokens[1]}


def test_the_text_leads_straight_to_its_pages(audience: Audience) -> None:
    people(audience, "anna@example.org")
    news = message(audience, text="", html='<a href="https://shop.example/">x</a>')

    ((_sender, got),) = received(news)

    assert "https://shop.example/" in part(got, "plain")


def test_a_picture_at_the_end_tells_of_opening(audience: Audience) -> None:
    seen = html_of(audience, "<body><p>Hello</p></body>")

    token = told(READING, audience.messages.get().deliveries.get().token)
    assert re.search(
        rf'<img src="{HUB}/o/[a-z2-7]{{26}}/{token}" width="1"[^>]*>.*</body>', seen
    )


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, "co"),
        ({"kind": "flow"}, "co"),
        ({"tracks_opens": False}, "c"),
        ({"tracks_clicks": False}, "o"),
        ({"tracks_opens": False, "tracks_clicks": False}, ""),
        ({"kind": "reply"}, ""),
        ({"kind": "system"}, ""),
    ],
    ids=str,
)
def test_what_is_counted_is_chosen_and_what_was_asked_for_is_never(
    audience: Audience, fields: dict[str, Any], kinds: str
) -> None:
    html = '<a href="https://shop.example/">x</a>'

    seen = html_of(audience, html, **fields)

    assert {found[1] for found in ASKED.finditer(seen)} == set(kinds)


def whose(news: Message) -> list[set[str]]:
    """By reader: what their addresses say of whose they are."""
    return [
        {found[3] for found in ASKED.finditer(part(got, "html"))}
        for _sender, got in received(news)
    ]


def test_who_refused_to_be_known_is_counted_without_a_name(audience: Audience) -> None:
    anna, bo, cy = people(audience, "anna@x.org", "bo@x.org", "cy@x.org")
    news = message(audience, html='<a href="https://shop.example/">x</a>')
    for contact, given in ((anna, True), (anna, False), (bo, False), (bo, True)):
        Consent.objects.create(
            audience=audience,
            contact=contact,
            channel="tracking",
            given=given,
            at=contact.created_at,
        )

    hers, his, theirs = whose(news)

    assert hers == {""}
    tokens = {row.contact_id: told(READING, row.token) for row in news.deliveries.all()}
    assert his == {tokens[bo.pk]}
    assert theirs == {tokens[cy.pk]}


def test_a_message_can_leave_all_readers_without_a_name(audience: Audience) -> None:
    people(audience, "anna@x.org", "bo@x.org")
    html = '<a href="https://shop.example/">x</a>'

    assert whose(message(audience, html=html, tracks_anonymously=True)) == [{""}, {""}]


def test_a_message_with_too_many_links_is_sent_with_them_uncounted(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.tracking.marks.MOST_TAGS", 3)
    html = "".join(f'<a href="https://shop.example/{n}">x</a>' for n in range(4))

    assert html in html_of(audience, html)
