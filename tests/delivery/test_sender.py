"""The loop that sends: fair, woken, politely stopped, and by no failure stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import rounds, runner, sending, tasks
from delivery.mime.letters import Letter
from delivery.models import Message
from delivery.rounds import Turns, Waiting
from delivery.sender import Sender
from delivery.transports import Answer
from events import waking
from tests.delivery.ledgers import freeze, later, message, people, told, why
from tests.delivery.wires import Wire, work
from tests.factories import AudienceFactory, SegmentFactory, TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    one = Wire()
    monkeypatch.setattr("delivery.transports.of", lambda _message: one)
    return one


def test_a_message_is_frozen_and_sent_to_whom_it_means(
    audience: Audience, wire: Wire
) -> None:
    tag = TagFactory.create(audience=audience)
    people(audience, "in@x.org", tag_ids=[tag.pk])
    people(audience, "out@x.org")
    of_tag = {"field": "tag", "op": "has", "value": tag.pk}
    news = message(audience, meant={"v": 1, "match": "all", "of": [of_tag]})

    tasks.sweep_deliveries()

    assert wire.taken == ["in@x.org"]
    assert (told(news), news.stage) == ({"sent": 1}, "finished")
    assert wire.closed


def test_a_message_that_means_nobody_by_itself_is_left_alone(
    audience: Audience, wire: Wire
) -> None:
    people(audience, "a@x.org")
    news = message(audience)

    work(Sender())

    assert (told(news), news.stage) == ({}, "freezing")


def test_whom_a_message_means_is_asked_again_when_that_cannot_be_told(
    audience: Audience, wire: Wire
) -> None:
    gone = SegmentFactory.create(audience=audience)
    of_segment = {"field": "segment", "op": "in", "value": gone.pk}
    people(audience, "a@x.org")
    broken = message(audience, meant={"v": 1, "match": "all", "of": [of_segment]})
    gone.archive()
    fine = message(audience, name="Fine", meant={})

    work(Sender())

    assert told(broken) == {}
    assert (broken.stage, broken.trouble) == ("freezing", "nobody_known")
    assert told(fine) == {"sent": 1}


def test_one_message_that_fails_keeps_no_other_from_being_sent(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org", "b@x.org")
    bad, good = message(audience, name="Bad"), message(audience, name="Good")
    freeze(bad)
    freeze(good)
    send_some = runner.send_some

    def fail(one: Message, *rest: Any, **named: Any) -> runner.Batch:
        if one.pk == bad.pk:
            raise ZeroDivisionError("no such thing")
        return send_some(one, *rest, **named)

    monkeypatch.setattr(runner, "send_some", fail)
    work(Sender())

    assert told(good) == {"sent": 2}
    assert told(bad) == {"pending": 2}
    said = "ZeroDivisionError: no such thing"
    assert (bad.trouble, bad.trouble_about) == ("failed", said)
    assert rounds.waiting() == []
    monkeypatch.setattr(runner, "send_some", send_some)
    later(monkeypatch, timedelta(minutes=2))
    work(Sender())
    assert (told(bad), bad.problem) == ({"sent": 2}, "")


def test_one_person_whose_letter_cannot_be_written_keeps_nobody_waiting(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    write = Letter.written_to

    def fail(letter: Any, own: Any, envelope: Any) -> bytes:
        if envelope.email == "a@x.org":
            raise ValueError("no words")
        return write(letter, own, envelope)

    monkeypatch.setattr(Letter, "written_to", fail)
    work(Sender())

    assert why(news) == {"a@x.org": "failed unwritten", "b@x.org": "sent"}


def test_a_way_out_that_is_shut_is_told_and_tried_again_later(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    wire.is_shut = True
    work(Sender())
    assert told(news) == {"pending": 2}
    assert news.problem == "What was said: nobody listens"

    wire.is_shut = False
    later(monkeypatch, timedelta(minutes=1))
    work(Sender())

    assert (told(news), news.problem) == ({"sent": 2}, "")


def test_who_is_told_to_stop_gives_back_what_was_not_sent(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(20)))
    news = message(audience)
    freeze(news)
    sender = Sender()
    send = wire.send

    def stop(*args: Any) -> Answer:
        sender.stop()
        return send(*args)

    monkeypatch.setattr(wire, "send", stop)
    work(sender)

    assert told(news) == {"sent": 1, "pending": 19}
    assert {row.attempts for row in news.deliveries.filter(state="pending")} == {0}


def test_who_waits_for_a_canceled_message_is_left_out_by_the_sender(
    audience: Audience, wire: Wire
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    audience.messages.filter(pk=news.pk).cancel()

    work(Sender())

    assert why(news) == {"a@x.org": "excluded canceled"}


def test_what_a_dead_sender_held_is_sent_by_the_next(
    audience: Audience, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    sending.claim(news, 1)
    later(monkeypatch, sending.HELD)

    work(Sender())

    assert wire.taken == ["a@x.org"]


def waiting(pk: int, account: int, kind: str = "bulk") -> Waiting:
    return Waiting(1, account, pk, kind, "sending", 0, timezone.now())


def test_accounts_take_turns_and_so_do_their_messages() -> None:
    due = [waiting(1, 7), waiting(2, 7), waiting(3, 8)]
    turns = Turns()

    order = [turns.next(due)[0].id for _turn in range(6)]

    assert order == [1, 3, 2, 3, 1, 3]


def test_single_deliveries_go_before_what_goes_to_many() -> None:
    due = [waiting(1, 7), waiting(2, 7, "flow"), waiting(3, 8, "system")]

    assert [one.id for one in Turns().next(due)] == [2, 3, 1]


def test_a_sender_is_woken_by_what_became_due(
    transactional_db: None, wire: Wire
) -> None:
    audience = AudienceFactory.create()
    people(audience, "a@x.org")
    news = message(audience)
    sender = Sender()
    with waking.listening(Sender.channel) as listener:
        freeze(news)
        assert waking.wait(listener, sender._stop_reader, 5)
        sender._turn(listener)

    assert wire.taken == ["a@x.org"]


def test_what_failed_is_sent_again_when_somebody_says_so(
    audience: Audience, wire: Wire
) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 2)
    sending.dispatch(news, lease, [one.id for one in claimed])
    states = [("failed", "refused"), ("unknown", "lost")]
    said = [
        sending.Outcome(one.id, *state)
        for one, state in zip(claimed, states, strict=True)
    ]
    sending.settle(news, lease, said)
    assert (told(news), news.stage) == ({"failed": 1, "unknown": 1}, "finished")

    assert sending.retry(news, "failed") == 1
    assert sending.retry(news, "failed") == 0
    assert told(news) == {"pending": 1, "unknown": 1}
    work(Sender())
    assert (told(news), news.stage) == ({"sent": 1, "unknown": 1}, "finished")
    assert sending.retry(news, "sent") == 0

    assert news.stage == "finished"


def test_nothing_of_a_canceled_message_is_sent_again(audience: Audience) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    sending.settle(news, lease, [sending.Outcome(one.id, "failed", "refused")])
    audience.messages.filter(pk=news.pk).update(stage="canceled")

    assert sending.retry(news, "failed") == 0
