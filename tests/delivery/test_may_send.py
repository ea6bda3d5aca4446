"""Nothing is frozen or sent that comes from an address which is not the account's."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest

from audiences.models import Audience
from delivery import rounds
from delivery.identities import MayNotSend
from delivery.sender import Sender
from tests.delivery.ledgers import freeze, later, message, people, told, verify
from tests.delivery.wires import Wire, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    one = Wire()
    monkeypatch.setattr("delivery.transports.of", lambda _message: one)
    return one


@pytest.mark.parametrize("kind", ["bulk", "flow", "reply", "system"])
def test_nobody_is_written_down_for_a_message_from_what_nobody_verified(
    audience: Audience, kind: str
) -> None:
    people(audience, "a@x.org")
    news = message(audience, kind=kind)
    audience.account.sender_addresses.all().delete()

    with pytest.raises(MayNotSend, match="is not verified"):
        freeze(news)

    news.refresh_from_db()
    assert (news.stage, told(news)) == ("freezing", {})


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [("bulk", "domain of your own"), ("flow", "domain of your own"), ("reply", "")],
)
def test_nobody_is_written_down_for_mail_to_many_from_freemail(
    audience: Audience, kind: str, refusal: str
) -> None:
    people(audience, "a@x.org")
    news = message(audience, kind=kind, from_email="fjord@gmail.com")

    with pytest.raises(MayNotSend, match=refusal) if refusal else nullcontext():
        freeze(news)

    assert told(news) == ({} if refusal else {"pending": 1})


def test_what_its_account_may_not_send_is_not_frozen_and_says_why(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience, meant={})
    audience.account.sender_addresses.all().delete()

    work(Sender())

    assert (told(news), news.stage) == ({}, "freezing")
    assert news.problem.startswith("news@example.org is not verified")
    verify(audience.account, "news@example.org")
    later(monkeypatch, timedelta(minutes=2))
    work(Sender())
    assert (told(news), news.problem) == ({"sent": 1}, "")


def test_what_is_frozen_waits_where_its_address_is_not_verified_any_more(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    sender = Sender()
    monkeypatch.setattr("delivery.sender.LEAST", 1)
    sender.work(rounds.waiting())
    audience.account.sender_addresses.all().delete()

    work(sender)

    assert (told(news), len(wire.taken)) == ({"sent": 1, "pending": 1}, 1)
    assert news.problem.startswith("news@example.org is not verified")
    assert {row.attempts for row in news.deliveries.in_state("pending")} == {0}
    verify(audience.account, "news@example.org")
    later(monkeypatch, timedelta(minutes=2))
    work(sender)
    assert (told(news), news.problem) == ({"sent": 2}, "")
