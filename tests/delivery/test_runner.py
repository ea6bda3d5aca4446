"""What becomes of a message, by a server that takes, refuses, waits and breaks."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import handing, outcomes, runner, sending
from delivery.handing import Stride
from delivery.letters import written
from delivery.models import Message
from delivery.transports import Answer, Transport
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from delivery.troubles import Trouble
from tests.delivery.ledgers import freeze, message, people, told, why
from tests.delivery.sink import Sink, sink

pytestmark = pytest.mark.django_db


class Breaking(Transport):
    """A transport with a mistake in it."""

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        if recipient.startswith("b"):
            raise TypeError("a mistake")
        return Answer(250, "taken")


def send(news: Message, server: Sink) -> None:
    transport = Smtp(Server("127.0.0.1", server.port, timeout=5))
    runner.send_due(news, transport)
    transport.close()


def test_everybody_is_where_their_server_put_them(audience: Audience) -> None:
    people(audience, *(f"{kind}@x.org" for kind in ("taken", "never", "busy1")))
    people(audience, *(f"{kind}@x.org" for kind in ("cut", "lost", "taken-2")))
    news = message(audience)
    freeze(news)

    with sink("PIPELINING") as server:
        send(news, server)

    assert why(news) == {
        "taken@x.org": "sent",
        "never@x.org": "failed refused",
        "busy1@x.org": "deferred busy",
        "cut@x.org": "unknown lost",
        "lost@x.org": "unknown lost",
        "taken-2@x.org": "sent",
    }
    assert dict(server.taken) == {"taken@x.org": 1, "lost@x.org": 1, "taken-2@x.org": 1}


def test_who_is_busy_is_asked_later_and_then_less_and_less(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "busy2@x.org")
    news = message(audience)
    freeze(news)
    waits = []
    now = timezone.now()
    with sink() as server:
        for _try in range(3):
            monkeypatch.setattr("django.utils.timezone.now", lambda at=now: at)
            send(news, server)
            delivery = news.deliveries.get()
            if delivery.due_at:
                waits.append(delivery.due_at - now)
                now = delivery.due_at

    first, second = waits
    assert timedelta(minutes=3) < first < timedelta(minutes=7)
    assert timedelta(minutes=7) < second < timedelta(minutes=13)
    assert (told(news), news.stage) == ({"sent": 1}, "finished")
    assert server.taken["busy2@x.org"] == 1


def test_at_whose_name_a_server_hangs_up_is_asked_later(audience: Audience) -> None:
    people(audience, "drop@x.org", "taken@x.org")
    news = message(audience)
    freeze(news)

    with sink() as server:
        send(news, server)

    assert why(news) == {"drop@x.org": "deferred busy", "taken@x.org": "sent"}


@pytest.mark.parametrize("name", ["busy9", "drop"])
def test_who_is_always_busy_is_given_up(
    audience: Audience, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(outcomes, "MOST_ATTEMPTS", 1)
    people(audience, f"{name}@x.org")
    news = message(audience)
    freeze(news)

    with sink() as server:
        send(news, server)

    assert why(news) == {f"{name}@x.org": "failed given_up"}


def test_a_way_out_that_is_shut_burns_no_attempts(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, *(f"taken-{n}@x.org" for n in range(20)))
    news = message(audience)
    freeze(news)
    with sink() as gone:
        pass

    send(news, gone)

    assert told(news) == {"pending": 20}
    assert {row.attempts for row in news.deliveries.all()} == {0}
    later = timezone.now() + outcomes.SHUT
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with sink() as server:
        send(news, server)
    assert (told(news), len(server.taken)) == ({"sent": 20}, 20)


def test_what_takes_too_long_to_hand_over_waits_for_another_turn(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, *(f"taken-{n}@x.org" for n in range(4)))
    news = message(audience)
    freeze(news)
    monkeypatch.setattr(handing, "LONGEST", 0.0)

    with sink() as server:
        transport = Smtp(Server("127.0.0.1", server.port, timeout=5))
        batch = runner.send_some(news, transport, written(news), Stride())

    assert (batch.shut, server.taken.total()) == (Trouble("slow"), 0)
    assert told(news) == {"pending": 4}
    assert {row.attempts for row in news.deliveries.all()} == {0}


def test_a_transport_that_breaks_takes_nothing_along(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org", "c@x.org")
    news = message(audience)
    freeze(news)

    runner.send_due(news, Breaking())

    assert why(news) == {
        "a@x.org": "sent",
        "b@x.org": "unknown lost",
        "c@x.org": "sent",
    }


def test_a_refusal_is_written_down_though_nothing_can_follow(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "never@x.org", "taken@x.org")
    news = message(audience)
    freeze(news)

    def refused(*_args: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("delivery.runner.following.refused", refused)
    with sink() as server:
        send(news, server)

    assert told(news) == {"failed": 1, "sent": 1}


def test_each_reads_their_own(audience: Audience) -> None:
    (anna,) = people(audience, "taken@x.org", first_name="Zoë", last_name="Ek")
    news = message(
        audience,
        from_name="Fjord",
        subject="For *|FNAME|*",
        text="Dear *|FNAME|friend|*",
        html="<p>Dear *|FNAME|friend|*</p>",
    )
    freeze(news)

    with sink() as server:
        send(news, server)

    got = email.message_from_bytes(
        server.messages["taken@x.org"], policy=email.policy.SMTP
    )
    assert got["Subject"] == "For Zoë"
    assert str(got["To"]) == "Zoë Ek <taken@x.org>"
    assert str(got["From"]) == "Fjord <news@example.org>"
    plain = got.get_body(("plain",))
    assert plain
    assert "Dear Zoë" in plain.get_content()
    assert str(anna.public_id) not in got["Message-ID"]


def test_what_is_tried_again_has_the_same_id(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "taken@x.org")
    news = message(audience)
    freeze(news)
    ids = []
    for _try in range(2):
        _lease, (one,) = sending.claim(news, 1)
        ids.append(runner._message_id(news, one))
        later = timezone.now() + sending.HELD
        monkeypatch.setattr("django.utils.timezone.now", lambda at=later: at)
        sending.expire(news)

    assert ids[0] == ids[1]
