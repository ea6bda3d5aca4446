from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from events import dropping, partitions, retention, tasks
from events.models import Event, EventTotal, Receipt
from tests.events.test_partitions import happen
from tests.factories import AccountFactory, AudienceFactory


@pytest.fixture
def short(db: None) -> Audience:
    """An audience whose plan includes thirty days."""
    plan = Plan.objects.create(name="Thirty", event_days=30)
    return AudienceFactory.create(account=AccountFactory.create(plan=plan))


def ages(audience: Audience) -> list[tuple[str, int]]:
    now = timezone.now()
    rows = Event.objects.filter(audience=audience).order_by("occurred_at", "kind")
    return [(event.kind, (now - event.occurred_at).days) for event in rows]


def settle(audience: Audience, n: int = 1) -> None:
    now = timezone.now()
    for days in (40, 20):
        for kind in ("custom", "own"):
            happen(audience, now - timedelta(days=days, hours=1), kind, n)


LEFT = [("own", 40), ("custom", 20), ("own", 20)]


def test_a_shorter_plan_loses_its_custom_events_and_keeps_the_totals(
    short: Audience, audience: Audience
) -> None:
    settle(short)
    settle(audience)

    first, again = (retention.delete_expired(9) for _each in range(2))

    assert (first, again) == ((1, True), (0, True))
    assert ages(short) == LEFT
    assert len(ages(audience)) == 4
    assert EventTotal.objects.get(audience=short).n == 4


def test_many_are_deleted_in_batches_until_the_time_is_over(
    short: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    settle(short, n=5)

    assert retention.delete_expired(-1) == (2, False)
    assert retention.delete_expired(9) == (3, True)
    assert len(ages(short)) == 15


def test_what_a_plan_no_longer_includes_is_not_read(
    short: Audience, audience: Audience
) -> None:
    settle(short)
    settle(audience)

    kept = Event.objects.filter(audience=short).kept(short.account)
    everything = Event.objects.filter(audience=audience).kept(audience.account)

    assert sorted(event.kind for event in kept) == ["custom", "own", "own"]
    assert everything.count() == 4


NOON = datetime(2031, 3, 31, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, db: None) -> Callable[[datetime], None]:
    """Set the clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        partitions.ensure_partitions()

    set_clock(NOON)
    return set_clock


def test_an_event_is_kept_to_the_very_moment_its_days_are_over(
    at: Callable[[datetime], None], short: Audience
) -> None:
    born = NOON - timedelta(days=30)
    happen(short, born)

    def kept() -> tuple[int, int]:
        log = Event.objects.filter(audience=short)
        return log.kept(short.account).count(), retention.delete_expired(9)[0]

    assert kept() == (1, 0)
    at(NOON + TICK)
    assert kept() == (0, 1)
    assert EventTotal.objects.get(audience=short).n == 1


def test_what_may_be_written_is_what_is_kept(
    at: Callable[[datetime], None], short: Audience
) -> None:
    reach = partitions.reach(short.account)
    happen(short, reach)

    assert reach == NOON - timedelta(days=30)
    assert retention.delete_expired(9) == (0, True)


def test_without_a_limit_two_years_can_be_written(
    at: Callable[[datetime], None], audience: Audience
) -> None:
    reach = partitions.reach(audience.account)

    happen(audience, reach)

    assert reach == datetime(2029, 3, 1, tzinfo=UTC)


def test_a_month_is_dropped_when_its_last_moment_is_too_old(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan.objects.create(name="Thirty", event_days=30)
    account = AccountFactory.create(plan=plan)
    first = datetime(2009, 4, 1, tzinfo=UTC)
    for month in (date(2009, 3, 1), date(2009, 4, 1)):
        partitions.make_month("custom", month)
    happen(AudienceFactory.create(account=account), first - TICK)

    def dropped(now: datetime) -> list[str]:
        monkeypatch.setattr(timezone, "now", lambda: now)
        return dropping.drop(9).months

    over = first + timedelta(days=30)
    assert dropped(over - TICK) == []
    assert dropped(over) == ["events_event_custom_2009_03"]
    assert dropped(over) == []
    monkeypatch.undo()
    partitions.drop_months("custom", datetime(2009, 6, 1, tzinfo=UTC))


def test_a_longer_plan_keeps_what_is_left(
    at: Callable[[datetime], None], short: Audience
) -> None:
    happen(short, NOON - timedelta(days=20))
    short.account.plan.event_days = None
    short.account.plan.save()
    at(NOON + timedelta(days=20))

    assert retention.delete_expired(9) == (0, True)
    assert len(Event.objects.filter(audience=short).kept(short.account)) == 1


def receive(audience: Audience, *moments: datetime) -> None:
    Receipt.objects.bulk_create(
        Receipt(audience=audience, key=uuid.uuid4(), received_at=moment)
        for moment in moments
    )


def test_receipts_are_kept_for_two_days(
    short: Audience, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    monkeypatch.setattr(retention, "BATCH", 2)
    old, kept = NOON - timedelta(hours=48) - TICK, NOON - timedelta(hours=48)
    receive(short, old, old, old, kept)
    receive(audience, old, kept, NOON)

    assert retention.delete_receipts(-1) == (2, False)
    assert retention.delete_receipts(9) == (2, True)

    left = Receipt.objects.filter(audience__in=[short, audience])
    assert sorted(left.values_list("received_at", flat=True)) == [kept, kept, NOON]


def test_the_night_goes_on_where_it_was_stopped(
    short: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "drop_months", lambda *_of: [])
    monkeypatch.setattr(dropping, "TASK_SECONDS", -1)
    monkeypatch.setattr(retention, "BATCH", 2)
    settle(short, n=3)

    for left in (1, 0, 0):
        tasks.drop_old_events()
        kept = Event.objects.filter(audience=short, kind="custom")
        old = timezone.now() - timedelta(days=30)
        assert kept.filter(occurred_at__lt=old).count() == left
