"""How many are in saved segments, where a list of them is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.lookups import Exact
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences.models import Audience
from conditions.asking import TooSlow
from conditions.counting import Part
from contacts.models import Field
from segments.counting import count_each
from segments.models import Segment
from tests.api.conftest import ApiClient
from tests.factories import ContactFactory, SegmentFactory, TagFactory


def tree(*conditions: dict[str, Any], match: str = "all") -> dict[str, Any]:
    return {"v": 1, "match": match, "of": list(conditions)}


VIP = tree({"field": "vip", "op": "yes"})


def counts(api: ApiClient, audience: Audience, query: str = "") -> dict[int, int]:
    path = f"/lists/{audience.public_id}/segments?type=saved&count=1000{query}"
    return {each["id"]: each["member_count"] for each in api.get(path)["segments"]}


@pytest.fixture
def vips(audience: Audience) -> None:
    for status in ("subscribed", "subscribed", "unsubscribed", "cleaned"):
        ContactFactory.create(audience=audience, vip=True, status=status)
    ContactFactory.create(audience=audience, vip=True, archived_at=timezone.now())
    ContactFactory.create(audience=audience)


def too_slow(*_args: Any) -> Any:
    raise TooSlow


def kept(segment: Segment) -> tuple[int | None, int | None]:
    segment.refresh_from_db()
    return segment.n, segment.reachable


@pytest.mark.usefixtures("vips")
def test_who_was_not_counted_yet_is_counted_and_the_number_kept(
    api: ApiClient, audience: Audience
) -> None:
    vips = SegmentFactory.create(audience=audience)
    broken = SegmentFactory.create(audience=audience, tree=tree())

    assert counts(api, audience) == {vips.pk: 2, broken.pk: 0}
    assert (kept(vips), kept(broken)) == ((4, 2), (0, 0))


@pytest.mark.usefixtures("vips")
def test_a_number_of_this_moment_is_told_and_an_old_one_counted_anew(
    api: ApiClient, audience: Audience
) -> None:
    now = timezone.now()
    fresh, old = (
        SegmentFactory.create(audience=audience, n=7, reachable=7, counted_at=at)
        for at in (now, now - timedelta(hours=1))
    )

    assert counts(api, audience) == {fresh.pk: 7, old.pk: 2}
    assert (kept(fresh), kept(old)) == ((7, 7), (4, 2))


@pytest.mark.usefixtures("vips")
def test_where_counting_anew_would_take_long_the_old_number_is_told(
    api: ApiClient, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.segments.count_each", too_slow)
    old = SegmentFactory.create(audience=audience, n=7, reachable=6)
    new = SegmentFactory.create(audience=audience)
    in_part = audience.contacts.filter(Exact(Part(), 0), vip=True, archived_at=None)

    assert counts(api, audience) == {
        old.pk: 6,
        new.pk: 32 * in_part.filter(status="subscribed").count(),
    }


@pytest.mark.usefixtures("vips")
def test_however_slow_a_segment_is_the_list_is_answered(
    api: ApiClient, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("count_each", "estimate_each"):
        monkeypatch.setattr(f"api.segments.{name}", too_slow)
    new = SegmentFactory.create(audience=audience)

    assert counts(api, audience) == {new.pk: 0}
    assert counts(api, audience, "&include_cleaned=true") == {new.pk: 0}


@pytest.mark.usefixtures("vips")
def test_what_the_database_gives_up_is_taken_back_whole(
    api: ApiClient, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(*_args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(10)")

    monkeypatch.setattr("api.segments.SECONDS", 0.05)
    monkeypatch.setattr("api.segments.count_each", sleep)
    old = SegmentFactory.create(audience=audience, n=7, reachable=6)

    assert counts(api, audience) == {old.pk: 6}


@pytest.mark.usefixtures("vips")
def test_others_who_are_included_are_counted_whatever_was_kept(
    api: ApiClient, audience: Audience
) -> None:
    segment = SegmentFactory.create(
        audience=audience, n=7, reachable=7, counted_at=timezone.now()
    )

    assert counts(api, audience, "&include_unsubscribed=true") == {segment.pk: 3}


def test_what_was_changed_while_it_was_counted_is_counted_by_who_changed_it(
    audience: Audience,
) -> None:
    segment = SegmentFactory.create(audience=audience)
    audience.segments.filter(pk=segment.pk).update(changed_at=timezone.now())

    assert count_each(audience, [segment], ["subscribed"]) == {segment.pk: 0}
    assert kept(segment) == (None, None)


@pytest.mark.parametrize("query", ["", "&include_unsubscribed=true"])
def test_a_hundred_are_counted_by_as_many_queries_as_one(
    api: ApiClient, audience: Audience, query: str
) -> None:
    tag = TagFactory.create(audience=audience)
    field = Field.objects.create(audience=audience, type="text", tag="F", label="F")
    inner = SegmentFactory.create(audience=audience)
    trees = [
        tree({"field": "tag", "op": "has", "value": tag.pk}),
        tree({"field": field.key, "op": "is", "value": "x"}),
        tree({"field": "segment", "op": "in", "value": inner.pk}),
    ]
    ContactFactory.create(audience=audience, vip=True, tag_ids=[tag.pk])

    def cost(n: int) -> int:
        for number in range(n):
            SegmentFactory.create(audience=audience, tree=trees[number % len(trees)])
        audience.segments.update(reachable=None)
        with CaptureQueriesContext(connection) as queries:
            assert sum(counts(api, audience, query).values())
        return len(queries)

    cost(len(trees))  # what is looked up once, and the use of the key
    few = cost(0)
    assert cost(96) == few
