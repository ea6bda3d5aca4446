from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from events import retention
from events.models import Event, EventTotal
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
