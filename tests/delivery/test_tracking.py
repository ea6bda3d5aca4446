"""What is opened and clicked is answered at once, and counted a little later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import now

from audiences import people as places
from audiences.models import Audience
from contacts.activity import feed
from contacts.models import Contact
from contacts.narrowing import Narrowing
from delivery.addressing import READING, told, written
from delivery.models import Hit, Link, Message
from delivery.tracking import buffer, finding, folding
from delivery.tracking.answers import GIF
from delivery.tracking.buffer import Seen
from events.models import Event
from events.names import Own
from tests.delivery.ledgers import freeze, message, people, send_all

pytestmark = pytest.mark.django_db

NOBODYS = written(UUID(int=1))
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
TEA = "https://shop.example/tea?a=1&b=2"


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    finding.forget()


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org")
    return anna


@pytest.fixture
def news(anna: Contact) -> Message:
    """Sent an hour ago."""
    news = message(anna.audience)
    for kind, url in (("page", TEA), ("pixel", ""), ("trap", "")):
        Link.objects.create(audience=anna.audience, message=news, kind=kind, url=url)
    freeze(news)
    send_all(news)
    hour = timezone.now() - timedelta(hours=1)
    news.deliveries.update(sent_at=hour)
    return news


def url(news: Message, kind: str, *, named: bool = True) -> str:
    place = "o" if kind == "pixel" else "c"
    link = news.links.get(kind=kind)
    whose = told(READING, news.deliveries.get().token) if named else ""
    return f"/{place}/{written(link.token)}/{whose}"


def ask(address: str, agent: str = FIREFOX, **more: Any) -> Any:
    return Client(headers={"User-Agent": agent}).get(address, **more)


def fold(news: Message) -> int:
    return folding.fold(news.audience_id, timezone.now())


def happened(news: Message) -> list[tuple[str, dict[str, Any]]]:
    events = Event.objects.filter(
        audience=news.audience_id,
        kind="own",
        name_id__in=[int(Own.EMAIL_OPENED), int(Own.EMAIL_CLICKED)],
    )
    return [(Own(each.name_id).text, each.properties) for each in events.order_by("id")]


def test_a_link_leads_to_its_page(news: Message) -> None:
    response = ask(url(news, "page"))

    assert (response.status_code, response.headers["Location"]) == (302, TEA)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_picture_is_a_picture(news: Message) -> None:
    response = ask(url(news, "pixel"))

    assert (response.status_code, response.content) == (200, GIF)
    assert response.headers["Content-Type"] == "image/gif"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    ["/o/", "/o/x", f"/o/{'a' * 26}/", f"/o/{NOBODYS}/{NOBODYS}"],
)
def test_of_what_is_not_there_is_the_same_picture(news: Message, address: str) -> None:
    assert ask(address).content == GIF
    assert not Hit.objects.filter(audience=news.audience_id).exists()


@pytest.mark.parametrize(
    "address",
    [
        "/c/x",
        f"/c/{'a' * 26}/",
        f"/c/{NOBODYS}/{NOBODYS}",
        f"/c/{NOBODYS}/?url=https://evil.example",
        "/c/https://evil.example",
    ],
)
def test_a_link_that_is_none_of_ours_leads_nowhere(news: Message, address: str) -> None:
    response = ask(address)

    assert response.status_code == 404
    assert "This link leads nowhere" in response.content.decode()


def test_a_picture_is_no_link(news: Message) -> None:
    assert ask(url(news, "pixel").replace("/o/", "/c/")).status_code == 404


def test_whoever_it_was_the_page_is_there(news: Message) -> None:
    link = written(news.links.get(kind="page").token)

    for whose in ("", written(uuid4())):
        assert ask(f"/c/{link}/{whose}").headers["Location"] == TEA
    assert news.links.get(kind="page").hits.filter(delivery=None).count() == 2


def test_of_a_deleted_message_the_link_leads_nowhere(news: Message) -> None:
    address = url(news, "page")
    Message.objects.filter(audience=news.audience_id, pk=news.pk).delete()

    assert ask(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_a_link(news: Message, method: str) -> None:
    assert getattr(Client(), method)(url(news, "page")).status_code == 405


def test_the_first_open_and_click_are_told_and_all_are_counted(
    news: Message, anna: Contact
) -> None:
    for kind in ("pixel", "pixel", "page", "page", "page"):
        ask(url(news, kind))

    assert fold(news) == 5
    ask(url(news, "pixel"))
    assert fold(news) == 1
    assert fold(news) == 0

    delivery = news.deliveries.get()
    assert (delivery.opens, delivery.clicks) == (3, 3)
    hits = Hit.objects.filter(audience=news.audience_id).order_by("pk")
    assert delivery.opened_at == hits[0].at
    assert delivery.clicked_at == hits[2].at
    link = news.links.get(kind="page")
    assert (link.by_people, link.by_machines) == (3, 0)
    assert happened(news) == [
        ("email.opened", {"message": news.pk}),
        ("email.clicked", {"message": news.pk, "link": link.pk}),
    ]


def test_the_feed_tells_what_was_opened_and_clicked(
    news: Message, anna: Contact
) -> None:
    for kind in ("pixel", "page"):
        ask(url(news, kind))
    fold(news)

    told = [item.text for item in feed(anna, wanted=Narrowing(kind="mail")).items]

    assert told[:2] == [f"Followed {TEA} in “News”", "Opened “News”"]
    assert told[2:] == ["Was sent “News”"]


def test_what_a_machine_does_counts_for_the_link_alone(news: Message) -> None:
    ask(url(news, "pixel"), agent="Mozilla/5.0")
    Client(headers={"User-Agent": FIREFOX}).head(url(news, "page"))

    fold(news)

    hits = Hit.objects.filter(audience=news.audience_id).order_by("pk")
    assert [hit.reason for hit in hits] == ["apple", "head"]
    link = news.links.get(kind="page")
    assert (link.by_people, link.by_machines) == (0, 1)
    delivery = news.deliveries.get()
    assert (delivery.opened_at, delivery.clicked_at) == (None, None)
    assert happened(news) == []


def test_who_follows_the_trap_is_a_machine_in_all_it_did(news: Message) -> None:
    ask(url(news, "page"))

    assert ask(url(news, "trap")).status_code == 204
    fold(news)

    reasons = Hit.objects.filter(audience=news.audience_id).values_list("reason")
    assert set(reasons) == {("trap",)}


def test_a_nameless_hit_says_nothing_of_anybody(news: Message) -> None:
    ask(url(news, "page", named=False), REMOTE_ADDR="192.0.2.9")

    fold(news)

    hit = Hit.objects.get(audience=news.audience_id)
    assert (hit.delivery_id, hit.ip) == (None, None)
    assert news.links.get(kind="page").by_people == 1
    assert happened(news) == []


def test_a_hit_waits_for_what_follows_it(news: Message) -> None:
    ask(url(news, "page"))

    assert not folding.fold_due(timezone.now())
    assert not Hit.objects.get(audience=news.audience_id).is_judged
    folding.fold_due(timezone.now() + folding.GRACE)
    assert Hit.objects.get(audience=news.audience_id).is_judged


def test_of_another_message_the_token_says_nothing(news: Message) -> None:
    other = message(news.audience, name="Other")
    freeze(other)
    link = written(news.links.get(kind="page").token)

    ask(f"/c/{link}/{told(READING, other.deliveries.get().token)}")

    assert Hit.objects.get(audience=news.audience_id).delivery_id is None


def test_of_who_is_erased_no_address_stays(news: Message, anna: Contact) -> None:
    ask(url(news, "page"), REMOTE_ADDR="192.0.2.9")
    fold(news)

    places.erase(places.Person(anna.audience, anna.pk, anna.email).alone)
    anna.audience.contacts.filter(pk=anna.pk).delete()
    ask(url(news, "page"), REMOTE_ADDR="192.0.2.9")
    fold(news)

    first = Hit.objects.filter(audience=news.audience_id).order_by("pk")[0]
    assert (first.ip, first.agent) == (None, "")
    assert news.deliveries.get().clicks == 1
    assert news.links.get(kind="page").by_people == 2
    assert happened(news) == []


def test_ten_deliveries_take_as_many_queries_as_one(
    news: Message, django_assert_num_queries: Any
) -> None:
    link = news.links.get(kind="page")
    freeze(second := message(news.audience, name="Second"))
    assert second.total
    people(news.audience, *(f"p{n}@x.org" for n in range(9)))
    third = message(news.audience)
    link = Link.objects.create(audience=news.audience, message=third, url=TEA)
    freeze(third)
    for one in third.deliveries.all():
        seen = Seen(link.token, one.token, now(), "192.0.2.1", FIREFOX, is_head=False)
        buffer.write([seen])

    with django_assert_num_queries(10):
        assert folding.fold(news.audience_id, timezone.now()) == 10
