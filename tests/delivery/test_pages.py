"""The pages of deliveries: where each is, why, and what can be done about it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from delivery import pacing, reasons, sending
from delivery.listing import DeliveryPage, Wanted
from delivery.models import DomainPace, Message, SendingRules
from delivery.pace import breaking, warming
from delivery.sending import Outcome
from tests.delivery.ledgers import freeze, message, people, send_all, told
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def address(name: str, message: Message) -> str:
    return reverse(f"delivery:{name}", args=[message.audience_id, message.pk])


def ended(news: Message, **states: str) -> None:
    """Each is sent, or ends as is said of the name in its address."""
    lease, claimed = sending.claim(news, 100)
    going = sending.dispatch(news, lease, [one.id for one in claimed])
    said = [
        Outcome(one.id, states.get(one.email.partition("@")[0], "sent"), answer="550 x")
        for one in claimed
        if one.id in going
    ]
    sending.settle(news, lease, said)
    news.refresh_from_db()


@pytest.fixture
def news(audience: Audience) -> Message:
    """Sent to two, refused by one, unknown of one, and one is left out."""
    people(audience, "ada@x.org", "bob@y.org", "never@x.org", "lost@x.org")
    people(audience, "out@x.org", status="unsubscribed")
    one = message(audience, name="Winter roast")
    freeze(one)
    ended(one, never="failed", lost="unknown")
    return one


def test_the_numbers_of_the_states_add_up_to_all(news: Message) -> None:
    page = DeliveryPage.of(news, Wanted())

    counts = [tab.count or 0 for tab in page.tabs]
    assert counts[0] == sum(counts[1:]) == len(page.rows) == 5


def test_every_delivery_says_where_it_is_and_why(
    as_alice: Client, news: Message
) -> None:
    text = as_alice.get(news.get_absolute_url()).content.decode()

    assert "Winter roast" in text
    assert str(reasons.REASONS["unsubscribed"]) in text
    for email in ("ada@x.org", "never@x.org", "out@x.org"):
        assert email in text


@pytest.mark.parametrize(
    ("query", "emails"),
    [
        ({"state": "failed"}, ["never@x.org"]),
        ({"q": "bob@"}, ["bob@y.org"]),
        ({"q": "@y.org"}, ["bob@y.org"]),
        ({"q": "nobody"}, []),
        ({"q": "@x.org", "state": "unknown"}, ["lost@x.org"]),
        ({"state": "none-such", "after": "zz:9", "q": "\0ada"}, ["ada@x.org"]),
    ],
)
def test_deliveries_are_found_by_state_address_and_domain(
    news: Message, query: dict[str, str], emails: list[str]
) -> None:
    page = DeliveryPage.of(news, Wanted.from_query(query))

    assert [row.address for row in page.rows] == emails


def test_pages_of_deliveries_show_each_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.listing.DELIVERIES", 2)
    people(audience, *(f"{n}@x.org" for n in range(5)))
    one = message(audience)
    freeze(one)
    ended(one, **{"0": "failed", "3": "failed"})
    seen, after = [], ""
    for _page in range(3):
        page = DeliveryPage.of(one, Wanted(after=after))
        seen += [row.address for row in page.rows]
        after = (page.next_url.partition("after=")[2]).replace("%3A", ":")

    assert (sorted(seen), after) == ([f"{n}@x.org" for n in range(5)], "")


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_takes_as_many_queries_for_three_as_for_one(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    people(audience, *(f"{k}@x.org" for k in range(n)))
    for _message in range(n):
        one = message(audience)
        freeze(one)

    with django_assert_max_num_queries(13):
        as_alice.get(one.get_absolute_url(), headers=HTMX)
    url = reverse("delivery:message_list", args=[audience.pk])
    with django_assert_max_num_queries(12):
        as_alice.get(url, headers=HTMX)
    with django_assert_max_num_queries(12):
        as_alice.get(url, {"q": "@x.org"}, headers=HTMX)


def test_a_message_is_paused_goes_on_and_that_is_undone(
    as_alice: Client, audience: Audience
) -> None:
    people(audience, "a@x.org")
    one = message(audience)
    freeze(one)

    paused = as_alice.post(address("message_pause", one), headers=HTMX)
    one.refresh_from_db()
    assert one.stage == "paused"
    assert address("message_resume", one) in paused.content.decode()
    assert send_all(one) == []
    as_alice.post(address("message_resume", one))
    one.refresh_from_db()

    assert one.stage == "sending"


def test_canceling_asks_first_and_then_leaves_out_who_waits(
    as_alice: Client, audience: Audience
) -> None:
    people(audience, "a@x.org", "b@x.org")
    one = message(audience)
    freeze(one)

    asked = as_alice.get(address("message_cancel", one)).content.decode()
    assert "<b>2 people</b>" in asked
    assert told(one) == {"pending": 2}
    as_alice.post(address("message_cancel", one))

    assert (told(one), one.stage) == ({"excluded": 2}, "canceled")


def test_what_is_unknown_is_sent_again_one_by_one_and_with_a_warning(
    as_alice: Client, news: Message
) -> None:
    lost = news.deliveries.get(state="unknown")
    url, said = address("message_retry", news), {"delivery": str(lost.pk)}
    asked = as_alice.get(url, said)
    assert "a second time" in asked.content.decode()
    assert news.stage == "finished"

    as_alice.post(url)
    assert told(news)["unknown"] == 1
    as_alice.post(url, said)

    assert told(news) == {"pending": 1, "sent": 2, "failed": 1, "excluded": 1}
    assert (send_all(news), news.stage) == (["lost@x.org"], "sending")


def test_what_failed_is_not_sent_again_as_if_it_were_unknown(
    as_alice: Client, news: Message
) -> None:
    failed = news.deliveries.get(state="failed")

    as_alice.post(address("message_retry", news), {"delivery": str(failed.pk)})

    assert told(news)["failed"] == 1


def test_the_breaker_is_shown_and_closed_by_who_may(
    as_alice: Client, audience: Audience
) -> None:
    people(audience, "a@x.org")
    one = message(audience)
    freeze(one)
    pace = breaking.pace_for(audience.account, "example.org")
    breaking.trip(pace, "blocks", "550 5.7.1 you are listed")
    assert send_all(one) == []
    paces = reverse("delivery:domainpace_list", args=[audience.account_id])
    assert "you are listed" in as_alice.get(paces).content.decode()
    assert (
        "Nothing leaves from example.org"
        in as_alice.get(one.get_absolute_url()).content.decode()
    )

    as_alice.post(
        reverse("delivery:domainpace_close", args=[audience.account_id, pace.pk])
    )

    assert send_all(one) == ["a@x.org"]


def test_a_domain_is_warmed_up_and_the_undoing_brings_its_day_back(
    as_alice: Client, audience: Audience
) -> None:
    account = audience.account_id
    warm = reverse("delivery:domainpace_warm", args=[account])
    release = reverse("delivery:domainpace_release", args=[account])
    as_alice.post(warm, {"domain": "fjord.example", "since": "2026-01-02"})
    pace = DomainPace.objects.get()
    assert pace.warm_up == list(warming.PLAN)

    ended_it = as_alice.post(release, {"domain": "fjord.example"}, headers=HTMX)
    since = re.search(r'name="since" value="([^"]+)"', ended_it.content.decode())
    assert since
    assert since[1] == "2026-01-02"
    assert as_alice.post(warm, {"domain": "other.example"}).status_code == 404


def test_the_rules_of_an_audience_are_kept(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("delivery:sendingrules_update", args=[audience.pk])
    half = {"cap_messages": "3", "cap_days": "7", "quiet_from": "22:00"}
    assert as_alice.post(url, half).status_code == 422

    assert as_alice.post(url, half | {"quiet_to": "08:00"}).status_code == 302
    assert as_alice.post(url, half | {"quiet_to": "07:30"}).status_code == 302

    rules = SendingRules.objects.get(audience=audience)
    assert (rules.cap_messages, str(rules.quiet_to)) == (3, "07:30:00")


def test_a_rule_that_is_given_up_on_the_page_frees_who_waited(
    as_alice: Client, audience: Audience
) -> None:
    people(audience, "a@x.org")
    SendingRules.objects.create(audience=audience, cap_messages=1)
    first, second = message(audience), message(audience)
    freeze(first)
    freeze(second)
    send_all(first)
    assert send_all(second) == []

    url = reverse("delivery:sendingrules_update", args=[audience.pk])
    as_alice.post(url, {"cap_messages": "", "cap_days": "7"})

    assert send_all(second) == ["a@x.org"]


def test_an_audience_that_names_no_sender_has_no_pace(audience: Audience) -> None:
    AudienceFactory.create(account=audience.account, from_email="")
    Audience.objects.filter(pk=audience.pk).update(from_email="hello@fjord.example")

    known = pacing.known_domains(audience.account)

    assert [pace.domain for pace in known] == ["fjord.example"]
