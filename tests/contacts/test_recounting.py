from __future__ import annotations

import logging
import threading

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from audiences.models import Audience, Counter, DailyCount
from contacts import recounting, tasks
from contacts.causes import Cause
from contacts.recounting import Difference, recount
from tests.factories import ContactFactory, TagFactory


def counters(audience: Audience, kind: str) -> dict[str, int]:
    kept = Counter.objects.by_key(audience, kind)
    return {key: n for key, n in kept.items() if n}


def days(audience: Audience) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in DailyCount.objects.filter(audience=audience):
        sums[row.key] = sums.get(row.key, 0) + row.change
    return sums


def spoil(audience: Audience, kind: str, key: str, n: int) -> None:
    rows = Counter.objects.filter(audience=audience, kind=kind, key=key)
    assert rows.update(n=n)


def test_counters_that_are_right_stay_as_they_are(
    audience: Audience, caplog: pytest.LogCaptureFixture
) -> None:
    tag = TagFactory.create(audience=audience)
    ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    audience.contacts.archive(Cause(audience, "staff"))
    before = list(Counter.objects.filter(audience=audience).values())

    assert recount(audience) == []

    assert list(Counter.objects.filter(audience=audience).values()) == before
    assert caplog.records == []


def test_what_is_off_is_repaired_and_said(
    audience: Audience, caplog: pytest.LogCaptureFixture
) -> None:
    tag, gone = TagFactory.create_batch(2, audience=audience)
    ContactFactory.create(audience=audience, tag_ids=[tag.pk, gone.pk])
    ContactFactory.create(audience=audience, status="cleaned")
    other = ContactFactory.create()
    spoil(audience, "status", "subscribed", 7)
    spoil(audience, "tag", str(tag.pk), 0)
    Counter.objects.filter(audience=audience, key=str(gone.pk)).delete()
    Counter.objects.create(audience=audience, kind="tag", key="999999", n=3)

    with caplog.at_level(logging.WARNING):
        found = recount(audience)

    assert set(found) == {
        Difference("status", "subscribed", 7, 1),
        Difference("tag", str(tag.pk), 0, 1),
        Difference("tag", str(gone.pk), 0, 1),
        Difference("tag", "999999", 3, 0),
    }
    assert counters(audience, "status") == {"subscribed": 1, "cleaned": 1}
    assert counters(audience, "tag") == {str(tag.pk): 1, str(gone.pk): 1}
    assert days(audience) == {"subscribed": 1, "cleaned": 1}
    assert "status subscribed: 7, counted 1" in caplog.text
    assert recount(audience) == recount(other.audience) == []


def test_a_sum_of_days_that_is_off_is_made_up_for_today(audience: Audience) -> None:
    ContactFactory.create(audience=audience)
    DailyCount.objects.filter(audience=audience).update(change=5)

    assert recount(audience) == [Difference("days", "subscribed", 5, 1)]

    assert days(audience) == counters(audience, "status") == {"subscribed": 1}


def test_ordinals_are_no_count(audience: Audience) -> None:
    ContactFactory.create(audience=audience)
    audience.contacts.all().delete()

    recount(audience)

    assert counters(audience, "ordinal") == {"": 1}


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_is_under_way_meanwhile_is_counted_once(
    transactional_db: None,
) -> None:
    audience = ContactFactory.create().audience
    ContactFactory.create(audience=audience)
    spoil(audience, "status", "subscribed", 40)
    done = threading.Event()

    def repair() -> None:
        try:
            recount(audience)
        finally:
            connection.close()
            done.set()

    worker = threading.Thread(target=repair)
    with transaction.atomic():
        last = audience.contacts.filter(pk=audience.contacts.last_id())
        last.unsubscribe(Cause(audience, "staff"))
        worker.start()
        waited = not done.wait(0.4)
    worker.join()

    assert waited
    assert counters(audience, "status") == {"subscribed": 1, "unsubscribed": 1}
    assert recounting.differences(audience) == []


def test_each_audience_is_a_task_of_its_own(audience: Audience) -> None:
    other = ContactFactory.create().audience
    gone = ContactFactory.create().audience
    Audience.objects.filter(pk=gone.pk).update(deleting_at="2026-01-01T00:00Z")

    assert tasks.recount_counters() == 2

    queued = [SignedPackage.loads(row.payload) for row in OrmQ.objects.all()]
    assert [(task["func"], task["args"]) for task in queued] == [
        ("contacts.tasks.recount_audience", (audience.pk,)),
        ("contacts.tasks.recount_audience", (other.pk,)),
    ]


def test_recounting_what_is_gone_is_done(audience: Audience) -> None:
    tasks.recount_audience(audience.pk)
    tasks.recount_audience(0)
