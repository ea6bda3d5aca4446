"""The page of all deliveries of an account: which it shows, to whom, in which order."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from delivery.models import Delivery, Message
from tests.delivery.ledgers import freeze, message, people, send_all, suppress
from tests.delivery.overviews import overview, shown
from tests.delivery.sms.programs import person, program, texted
from tests.delivery.test_pages import ended
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def other(audience: Audience) -> Audience:
    return AudienceFactory.create(account=audience.account, name="Members")


@pytest.fixture
def news(audience: Audience) -> Message:
    """Sent to two, refused by one, unknown of one; one is left out, one is dead."""
    people(audience, "ada@x.org", "bob@y.org", "never@x.org", "lost@x.org")
    people(audience, "out@x.org", status="unsubscribed")
    people(audience, "dead@x.org")
    suppress(audience, "dead@x.org", "cleaned")
    one = message(audience, name="Winter roast")
    freeze(one)
    ended(one, never="failed", lost="unknown")
    return one


@pytest.fixture
def waiting(other: Audience) -> Message:
    """Of the other audience; it waits for one."""
    people(other, "eve@x.org")
    one = message(other, name="Members only")
    freeze(one)
    return one


def test_deliveries_of_all_audiences_are_listed_newest_first(
    alice: User, news: Message, waiting: Message
) -> None:
    rows = overview(alice).rows

    assert next(row.delivery.message.name for row in rows) == "Members only"
    moments = [row.delivery.moment for row in rows]  # type: ignore[attr-defined]  # annotated
    assert len(rows) == 7
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    ("query", "emails"),
    [
        ({"state": "failed"}, ["never@x.org"]),
        ({"state": "waiting"}, ["eve@x.org"]),
        (
            {"state": "not_sent"},
            ["dead@x.org", "lost@x.org", "never@x.org", "out@x.org"],
        ),
        ({"reason": "cleaned"}, ["dead@x.org"]),
        ({"reason": "unsubscribed", "state": "excluded"}, ["out@x.org"]),
        ({"reason": "unsubscribed", "state": "sent"}, []),
        ({"domain": "y.org"}, ["bob@y.org"]),
        ({"domain": "@Y.ORG", "state": "sent"}, ["bob@y.org"]),
        ({"q": "@y.org"}, ["bob@y.org"]),
        ({"domain": "x.org", "state": "waiting"}, ["eve@x.org"]),
        ({"domain": "x.org", "state": "excluded"}, ["out@x.org"]),
        ({"q": "ada@x.org"}, ["ada@x.org"]),
        ({"q": "AD"}, ["ada@x.org"]),
        ({"q": "eve@"}, ["eve@x.org"]),
        ({"q": "nobody"}, []),
        ({"state": "none-such", "reason": "?", "q": "\0eve@"}, ["eve@x.org"]),
    ],
)
def test_they_are_found_by_state_reason_domain_and_person(
    alice: User,
    news: Message,
    waiting: Message,
    query: dict[str, str],
    emails: list[str],
) -> None:
    assert shown(alice, **query) == emails


def test_they_are_found_by_audience_and_message(
    alice: User, news: Message, waiting: Message, other: Audience
) -> None:
    again = message(other, name="Again")
    freeze(again)

    assert shown(alice, audience=other.pk) == ["eve@x.org"] * 2
    assert shown(alice, message=waiting.pk) == ["eve@x.org"]
    assert shown(alice, message=waiting.pk, audience=news.audience_id) == []
    assert len(shown(alice, message=news.pk)) == 6


@pytest.mark.parametrize("text", ["old@x.org", "old@", "new@z.org", "new"])
def test_who_has_changed_address_is_found_by_both(
    alice: User, audience: Audience, text: str
) -> None:
    people(audience, "old@x.org", "bob@y.org")
    send_all_of(audience)
    audience.contacts.filter(email="old@x.org").update(
        email="new@z.org", email_display="new@z.org"
    )

    assert shown(alice, q=text) == ["old@x.org"]


def test_the_domain_is_that_of_where_it_went(alice: User, audience: Audience) -> None:
    people(audience, "old@x.org", "bob@y.org")
    send_all_of(audience)
    audience.contacts.filter(email="old@x.org").update(email="new@z.org")

    assert shown(alice, domain="x.org") == ["old@x.org"]
    assert shown(alice, domain="z.org") == []


def send_all_of(audience: Audience) -> None:
    one = message(audience)
    freeze(one)
    send_all(one)


def test_those_of_a_domain_with_many_people_are_found_all_the_same(
    alice: User,
    news: Message,
    waiting: Message,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("delivery.overview.persons.MOST_FOUND", 1)

    assert shown(alice, domain="x.org", state="excluded") == ["out@x.org"]
    assert shown(alice, domain="x.org", state="waiting") == ["eve@x.org"]


@pytest.mark.parametrize("text", ["+4741200001", "412 00 001"])
def test_what_went_to_a_number_is_found_by_it(
    alice: User, audience: Audience, text: str
) -> None:
    program(audience)
    for end in ("1", "2"):
        person(audience, end)
    send_all(texted(audience))

    assert shown(alice, q=text) == ["+4741200001"]


def test_they_are_found_by_the_days_in_which_they_came_further(
    alice: User, news: Message
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    news.deliveries.filter(email="ada@x.org").update(sent_at=long_ago)
    day = timezone.localdate() - timedelta(days=40)

    before = shown(alice, until=day + timedelta(days=2))
    since = shown(alice, since=day + timedelta(days=2), state="sent")
    between = shown(alice, since=day - timedelta(days=1), until=day)

    assert (before, since) == (["ada@x.org"], ["bob@y.org"])
    assert between == ["ada@x.org"]
    assert shown(alice, since="2026-13-40", state="failed") == ["never@x.org"]


@pytest.mark.parametrize("query", [{}, {"state": "sent"}, {"domain": "x.org"}])
def test_pages_show_each_once(
    alice: User,
    audience: Audience,
    other: Audience,
    monkeypatch: pytest.MonkeyPatch,
    query: dict[str, str],
) -> None:
    monkeypatch.setattr("delivery.overview.page.DELIVERIES", 2)
    for one in (audience, other):
        people(one, *(f"{n}{one.pk}@x.org" for n in range(3)))
        send_all_of(one)
    # Those of a batch were sent at the same moment.
    for one in (audience, other):
        Delivery.objects.filter(audience=one).update(sent_at=timezone.now())
    seen, after, pages = list[int](), "", 0
    while pages == 0 or after:
        page = overview(alice, after, **query)
        seen += [row.delivery.pk for row in page.rows]
        after = dict(parse_qsl(page.next_url[1:])).get("after", "")
        pages += 1

    assert (len(seen), len(set(seen)), pages) == (6, 6, 3)
    assert (overview(alice).first_url, page.first_url != "") == ("", True)


def test_what_is_said_of_a_place_that_is_none_is_left_out(
    alice: User, waiting: Message
) -> None:
    for after in ("x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x"):
        assert len(overview(alice, after).rows) == 1


@pytest.mark.parametrize("n", [3, 300])
@pytest.mark.parametrize(
    ("query", "queries"), [({}, 15), ({"q": "@x.org"}, 16), ({"state": "sent"}, 15)]
)
def test_it_takes_as_many_queries_for_300_as_for_3(
    as_alice: Client,
    audience: Audience,
    n: int,
    query: dict[str, str],
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    people(audience, *(f"{k}@x.org" for k in range(n)))
    for _message in range(2):
        one = message(audience)
        freeze(one)
        send_all(one, n)
        freeze(message(audience))
    url = reverse("delivery:delivery_list", args=[audience.account_id])

    with django_assert_max_num_queries(queries):
        as_alice.get(url, query, headers=HTMX)
