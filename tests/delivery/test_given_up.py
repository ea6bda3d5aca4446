"""What a sender leaves behind that died, or was only slow."""

from __future__ import annotations

import pytest

from audiences.models import Audience
from delivery import sending
from delivery.sending import Outcome
from tests.delivery.ledgers import (
    freeze,
    later,
    message,
    people,
    send_all,
    told,
)

pytestmark = pytest.mark.django_db


def test_what_a_dead_sender_did_not_send_is_sent_by_another(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    sending.claim(news, 1)
    assert sending.expire(news) == 0
    later(monkeypatch, sending.HELD)

    assert sending.expire(news) == 1

    assert told(news) == {"pending": 1}
    assert news.deliveries.get().attempts == 0
    assert send_all(news) == ["a@x.org"]


def test_what_may_have_been_sent_is_unknown_and_not_sent_again(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 1)
    sending.dispatch(news, lease, [claimed[0].id])
    later(monkeypatch, sending.HELD)

    sending.expire(news)

    assert (told(news), news.stage) == ({"unknown": 1}, "finished")
    assert send_all(news) == []


def test_a_sender_that_was_only_slow_makes_it_known_after_all(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 1)
    sending.dispatch(news, lease, [claimed[0].id])
    later(monkeypatch, sending.HELD)
    sending.expire(news)

    assert sending.settle(news, lease, [Outcome(claimed[0].id, "sent")]) == 1

    assert told(news) == {"sent": 1}
