from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts import deleting
from contacts.causes import Cause
from contacts.models import Contact
from events import log
from events.names import Own
from segments import history
from segments.history import history_of, turnover_of
from segments.models import Segment
from tests.factories import AudienceFactory, ContactFactory, SegmentFactory

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience)


def moved(segment: Segment, name: Own, *contacts: Contact, at: datetime = NOW) -> None:
    log.write(
        segment.audience_id,
        """
        SELECT id, %(name)s, %(at)s::timestamptz,
               jsonb_build_object('segment', %(segment)s::bigint)
        FROM unnest(%(ids)s::bigint[]) AS id
        """,
        {
            "name": int(name),
            "at": at,
            "segment": segment.pk,
            "ids": [contact.pk for contact in contacts],
        },
    )


def entered(segment: Segment, *contacts: Contact, at: datetime = NOW) -> None:
    moved(segment, Own.SEGMENT_ENTERED, *contacts, at=at)


def left(segment: Segment, *contacts: Contact, at: datetime = NOW) -> None:
    moved(segment, Own.SEGMENT_LEFT, *contacts, at=at)


def told(segment: Segment, only: str = "", before: str = "") -> list[tuple[str, bool]]:
    moves = history_of(segment, only, before).moves
    return [(str(move.contact), move.entered) for move in moves]


def test_who_entered_and_left_is_told_newest_first(
    segment: Segment, audience: Audience
) -> None:
    ann, bert = (
        ContactFactory.create(audience=audience, email=f"{name}@x.com")
        for name in ("ann", "bert")
    )
    entered(segment, ann, at=NOW - timedelta(days=40))
    entered(segment, bert, at=NOW - timedelta(hours=2))
    left(segment, ann, at=NOW - timedelta(hours=1))
    entered(SegmentFactory.create(audience=audience), bert)
    entered(SegmentFactory.create(), ContactFactory.create())

    assert told(segment) == [
        ("ann@x.com", False),
        ("bert@x.com", True),
        ("ann@x.com", True),
    ]
    assert told(segment, "entered") == [("bert@x.com", True), ("ann@x.com", True)]
    assert told(segment, "left") == [("ann@x.com", False)]
    assert told(segment, "nonsense") == told(segment)


def test_pages_of_one_moment_leave_nobody_out_and_name_nobody_twice(
    segment: Segment, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    people = ContactFactory.create_batch(5, audience=audience)
    entered(segment, *people[:3])
    left(segment, *people[3:])

    pages, before = [], ""
    for _page in range(3):
        page = history_of(segment, before=before)
        pages.append([move.contact for move in page.moves])
        before = page.older

    assert pages == [people[:2:-1], people[2:0:-1], people[:1]]
    assert before == ""


@pytest.mark.parametrize("before", ["x", "1-", "-1", "99999999999999999999-1"])
def test_a_place_that_is_none_shows_the_newest(
    segment: Segment, audience: Audience, before: str
) -> None:
    entered(segment, ContactFactory.create(audience=audience))

    assert len(told(segment, before=before)) == 1


def test_each_day_is_named_once(segment: Segment, audience: Audience) -> None:
    noon = timezone.localtime(NOW - timedelta(days=3)).replace(hour=12)
    for hours in (0, 1, 24):
        at = noon - timedelta(hours=hours)
        entered(segment, ContactFactory.create(audience=audience), at=at)

    days = [move.day for move in history_of(segment).moves]

    day = noon.date()
    assert days == [day, None, day - timedelta(days=1)]


def test_who_is_deleted_is_told_of_no_more(
    segment: Segment, audience: Audience
) -> None:
    ann = ContactFactory.create(audience=audience)
    entered(segment, ann)

    deleting.delete(audience.contacts.filter(pk=ann.pk), Cause(audience, "staff"))

    assert told(segment) == []


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_asks_as_often_for_one_as_for_three(
    segment: Segment,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = ContactFactory.create_batch(n, audience=audience)
    entered(segment, *people)

    with django_assert_num_queries(3):
        assert len(told(segment)) == n


def test_it_is_counted_how_many_entered_and_left_lately(
    segment: Segment, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bert = ContactFactory.create_batch(2, audience=audience)
    entered(segment, ann, bert)
    entered(segment, ann, at=NOW - timedelta(days=31))
    left(segment, ann)

    turnover = turnover_of(segment)
    monkeypatch.setattr(history, "MOST", 1)
    bounded = turnover_of(segment)

    assert (turnover.entered, turnover.left) == (2, 1)
    assert (bounded.entered, bounded.left) == (None, 1)


@pytest.fixture
def crowded(audience: Audience) -> Segment:
    """One of many segments in a log that is large enough for its plans to matter."""
    few, many = SegmentFactory.create_batch(2, audience=audience)
    own = ContactFactory.create_batch(30, audience=audience)
    for month in range(3):
        at = NOW - timedelta(days=30 * month + 1)
        for _time in range(60):
            entered(many, *own, at=at)
        left(few, *own[:3], at=at)
    others = AudienceFactory.create()
    log.record(others.pk, Own.TAG_ADDED, [own[0].pk] * 20_000, {"tag": 1})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_event")
    return few


@pytest.mark.parametrize("before", [None, (NOW - timedelta(days=20), 10**9)])
def test_no_part_of_the_log_is_read_but_that_of_the_segment(
    crowded: Segment, before: Any
) -> None:
    told_of = history._told(crowded, Own.SEGMENT_LEFT)
    lately = told_of.filter(occurred_at__gte=NOW - timedelta(days=30))

    for events in (history._newest(told_of, before), lately):
        reads = list(reads_in(json.loads(events.explain(format="json"))[0]["Plan"]))

        by_index = [read for read in reads if "Index Name" in read]
        assert by_index
        for read in by_index:
            assert "name_id = 41" in read["Index Cond"]
            assert "'segment'" in read["Index Cond"]
        others = {read["Relation Name"] for read in reads if read not in by_index}
        assert [month for month in others if not is_empty(month)] == []


def reads_in(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a plan that read a table."""
    if "Relation Name" in step:
        yield step
    for inner in step.get("Plans", []):
        yield from reads_in(inner)


def is_empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return not cursor.fetchone()[0]
