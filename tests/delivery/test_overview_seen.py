"""Who sees which deliveries, and how the page leads to them."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience, AudienceAccess
from delivery.models import DomainPace, Message
from delivery.pace import breaking
from tests.conftest import membership_of
from tests.delivery.ledgers import freeze, message, people, suppress
from tests.delivery.overviews import overview, shown
from tests.delivery.test_pages import ended
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


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


def narrow(user: User, *audiences: Audience) -> None:
    membership = membership_of(user)
    membership.is_narrowed = True
    membership.save()
    for audience in audiences:
        AudienceAccess.objects.create(audience=audience, membership=membership)


def test_a_narrowed_member_sees_theirs_alone(
    client: Client, bob: User, news: Message, waiting: Message, other: Audience
) -> None:
    narrow(bob, other)
    client.force_login(bob)
    url = reverse("delivery:delivery_list", args=[other.account_id])

    everything = client.get(url).content.decode()
    theirs = client.get(url, {"message": news.pk}).content.decode()
    named = client.get(url, {"audience": news.audience_id}).content.decode()
    form = client.get(reverse("delivery:delivery_filter", args=[other.account_id]))

    assert "eve@x.org" in everything
    for page in (everything, theirs, named, form.content.decode()):
        assert "ada@x.org" not in page
        assert "Winter roast" not in page
        assert news.audience.name not in page
    assert shown(bob, q="ada@x.org") == shown(bob, domain="y.org") == []


def test_a_narrowed_member_never_reads_the_names_of_the_domains_of_others(
    client: Client, bob: User, audience: Audience, other: Audience
) -> None:
    account = audience.account
    Audience.objects.filter(pk=other.pk).update(from_email="hello@theirs.example")
    message(other, from_email="news@once.example")
    message(audience, from_email="news@hidden.example")
    for domain in ("hidden.example", "theirs.example", "once.example"):
        breaking.trip(breaking.pace_for(account, domain), "blocks", "550 5.7.1")
    narrow(bob, other)
    client.force_login(bob)
    paces = reverse("delivery:domainpace_list", args=[account.pk])
    deliveries = reverse("delivery:delivery_list", args=[account.pk])

    for url in (paces, deliveries):
        page = client.get(url).content.decode()
        assert "theirs.example" in page
        assert "once.example" in page
        assert "hidden.example" not in page
        assert "fjord.example" not in page
    hidden = DomainPace.objects.get(domain="hidden.example")
    close = reverse("delivery:domainpace_close", args=[account.pk, hidden.pk])
    warm = reverse("delivery:domainpace_warm", args=[account.pk])
    assert client.post(close).status_code == 404
    assert client.post(warm, {"domain": "hidden.example"}).status_code == 404
    hidden.refresh_from_db()
    assert hidden.tripped_at is not None


def test_strangers_of_another_account_are_not_found(
    as_charlie: Client, charlie: User, news: Message
) -> None:
    theirs = membership_of(charlie).account_id
    url = reverse("delivery:delivery_list", args=[theirs])

    page = as_charlie.get(url, {"message": str(news.pk), "q": ""}).content.decode()

    assert "Winter roast" not in page
    assert shown(charlie) == shown(charlie, audience=news.audience_id) == []


def test_the_counts_of_a_message_lead_to_exactly_these(
    as_alice: Client, alice: User, news: Message
) -> None:
    url = reverse("delivery:message_list", args=[news.audience_id])
    account = reverse("delivery:delivery_list", args=[news.audience.account_id])

    page = as_alice.get(url).content.decode()

    for state, n in (("sent", 2), ("not_sent", 4)):
        href = f"{account}?message={news.pk}&amp;state={state}"
        assert f'<a class="text-reset" href="{href}">{n}</a>' in page
        assert len(shown(alice, message=news.pk, state=state)) == n
    assert f'<a class="text-reset" href="{account}?message={news.pk}">6</a>' in page


def test_each_filter_is_a_chip_that_takes_it_out(alice: User, news: Message) -> None:
    page = overview(
        alice,
        q="ada",
        state="sent",
        message=news.pk,
        reason="cleaned",
        since="2026-01-02",
    )

    said = {chip.value: dict(parse_qsl(chip.clear_url[1:])) for chip in page.chips}
    assert set(said) == {"Winter roast", "Their address is dead.", "2 January 2026"}
    assert "message" not in said["Winter roast"]
    assert all(left["q"] == "ada" for left in said.values())
    assert all(left["state"] == "sent" for left in said.values())


def test_the_filters_are_asked_for_and_lead_to_the_list(
    as_alice: Client, news: Message
) -> None:
    url = reverse("delivery:delivery_filter", args=[news.audience.account_id])
    asked = as_alice.get(url, {"q": "ada"}).content.decode()
    assert "Winter roast" in asked
    assert "Their address is dead." in asked
    said: dict[str, str | int] = {"chosen": "1", "q": "ada", "message": news.pk}
    said |= {"domain": "@X.org"}

    wrong = as_alice.get(url, said | {"since": "2026-02-02", "until": "2026-02-01"})
    right = as_alice.get(url, said)

    assert wrong.status_code == 422
    assert dict(parse_qsl(right.headers["Location"].partition("?")[2])) == {
        "q": "ada",
        "message": str(news.pk),
        "domain": "x.org",
    }


def test_what_takes_too_long_says_so(
    as_alice: Client, news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.overview.page.SECONDS", 0.0011)
    monkeypatch.setattr(
        "delivery.overview.reading.PAGE",
        "SELECT found.id FROM ({found}) found, pg_sleep(0.2) LIMIT %(n)s",
    )
    url = reverse("delivery:delivery_list", args=[news.audience.account_id])

    assert "takes too long" in as_alice.get(url).content.decode()
