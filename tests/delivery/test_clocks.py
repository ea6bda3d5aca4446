"""Clocks that are wrong, or jump, delay a little, and nothing is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import mending, sending
from delivery.models import Message, SendingRules
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


@pytest.mark.parametrize("state", ["pending", "deferred"])
def test_who_was_written_down_by_a_clock_that_was_ahead_is_sent(
    audience: Audience, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    with monkeypatch.context() as ahead:
        later(ahead, YEAR)
        freeze(news)
    if state == "deferred":  # by a cap that counts days from there
        SendingRules.objects.create(audience=audience, cap_messages=1, cap_days=7)
        news.deliveries.update(state=state, reason="cap")
        Message.objects.filter(audience=audience).update(pending=0, deferred=1)
    assert send_all(news) == []

    assert mending.mend() == 1

    assert send_all(news) == ["a@x.org"]


@pytest.mark.parametrize(
    ("state", "reason", "days"),
    [("pending", "", 1), ("deferred", "busy", 1), ("deferred", "cap", 7)],
)
def test_what_waits_as_long_as_it_may_is_left_alone_whatever_our_clock_says(
    news: Message, monkeypatch: pytest.MonkeyPatch, state: str, reason: str, days: int
) -> None:
    """Who mends may be a year behind: the clock of the database decides."""
    SendingRules.objects.create(audience=news.audience, cap_messages=1, cap_days=7)
    due = timezone.now() + timedelta(days=days)
    news.deliveries.update(state=state, reason=reason, due_at=due)
    pending = int(state == "pending")
    Message.objects.filter(pk=news.pk).update(pending=pending, deferred=1 - pending)
    later(monkeypatch, -YEAR)

    assert mending.mend() == 0
    assert news.deliveries.get().due_at == due


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
