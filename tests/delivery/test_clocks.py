"""Clocks that are wrong, or jump, delay a little, and nothing is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import mending, sending
from delivery.models import Message
from delivery.sending import Outcome
from tests.delivery.ledgers import (
    freeze,
    go,
    later,
    message,
    people,
    send_all,
    told,
)

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def news(audience: Audience) -> Message:
    people(audience, "a@x.org")
    one = message(audience)
    freeze(one)
    return one


def test_a_lease_of_a_clock_that_was_ahead_ends_when_it_is_right_again(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, YEAR)
    sending.claim(news, 1)
    later(monkeypatch, -YEAR)

    assert sending.expire(news) == 1
    assert send_all(news) == ["a@x.org"]


def test_what_was_put_off_by_a_clock_that_was_ahead_comes_when_it_is_right_again(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, YEAR)
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    due = timezone.now() + timedelta(minutes=5)
    sending.settle(news, lease, [Outcome(one.id, "deferred", "busy", "", due)])
    later(monkeypatch, -YEAR)
    assert send_all(news) == []

    assert mending.mend() == 1

    assert send_all(news) == ["a@x.org"]


def test_another_machine_whose_clock_is_ahead_lets_nobody_get_it_twice(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, (one,) = sending.claim(news, 1)
    with monkeypatch.context() as ahead:
        later(ahead, timedelta(hours=1))
        sending.expire(news)
        wire = send_all(news)

    assert sending.dispatch(news, lease, [one.id]) == []
    assert wire == ["a@x.org"]
    assert told(news) == {"sent": 1}


def test_what_is_on_the_wire_while_another_clock_is_ahead_is_known_in_the_end(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    with monkeypatch.context() as ahead:
        later(ahead, timedelta(hours=1))
        sending.expire(news)
        assert told(news) == {"unknown": 1}
        assert send_all(news) == []

    assert sending.settle(news, lease, [Outcome(one.id, "sent")]) == 1
    assert told(news) == {"sent": 1}


def test_a_sender_whose_clock_is_behind_sends_what_it_holds_once(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as behind:
        later(behind, timedelta(hours=-1))
        news.deliveries.update(due_at=timezone.now())
        lease, claimed = sending.claim(news, 1)
        assert go(news, lease, claimed) == ["a@x.org"]

    assert send_all(news) == []
    assert told(news) == {"sent": 1}
