"""Why a delivery is where it is: what holds it, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences.models import Audience
from delivery.models import Delivery, GroupPace, Message, SendingRules, SmsProgram
from delivery.overview.explaining import Known, Why, at, why_of
from delivery.pace import breaking, warming
from tests.delivery.ledgers import freeze, message, people, send_all
from tests.delivery.pacing import paced
from tests.delivery.sms.programs import person, program, texted

pytestmark = pytest.mark.django_db

SOON = datetime(2999, 1, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_utc() -> Any:
    with timezone.override("UTC"):
        yield


def said(one: Message, **fields: Any) -> Why:
    """Of the delivery of the message, were it so."""
    one.deliveries.update(**fields)
    one.refresh_from_db()
    known = Known(one.audience.account, [one.audience_id])
    return why_of(one.deliveries.get(), one, known)


@pytest.fixture
def news(audience: Audience) -> Message:
    people(audience, "ada@gmail.com")
    one = message(audience)
    freeze(one)
    return one


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "It is due: a sender takes it next."),
        ({"due_at": SOON}, "It waits until 2 Jan 2999, 09:30."),
        ({"state": "leased"}, "A sender has it and is about to hand it over."),
        (
            {"state": "leased", "dispatched_at": SOON},
            "It is on the wire, and the server has not answered yet.",
        ),
        ({"state": "sent"}, "Their server took it."),
        (
            {"state": "sent", "bounce": "hard"},
            "Their server took it. It came back: the address is dead.",
        ),
        (
            {"state": "sent", "complained_at": SOON},
            "Their server took it. They complained about it as spam.",
        ),
        (
            {"state": "failed", "reason": "given_up", "attempts": 12},
            "It was tried too often. It was tried 12 times.",
        ),
        (
            {"state": "unknown"},
            "Its sender stopped while it may have been on the wire. "
            "It is not sent again by itself, since they may have it.",
        ),
        (
            {"state": "suppressed", "reason": "cleaned"},
            "Their address is dead. "
            "No audience of the account writes to a dead address.",
        ),
        ({"state": "excluded", "reason": "unsubscribed"}, "They opted out."),
        (
            {"state": "excluded", "reason": "called_off"},
            "Somebody canceled it for them.",
        ),
        (
            {"state": "deferred", "reason": "busy", "attempts": 3, "due_at": SOON},
            "Their server asked to try again later. It was tried 3 times, of 12 at "
            "most. It is held until 2 Jan 2999, 09:30.",
        ),
    ],
)
def test_each_state_says_why(news: Message, fields: dict[str, Any], words: str) -> None:
    assert said(news, **fields).words == words


def held(news: Message, reason: str) -> Why:
    return said(news, state="deferred", reason=reason, due_at=SOON, email="a@gmail.com")


UNTIL = "It is held until 2 Jan 2999, 09:30."


def test_the_provider_that_takes_less_is_named(news: Message) -> None:
    pace = paced(news.audience)
    slowed = GroupPace.objects.create(
        domain=pace, group="gmail", rate=0.5, changed_at=timezone.now()
    )

    by_rate = held(news, "throttle")
    GroupPace.objects.filter(pk=slowed.pk).update(rests_until=SOON)
    by_rest = held(news, "throttle")

    assert by_rate == Why(
        f"Gmail takes 30 messages a minute from example.org. {UNTIL}", "pace"
    )
    assert by_rest.words == (
        f"Gmail asked for a rest from example.org until 2 Jan 2999, 09:30. {UNTIL}"
    )


def test_the_breaker_says_since_when_and_why(news: Message) -> None:
    pace = paced(news.audience)
    breaking.trip(pace, "bounces", "550")
    pace.refresh_from_db()
    assert pace.tripped_at

    why = held(news, "breaker")

    assert why.words == (
        f"Nothing leaves from example.org since {at(pace.tripped_at)}: "
        f"Too many of its messages came back. {UNTIL}"
    )
    assert why.place == "pace"
    breaking.close(pace)
    assert "it is closed by now" in held(news, "breaker").words


def test_the_warming_up_says_its_day_and_how_many(news: Message) -> None:
    warming.begin(news.audience.account, "example.org")

    why = held(news, "warmup")

    assert why.words == (
        f"example.org warms up: on day 1 it sends 50 messages at most. {UNTIL}"
    )


def test_the_rules_of_the_audience_are_named(news: Message) -> None:
    SendingRules.objects.create(
        audience=news.audience,
        cap_messages=3,
        cap_days=7,
        quiet_from=time(22),
        quiet_to=time(8),
    )

    capped, quiet = held(news, "cap"), held(news, "quiet")

    assert capped == Why(
        f"They got 3 messages within 7 days, as many as the rules allow. {UNTIL}",
        "rules",
    )
    assert quiet.words == (
        f"From 22:00 to 08:00 by their clock nothing is sent to them. {UNTIL}"
    )


def test_what_is_due_again_says_so(news: Message) -> None:
    news.deliveries.update(state="deferred", reason="quiet")

    words = said(news, due_at=timezone.now() - timedelta(minutes=1)).words

    assert words.endswith("It is due again: a sender takes it next.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stage": "paused"}, "The message is paused."),
        ({"stage": "canceled"}, "The message was canceled."),
        (
            {"stage": "freezing"},
            "It waits until everybody who gets the message is written down.",
        ),
        (
            {"held_until": SOON, "trouble": "sms_paused"},
            "Nothing of the message leaves until 2 Jan 2999, 09:30: "
            "The SMS program is paused.",
        ),
    ],
)
@pytest.mark.parametrize("state", ["pending", "deferred"])
def test_what_holds_the_message_goes_before_what_holds_the_delivery(
    news: Message, fields: dict[str, Any], words: str, state: str
) -> None:
    Message.objects.filter(pk=news.pk).update(**fields)

    assert said(news, state=state).words == words


def test_a_program_that_may_not_send_is_what_holds_a_text(audience: Audience) -> None:
    program(audience)
    person(audience, "1")
    text = texted(audience)
    assert said(text).words == "It is due: a sender takes it next."

    SmsProgram.objects.filter(audience=audience).update(state="paused")

    assert said(text).words == "The program for SMS of the audience may not send now."


def test_what_is_known_is_asked_for_once_and_only_where_something_waits(
    audience: Audience,
) -> None:
    people(audience, *(f"{n}@gmail.com" for n in range(5)))
    one = message(audience)
    freeze(one)
    one.deliveries.update(state="deferred", reason="breaker", due_at=SOON)
    known = Known(audience.account, [audience.pk])
    rows = list(one.deliveries.all())

    with CaptureQueriesContext(
        connection,
    ) as asked:
        for row in rows:
            why_of(row, one, known)
    with CaptureQueriesContext(connection) as idle:
        why_of(Delivery(state="sent"), one, Known(audience.account, [audience.pk]))

    assert (len(asked), len(idle)) == (1, 0)
    assert send_all(one) == []
