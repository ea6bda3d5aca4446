from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from events import dropping, log, partitions
from events.models import Event, EventTotal
from events.names import Own
from tests.factories import AccountFactory, AudienceFactory, ContactFactory

LAST_MOMENT = datetime(2031, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
LONG_AGO = datetime(2009, 3, 14, 12, tzinfo=UTC)


def months(kind: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT right(c.relname, 7) FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = ('events_event_' || %s)::regclass
            """,
            [kind],
        )
        return {name for (name,) in cursor.fetchall()}


def happen(audience: Audience, at: datetime, kind: str = "custom", n: int = 1) -> None:
    log.write(
        audience.pk,
        "SELECT %(contact)s + i, %(name)s, %(at)s::timestamptz, '{}'::jsonb"
        " FROM generate_series(0, %(n)s - 1) AS i",
        {"contact": 7, "name": int(Own.TAG_ADDED), "at": at, "n": n},
        kind=kind,
    )


def test_months_are_there_before_they_begin(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = ContactFactory.create(audience=audience)
    monkeypatch.setattr(timezone, "now", lambda: LAST_MOMENT)
    partitions.ensure_partitions()

    for later in (timedelta(), timedelta(microseconds=1), timedelta(days=91)):
        moment = LAST_MOMENT + later
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        log.record(audience.pk, Own.CONTACT_UPDATED, [contact.pk])

    moments = Event.objects.filter(audience=audience).values_list("occurred_at")
    assert sorted(at.year for (at,) in moments) == [2031, 2032, 2032]


def test_making_months_twice_makes_them_once(db: None) -> None:
    first = partitions.ensure_partitions()
    there = months("own"), months("custom")

    assert partitions.ensure_partitions() == first == 28
    assert (months("own"), months("custom")) == there


def test_months_that_nobody_keeps_are_not_made(
    audience: Audience, settings: object
) -> None:
    settings.OWN_EVENT_DAYS = 40  # type: ignore[attr-defined]  # a fixture

    first = partitions._first("own", None)

    assert first == partitions.month_of(timezone.now() - timedelta(days=40))


@pytest.fixture
def old_months(transactional_db: None) -> None:
    for kind in partitions.KINDS:
        partitions.make_month(kind, LONG_AGO.date().replace(day=1))
        partitions.make_month(kind, date(2009, 4, 1))


@pytest.fixture
def limited(old_months: None) -> Audience:
    """The only account has a plan with ninety days."""
    plan = Plan.objects.create(name="Ninety", event_days=90)
    return AudienceFactory.create(account=AccountFactory.create(plan=plan))


def test_own_events_are_kept_unless_a_setting_says_otherwise(
    limited: Audience, settings: object
) -> None:
    happen(limited, LONG_AGO, kind="own")

    kept = dropping.drop(9).months
    settings.OWN_EVENT_DAYS = 365 * 5  # type: ignore[attr-defined]  # a fixture
    dropped = dropping.drop(9).months

    assert not [name for name in kept if "own" in name]
    assert dropped == ["events_event_own_2009_03", "events_event_own_2009_04"]
    assert not Event.objects.filter(audience=limited).exists()
    assert EventTotal.objects.get(audience=limited).n == 1


def test_custom_months_go_when_no_plan_includes_them(limited: Audience) -> None:
    happen(limited, LONG_AGO)

    first, again = dropping.drop(9).months, dropping.drop(9).months

    assert "events_event_custom_2009_03" in first
    assert again == []
    assert "2009_03" not in months("custom")
    assert "2009_03" in months("own")


def test_one_account_without_a_limit_keeps_the_months(limited: Audience) -> None:
    AccountFactory.create()

    assert dropping.drop(9).months == []


def test_a_plan_that_nobody_has_keeps_nothing(limited: Audience) -> None:
    Plan.objects.filter(is_default=True).update(event_days=None)

    assert "events_event_custom_2009_04" in dropping.drop(9).months


def test_a_drop_that_was_killed_is_finished(limited: Audience) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE events_event_custom"
            " DETACH PARTITION events_event_custom_2009_03 CONCURRENTLY"
        )

    assert "events_event_custom_2009_03" in dropping.drop(9).months


def test_months_are_never_dropped_in_a_transaction(limited: Audience) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        partitions.drop_months("own", timezone.now())
