"""The breaker of a domain: what opens it, what it holds, and how it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Bucket
from audiences.models import Audience
from delivery import mending, outcomes, pace, sending
from delivery.pace import breaking
from delivery.sending import Claimed, Outcome
from delivery.transports import Answer
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
