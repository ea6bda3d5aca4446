"""A message to many is finished when nothing of it is open, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import sending
from delivery.models import Message
from delivery.sending import Outcome
from tests.delivery.ledgers import freeze, later, message, people, send_all, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(audience: Audience) -> Message:
    people(audience, "a@x.org")
    one = message(audience)
    freeze(one)
    return one


@pytest.mark.parametrize("state", ["deferred", "pending"])
def test_what_was_given_up_and_is_only_late_is_sent_still(
    news: Message, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    later(monkeypatch, sending.HELD)
    sending.expire(news)
    news.refresh_from_db()
    assert news.stage == "finished"

    sending.settle(news, lease, [Outcome(one.id, state, due_at=timezone.now())])

    assert (told(news), news.stage, news.finished_at) == ({state: 1}, "sending", None)
    assert send_all(news) == ["a@x.org"]
    assert (told(news), news.stage) == ({"sent": 1}, "finished")


def test_what_is_paused_with_its_last_on_the_wire_ends_with_it(news: Message) -> None:
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    news.audience.messages.filter(pk=news.pk).pause()

    sending.settle(news, lease, [Outcome(one.id, "sent")])

    news.refresh_from_db()
    assert news.stage == "finished"
    assert news.finished_at


def test_what_failed_and_is_sent_again_is_open_again(
    news: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    sending.settle(news, lease, [Outcome(one.id, "failed")])

    assert sending.retry(news, "failed") == 1

    assert (told(news), news.stage) == ({"pending": 1}, "sending")
    later(monkeypatch, timedelta(seconds=1))
    assert send_all(news) == ["a@x.org"]


def test_what_is_canceled_is_not_sent_again(news: Message) -> None:
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    sending.settle(news, lease, [Outcome(one.id, "failed")])
    Message.objects.filter(audience=news.audience, pk=news.pk).update(stage="canceled")

    assert sending.retry(news, "failed") == 0
    assert told(news) == {"failed": 1}
