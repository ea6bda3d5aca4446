"""The breaker of a domain: what opens it, what it holds, and how it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Bucket
from audiences.models import Audience
from delivery import mending, outcomes, pace, runner, sending
from delivery.pace import breaking
from delivery.sending import Claimed, Outcome
from delivery.transports import Answer, Transport
from tests.delivery.ledgers import (
    freeze,
    go,
    later,
    message,
    people,
    send_all,
    told,
)
from tests.delivery.pacing import heard, paced, ready

pytestmark = pytest.mark.django_db


def test_a_few_refusals_that_are_about_us_stop_everything_and_burn_nothing(
    audience: Audience,
) -> None:
    news = ready(audience, "a@x.org", "b@gmail.com")
    block = "550 5.7.1 you are listed"
    told_of = "550 5.7.1 <a@x.org>: you are listed"

    heard(news, "x@x.org", *[block] * int(breaking.BLOCKS.most))
    assert paced(audience).tripped_at is None
    heard(news, "x@x.org", told_of)

    assert paced(audience).reason == "blocks"
    assert paced(audience).answer == "550 5.7.1 <…>: you are listed"
    assert send_all(news) == []
    held = news.deliveries.all()
    assert {(row.state, row.reason, row.attempts) for row in held} == {
        ("deferred", "breaker", 0)
    }
    assert told(news) == {"deferred": 2}


def test_what_a_server_refuses_for_what_we_are_is_tried_again(
    audience: Audience,
) -> None:
    one = Claimed(
        1, None, "a@x.org", ready(audience, "a@x.org").deliveries.get().token, 1
    )

    outcome = outcomes.of_answer(one, Answer(550, "5.7.1 you are listed"))

    assert (outcome.state, outcome.reason) == ("deferred", "blocked")


class Refusing(Transport):
    """A provider that answers alike to everybody."""

    def __init__(self, *said: Answer) -> None:
        self.said = iter(said)

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        return next(self.said)


def test_a_provider_that_refuses_the_account_fails_nobody(audience: Audience) -> None:
    news = ready(audience, *(f"{n}@x.org" for n in range(8)))
    doubtful = Answer(450, "422 Bad server", is_doubtful=True)
    shut = Answer(421, "422 Bad server", is_about=False, is_account=True)

    runner.send_due(news, Refusing(*[doubtful] * 4, *[shut] * 4))

    assert paced(audience).reason == "account"
    assert paced(audience).answer == "421 422 Bad server"
    news.refresh_from_db()
    assert (news.failed, news.waiting) == (0, 8)
    assert send_all(news) == []


def test_who_alone_is_refused_again_and_again_fails(audience: Audience) -> None:
    token = ready(audience, "a@x.org").deliveries.get().token
    doubtful = Answer(450, "422 Bad name", is_doubtful=True)

    said = [
        outcomes.of_answer(Claimed(1, None, "a@x.org", token, n), doubtful)
        for n in (1, 2, 3)
    ]

    assert [(one.state, one.reason) for one in said] == [
        *[("deferred", "busy")] * 2,
        ("failed", "refused"),
    ]


def test_one_tries_after_a_pause_and_opens_the_way_for_all(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = ready(audience, *(f"{n}@x.org" for n in range(5)))
    breaking.trip(paced(audience), "blocks", "no")
    assert send_all(news) == []
    later(monkeypatch, breaking.PAUSE + timedelta(minutes=2))

    lease, claimed = sending.claim(news, 5)
    assert len(claimed) == 1
    assert sending.claim(news, 5)[1] == []
    assert go(news, lease, claimed) == [claimed[0].email]
    said = Outcome(claimed[0].id, "sent"), Answer(250, "ok")
    pace.heed(news, [(claimed[0], *said)])

    assert paced(audience).tripped_at is None
    mending.mend()
    assert len(send_all(news)) == 4


def test_somebody_closes_the_breaker_and_what_it_held_is_due(
    audience: Audience,
) -> None:
    news = ready(audience, "a@x.org")
    assert pace.blocked(audience.account, "Example.org", "listed") is False
    breaking.trip(paced(audience), "bounces", "")
    assert send_all(news) == []

    assert pace.close(paced(audience))
    assert not pace.close(paced(audience))
    assert mending.mend(audience.account) == 1

    assert send_all(news) == ["a@x.org"]
    assert not Bucket.objects.filter(name__startswith="blocks:").exists()


def test_the_breaker_of_one_domain_stops_no_other(audience: Audience) -> None:
    breaking.trip(paced(audience), "blocks", "no")
    people(audience, "a@x.org")
    other = message(audience, from_email="news@other.example")
    freeze(other)

    assert send_all(other) == ["a@x.org"]
