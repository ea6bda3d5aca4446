"""How quickly messages leave, and what waits, with its reason and until when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from delivery import mending, pace, sending
from delivery.models import Message, SendingRules
from delivery.pace import heeding, warming
from delivery.pace.quiet import quiet_until
from tests.delivery.ledgers import (
    by_rows,
    freeze,
    later,
    message,
    people,
    send_all,
    told,
    why,
)
from tests.delivery.pacing import heard, paced, ready

pytestmark = pytest.mark.django_db


def test_a_slow_provider_holds_back_its_own_and_nobody_else(
    audience: Audience,
) -> None:
    fast, slow = ["a@x.org", "b@x.org"], [f"{n}@gmail.com" for n in range(6)]
    news = ready(audience, *fast, *slow)
    paced(audience).groups.create(group="gmail", rate=1, changed_at=timezone.now())

    wire = send_all(news)

    assert sorted(wire) == sorted([*fast, *slow[:2]])
    assert told(news) == by_rows(news) == {"sent": 4, "deferred": 4}
    held = news.deliveries.filter(state="deferred")
    assert {(row.reason, row.attempts) for row in held} == {("throttle", 0)}
    assert all(row.due_at and row.due_at > timezone.now() for row in held)


@pytest.mark.django_db(transaction=True)
def test_several_senders_never_take_more_than_a_day_of_warming_up_has(
    audience: Audience,
) -> None:
    news = ready(audience, *(f"{n}@x.org" for n in range(40)))
    domain = paced(audience)
    domain.warms_since, domain.warm_up = timezone.now().date(), [10, 20]
    domain.save()

    def sender(_n: int) -> list[str]:
        try:
            return send_all(news, 4)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        wires = list(pool.map(sender, range(4)))

    # A sender whose first batch is held entirely stops looking.
    sent = sum(len(wire) for wire in wires)
    assert sent == 10
    assert by_rows(news)["sent"] == 10
    assert "warmup" in {row.reason for row in news.deliveries.filter(state="deferred")}


def test_a_day_pays_for_nobody_whose_provider_rests(audience: Audience) -> None:
    news = ready(audience, *(f"{n}@gmail.com" for n in range(4)))
    domain = paced(audience)
    domain.warms_since, domain.warm_up = timezone.now().date(), [5]
    domain.save()
    now = timezone.now()
    rests = {"rests_until": now + timedelta(hours=1), "changed_at": now}
    domain.groups.create(group="gmail", **rests)

    _lease, claimed = sending.claim(news, 4)

    assert (claimed, warming.left(domain)) == ([], 5)
    assert told(news) == {"deferred": 4}


def test_the_next_day_of_warming_up_has_more(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = ready(audience, *(f"{n}@x.org" for n in range(5)))
    domain = paced(audience)
    domain.warms_since, domain.warm_up = timezone.now().date(), [1, 2]
    domain.save()
    assert len(send_all(news)) == 1
    assert warming.left(domain) == 0

    later(monkeypatch, timedelta(days=1, minutes=11))
    assert len(send_all(news)) == 2
    later(monkeypatch, timedelta(days=1))

    assert len(send_all(news)) == 2


def test_what_did_not_leave_is_given_back_to_its_day(audience: Audience) -> None:
    news = ready(audience, *(f"{n}@x.org" for n in range(3)))
    domain = paced(audience)
    domain.warms_since, domain.warm_up = timezone.now().date(), [5]
    domain.save()
    lease, _claimed = sending.claim(news, 3)
    assert warming.left(domain) == 2

    pace.give_back(news, sending.give_back(news, lease))

    assert warming.left(domain) == 5


def test_people_are_left_in_peace_at_night_by_their_own_clocks(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    people(audience, "oslo@x.org", time_zone="Europe/Oslo")
    people(audience, "lima@x.org", time_zone="America/Lima")
    people(audience, "nowhere@x.org")
    rules = {"quiet_from": time(22), "quiet_to": time(8)}
    SendingRules.objects.create(audience=audience, **rules)
    news = message(audience)
    freeze(news)

    assert send_all(news) == ["lima@x.org"]

    assert why(news) == {
        "oslo@x.org": "deferred quiet",
        "lima@x.org": "sent",
        "nowhere@x.org": "deferred quiet",
    }
    oslo = news.deliveries.get(contact__email="oslo@x.org")
    assert oslo.due_at == datetime(2026, 7, 2, 6, 0, tzinfo=UTC)
    later(monkeypatch, timedelta(hours=10))
    assert sorted(send_all(news)) == ["nowhere@x.org", "oslo@x.org"]


def test_a_notice_comes_at_night_too(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = {"quiet_from": time(0), "quiet_to": time(23, 59, 59, 999999)}
    SendingRules.objects.create(audience=audience, cap_messages=1, **day)
    people(audience, "a@x.org")
    notice = message(audience, kind="system")
    freeze(notice)

    assert send_all(notice) == ["a@x.org"]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-07-01T21:59", None),
        ("2026-07-01T22:00", "2026-07-02T08:00"),
        ("2026-07-02T07:59", "2026-07-02T08:00"),
        ("2026-07-02T08:00", None),
        # The clock is put back at three: quiet for an hour more.
        ("2026-10-24T23:00", "2026-10-25T08:00"),
    ],
)
def test_quiet_hours_lie_around_midnight(now: str, until: str | None) -> None:
    zone = ZoneInfo("Europe/Oslo")
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)

    found = quiet_until(moment.astimezone(UTC), "Europe/Oslo", time(22), time(8))

    expected = datetime.fromisoformat(until).replace(tzinfo=zone) if until else None
    assert found == expected


def test_who_got_enough_lately_gets_the_next_when_it_is_time(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    SendingRules.objects.create(audience=audience, cap_messages=1, cap_days=3)
    first = ready(audience, "a@x.org")
    assert send_all(first) == ["a@x.org"]
    people(audience, "b@x.org")
    second = message(audience, name="Second")
    freeze(second)

    assert send_all(second) == ["b@x.org"]
    assert why(second) == {"a@x.org": "deferred cap", "b@x.org": "sent"}
    held = second.deliveries.get(state="deferred")
    assert held.attempts == 0
    assert held.due_at == first.deliveries.get().sent_at + timedelta(days=3)  # type: ignore[operator]  # it was sent

    later(monkeypatch, timedelta(days=3, minutes=1))
    assert send_all(second) == ["a@x.org"]


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_are_not_both_sent_to_who_may_get_one(
    audience: Audience,
) -> None:
    SendingRules.objects.create(audience=audience, cap_messages=1)
    first = ready(audience, *(f"{n}@x.org" for n in range(20)))
    second = message(audience)
    freeze(second)

    def sender(one: Message) -> list[str]:
        try:
            return send_all(one, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        wires = list(pool.map(sender, [first, second]))

    assert sorted(wires[0] + wires[1]) == sorted(f"{n}@x.org" for n in range(20))


def test_a_provider_that_puts_off_most_of_it_rests_and_others_do_not(
    audience: Audience,
) -> None:
    news = ready(audience, "a@gmail.com", "b@yahoo.com")

    heard(news, "x@gmail.com", *["451 4.3.0 later"] * 4)
    heard(news, "x@yahoo.com", "451 4.3.0 later", *["250 ok"] * 7)

    assert send_all(news) == ["b@yahoo.com"]
    assert why(news)["a@gmail.com"] == "deferred throttle"


def test_a_provider_to_whom_it_is_too_much_gets_half_and_later_more(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = ready(audience, "a@gmail.com")
    heard(news, "x@gmail.com", "421 4.7.28 too much")
    (group,) = paced(audience).groups.all()
    assert group.rate == heeding.BEGINNING / 2
    assert group.rests_until

    later(monkeypatch, timedelta(hours=1))
    heard(news, "x@gmail.com", "421 4.7.28 too much")
    group.refresh_from_db()
    assert (group.rate, group.strikes) == (heeding.BEGINNING / 4, 2)

    for _step in range(3):
        later(monkeypatch, timedelta(hours=1))
        heeding.recover(paced(audience))

    assert not paced(audience).groups.exists()


def test_a_rule_that_is_given_up_holds_nobody_any_more(audience: Audience) -> None:
    rules = SendingRules.objects.create(audience=audience, cap_messages=1)
    first = ready(audience, "a@x.org")
    send_all(first)
    second = message(audience)
    freeze(second)
    assert send_all(second) == []

    rules.delete()
    mending.mend()

    assert send_all(second) == ["a@x.org"]
