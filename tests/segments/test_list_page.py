from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from segments.binding import bound_of
from segments.counting import count
from segments.models import Segment
from tests.conditions.said import of
from tests.factories import (
    ContactFactory,
    SegmentFactory,
    TagFactory,
)
from tests.segments.lists import ago, seen, url

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_segments_are_listed_by_name_with_what_they_say(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    SegmentFactory.create(audience=audience, name="dear", description="Our best")
    SegmentFactory.create(name="Theirs")
    SegmentFactory.create(audience=audience, name="Old", archived_at=timezone.now())

    html = unescape(as_alice.get(url("list", audience)).text)

    assert seen(as_alice, audience) == ["dear", "Important"]
    assert '<div class="sub">Our best</div>' in html
    assert '<div class="sub">Contacts who are VIP.</div>' in html
    assert f'href="{important.get_absolute_url()}"' in html


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    as_alice: Client,
    audience: Audience,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tag = TagFactory.create(audience=audience)
    tree = of({"field": "tag", "op": "has", "value": tag.pk})
    inner = SegmentFactory.create(audience=audience, tree=tree)
    for _ in range(n):
        inside = {"field": "segment", "op": "in", "value": inner.pk}
        SegmentFactory.create(audience=audience, tree=of(inside), owner=alice)

    with django_assert_num_queries(14):
        as_alice.get(url("list", audience))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=dor", ["Nordic"]),
        ("?q=north%20LAND", ["Nordic"]),
        ("?q=%00zzz", []),
        ("?label=Places", ["Nordic"]),
        ("?label=%00", ["Big", "Nordic"]),
        ("?order=-name", ["Nordic", "Big"]),
        ("?order=n", ["Nordic", "Big"]),
        ("?order=-n", ["Big", "Nordic"]),
        ("?order=changed", ["Big", "Nordic"]),
        ("?order=-changed", ["Nordic", "Big"]),
        ("?order=pk", ["Big", "Nordic"]),
        ("?archived=yes", ["Gone"]),
    ],
)
def test_the_list_is_searched_narrowed_and_sorted(
    as_alice: Client, audience: Audience, query: str, found: list[str]
) -> None:
    make, now = SegmentFactory.create, timezone.now()
    make(
        audience=audience,
        name="Nordic",
        description="The north lands and dorms",
        labels=["Places"],
        n=3,
        counted_at=now,
        reachable=1,
    )
    big = make(audience=audience, name="Big", n=9, counted_at=now, reachable=9)
    audience.segments.filter(pk=big.pk).update(changed_at=ago(days=2))
    make(audience=audience, name="Gone", archived_at=now)

    assert seen(as_alice, audience, query) == found


def test_a_number_leads_to_the_people_and_says_of_when_it_is(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    old = {"n": 1_234, "reachable": 1_000, "counted_at": ago(minutes=5)}
    audience.segments.update(**old)

    html = as_alice.get(url("list", audience)).text

    link = f'href="{important.get_absolute_url()}" aria-label="1,234 contacts in'
    assert link in html
    assert "1,000 can get mail" in html
    assert ">5 min ago</time>" in html
    assert url("count", audience, important.pk) not in html


@pytest.mark.parametrize("counted_at", [None, ago(minutes=11)])
def test_an_old_number_is_asked_for_anew(
    as_alice: Client, audience: Audience, important: Segment, counted_at: Any
) -> None:
    audience.segments.update(n=7, reachable=7, counted_at=counted_at)
    ContactFactory.create_batch(2, audience=audience, vip=True)
    ContactFactory.create(audience=audience, vip=True, status="cleaned")
    ContactFactory.create(audience=audience, vip=True, archived_at=timezone.now())
    address = url("count", audience, important.pk)

    assert f'hx-post="{address}"' in as_alice.get(url("list", audience)).text
    answer = as_alice.post(address, headers=PART).text

    assert "3 contacts in the segment Important" in answer
    assert "2 can get mail" in answer
    assert "hx-post" not in answer
    important.refresh_from_db()
    assert (important.n, important.reachable) == (3, 2)


def test_a_number_that_takes_too_long_stays_with_its_time(
    as_alice: Client,
    audience: Audience,
    important: Segment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slowly(*args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr("segments.counting.SECONDS", 0.1)
    monkeypatch.setattr("conditions.counting.count", slowly)
    audience.segments.update(n=7, reachable=7, counted_at=ago(hours=3))

    answer = as_alice.post(url("count", audience, important.pk), headers=PART).text

    assert ">7</a>" in answer
    assert ">3 h ago</time>" in answer
    assert "hx-post" not in answer


def test_what_was_changed_meanwhile_is_not_given_an_old_number(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    bound = bound_of(important)
    audience.segments.update(changed_at=timezone.now())

    count(important, bound)

    assert audience.segments.get().counted_at is None


def test_a_segment_with_a_problem_says_it_and_leads_to_where_it_is_mended(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    audience.segments.update(tree=of({"field": "tag", "op": "has", "value": 404}))

    html = as_alice.get(url("list", audience)).text

    assert "This tag is no longer there." in html
    assert f'href="{important.edit_url}">Mend Important' in html
    assert url("count", audience, important.pk) not in html


def test_a_segment_says_which_others_refer_to_it(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    inside = {"field": "segment", "op": "in", "value": important.pk}
    outer = SegmentFactory.create(audience=audience, name="Outer", tree=of(inside))

    html = unescape(as_alice.get(url("list", audience)).text)

    assert f'href="{outer.edit_url}">The segment “Outer”</a>' in html


def test_labels_narrow_the_list_and_let_go_again(
    as_alice: Client, audience: Audience
) -> None:
    SegmentFactory.create(audience=audience, labels=["Sales", "north"])

    html = as_alice.get(url("list", audience)).text
    chosen = as_alice.get(url("list", audience, query="?label=north")).text

    assert re.findall(r'href="[^"]*\?label=(\w+)"', html) == ["north", "Sales"]
    assert f'href="{url("list", audience)}" hx-get' in chosen


def test_the_first_visit_says_what_segments_are_for(
    as_alice: Client, audience: Audience
) -> None:
    html = as_alice.get(url("list", audience)).text

    assert "No segments yet" in html
    assert html.count("btn-primary") == 1
    assert (
        "No segment matches" in as_alice.get(url("list", audience, query="?q=zzz")).text
    )
