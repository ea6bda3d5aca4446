"""What has to wait: for the program to go on, or for the morning."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.models import User
from audiences.models import Audience
from delivery import mending, rounds
from delivery.models import SendingRules
from delivery.sender import Lane, Sender
from delivery.sms import programs as own
from delivery.sms.notices import send_later
from tests.delivery.ledgers import told
from tests.delivery.sms.carrier import carrier
from tests.delivery.sms.programs import NOON, at, person, program, send, texted
from tests.delivery.wires import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_PRIVATE = True
    settings.PUBLIC_URL = "https://hub.example"
    at(NOON, monkeypatch)


@pytest.mark.parametrize(
    ("fields", "key", "said"),
    [
        ({"state": "paused"}, "", "The SMS program is paused."),
        (
            {"state": "asked", "approved_at": None},
            "",
            "The SMS program is not approved yet.",
        ),
        ({}, "another", "The secrets of the SMS provider were set with another key."),
    ],
)
def test_what_may_not_be_sent_is_left_alone_and_says_why(
    audience: Audience,
    settings: LazySettings,
    fields: dict[str, Any],
    key: str,
    said: str,
) -> None:
    program(audience, **fields)
    person(audience, "1")
    news = texted(audience)
    settings.SEALING_KEY = key or settings.SEALING_KEY

    work(Sender())

    assert (told(news), news.problem) == ({"pending": 1}, said)
    assert rounds.waiting() == []


def test_a_message_goes_on_with_its_program(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = program(audience, state="paused", provider="console")
    person(audience, "1")
    news = texted(audience)
    sender = Sender()
    work(sender)
    own.resume(mine, actor=alice)

    at(NOON + timedelta(minutes=1), monkeypatch)
    work(sender)

    assert (told(news), news.problem) == ({"sent": 1}, "")


def test_at_night_news_are_held_until_the_morning_of_whoever_gets_them(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 11, 28, 22, tzinfo=UTC)  # a Saturday
    at(night, monkeypatch)
    program(audience)
    person(audience, "1")
    person(audience, "2", sms_phone="+33612345671", time_zone="Europe/Paris")
    person(audience, "3", sms_phone="+12125550131", time_zone="America/New_York")
    news = texted(audience)
    notice = send_later(audience, "X", "Hello", "+4741200001")

    with carrier() as server:
        send(news, server)
        send(notice, server)

    rows = news.deliveries.order_by("pk").values_list("state", "reason", "due_at")
    assert list(rows) == [
        ("deferred", "quiet", night.replace(day=29, hour=7)),
        ("deferred", "quiet", night.replace(day=30, hour=7)),
        ("sent", "", None),
    ]
    assert set(server.taken) == {"+12125550131", "+4741200001"}
    assert set(news.deliveries.values_list("attempts", flat=True)) == {0, 1}

    at(night.replace(day=30, hour=9), monkeypatch)
    with carrier() as server:
        send(news, server)

    assert (told(news), news.stage) == ({"sent": 3}, "finished")


def test_what_is_held_for_the_night_stays_held(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 11, 28, 21, tzinfo=UTC)  # a Saturday in Paris
    at(night, monkeypatch)
    program(audience)
    person(audience, "1", sms_phone="+33612345671", time_zone="Europe/Paris")
    news = texted(audience)
    with carrier() as server:
        send(news, server)

    freed = mending.mend()

    assert freed == 0
    assert news.deliveries.get().due_at == night.replace(day=30, hour=7)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "until"),
    [
        # By the clock of Oslo, where nobody is sent SMS from 21 to 8.
        (time(20), time(10), 19, 9),
        (time(20), time(7), 19, 7),
        (time(12), time(14), 11, 13),
        (time(12), time(14), 13, None),
    ],
)
def test_the_quiet_hours_of_the_audience_count_too(
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    begins: time,
    ends: time,
    hour: int,
    until: int | None,
) -> None:
    at(NOON.replace(hour=hour), monkeypatch)
    SendingRules.objects.create(audience=audience, quiet_from=begins, quiet_to=ends)
    program(audience)
    person(audience, "1", time_zone="Europe/Oslo")
    news = texted(audience)

    with carrier() as server:
        send(news, server)

    due_at = news.deliveries.get().due_at
    assert (due_at.hour if due_at else None) == until


def test_a_sender_goes_the_way_that_was_approved_last(audience: Audience) -> None:
    mine = program(audience)
    person(audience, "1")
    news = texted(audience)

    lane = Lane(rounds.waiting()[0])
    assert (lane.message, lane.is_current) == (news, True)

    mine.identity = "Lys"
    mine.save()

    assert not lane.is_current


@pytest.mark.parametrize(
    ("number", "hour", "until"),
    [
        ("+12125550131", 12, 13),  # New York, where it is 7
        ("+12125550131", 13, None),
        ("+14155550131", 13, 16),  # San Francisco, where it is 5
        ("+14155550131", 23, None),
        ("+61412345678", 20, 1),  # Australia, as far as the Cocos Islands
        ("+18005550131", 12, 22),  # all from Guam to Puerto Rico
        ("+8821612341", 12, None),  # no place at all
    ],
)
def test_whose_clock_nobody_knows_is_asked_by_their_number(
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    number: str,
    hour: int,
    until: int | None,
) -> None:
    audience.time_zone = "Europe/Paris"
    audience.save()
    at(NOON.replace(hour=hour), monkeypatch)
    program(audience)
    person(audience, "1", sms_phone=number)
    news = texted(audience)

    with carrier() as server:
        send(news, server)

    due_at = news.deliveries.get().due_at
    assert (due_at.hour if due_at else None) == until
