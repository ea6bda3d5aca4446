"""Lists of contacts, exports and bulk verbs take a segment or a tree without a name."""

from __future__ import annotations

import json
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.listing import Counts
from segments.binding import bound_of
from segments.counting import count
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.contacts.bulk_work import do
from tests.contacts.exporting import csv_of, export, order
from tests.factories import ContactFactory, SegmentFactory, TagFactory


def where(tree: Any) -> str:
    return f"where={quote(json.dumps(tree))}"


def listed(client: Client, audience: Audience, query: str) -> str:
    url = reverse("contacts:contact_list", args=[audience.pk])
    return unescape(client.get(f"{url}?{query}").text)


def names(audience: Audience, query: str) -> list[str]:
    found = Filter.from_query(QueryDict(query)).apply(audience).order_by("email")
    return [email.partition("@")[0] for email in found.values_list("email", flat=True)]


@pytest.fixture
def crowd(audience: Audience) -> Audience:
    """Ann and Bo are VIP, Cleo is not, Dan is and was archived."""
    people: dict[str, dict[str, Any]] = {
        "ann": {"vip": True},
        "bo": {"vip": True, "status": "unsubscribed"},
        "cleo": {},
        "dan": {"vip": True, "archived_at": timezone.now()},
    }
    for name, facts in people.items():
        email = f"{name}@example.com"
        ContactFactory.create(audience=audience, email=email, **facts)
    return audience


@pytest.fixture
def important(crowd: Audience) -> Segment:
    return SegmentFactory.create(audience=crowd, name="Important", tree=of(VIP))


def test_a_segment_and_its_tree_narrow_to_the_same_people(
    crowd: Audience, important: Segment
) -> None:
    assert names(crowd, f"segment={important.pk}") == ["ann", "bo"]
    assert names(crowd, where(of(VIP))) == ["ann", "bo"]
    assert names(crowd, f"segment={important.pk}&status=archived") == ["dan"]
    assert names(crowd, f"segment={important.pk}&q=bo") == ["bo"]


def test_what_is_counted_is_listed_exported_and_changed(
    alice: User, crowd: Audience, important: Segment
) -> None:
    wanted = Filter.from_query(QueryDict(f"segment={important.pk}"))
    tag = TagFactory.create(audience=crowd)

    count(important, bound_of(important))
    rows = csv_of(export(crowd, alice, order(wanted=wanted)))
    params = {"tag": tag.pk, "tag_name": tag.name}
    job = do(crowd, "tag", alice, Selection(wanted), **params)

    assert (important.n, important.reachable) == (2, 1)
    assert Counts.of(crowd, wanted).number("") == 2
    assert len(rows) == 1 + 2
    assert job.counts["changed"] == 2
    assert crowd.contacts.tagged(tag.pk).count() == 2


def test_an_export_holds_whom_the_segment_held_when_it_was_ordered(
    as_alice: Client, crowd: Audience, important: Segment, own_files: Any
) -> None:
    url = reverse("contacts:export_create", args=[crowd.pk])
    said = {"format": "csv", "which": "all", "once": "x", "select": "matching"}
    as_alice.post(url, {**said, "segment": important.pk, "bom": ""})
    job = crowd.jobs.get()

    assert job.total == 2
    assert dict(job.params["filter"]["facts"]) == {
        "where": '{"v":1,"match":"all","of":[{"field":"vip","op":"yes"}]}'
    }


def test_a_fixed_filter_does_not_follow_changes_of_any_segment_in_it(
    crowd: Audience, important: Segment
) -> None:
    inside = {"field": "segment", "op": "not_in", "value": important.pk}
    outer = SegmentFactory.create(audience=crowd, tree=of(inside))
    wanted = Filter.from_query(QueryDict(f"segment={outer.pk}"))

    fixed = Filter.from_dict(wanted.fixed(crowd).to_dict())
    important.tree = of({"field": "vip", "op": "no"})
    important.save()

    assert [c.email for c in fixed.apply(crowd)] == ["cleo@example.com"]
    assert {c.email for c in wanted.apply(crowd)} == {
        "ann@example.com",
        "bo@example.com",
    }


def test_a_fixed_filter_may_be_longer_than_a_url(crowd: Audience) -> None:
    long = of(*[{"field": "email", "op": "contains", "value": "e" * 200}] * 100)
    segment = SegmentFactory.create(audience=crowd, tree=long)
    wanted = Filter.from_query(QueryDict(f"segment={segment.pk}")).fixed(crowd)

    assert Filter.from_dict(wanted.to_dict()) == wanted


@pytest.mark.parametrize("kind", ["gone", "elsewhere", "archived", "broken"])
def test_a_segment_that_cannot_be_asked_says_so_and_shows_nobody(
    as_alice: Client, crowd: Audience, important: Segment, kind: str
) -> None:
    pk, words = important.pk, "one that is no longer there"
    match kind:
        case "gone":
            important.delete()
        case "elsewhere":
            pk = SegmentFactory.create(name="Theirs").pk
        case "archived":
            important.archive()
            words = "Important (archived)"
        case "broken":
            crowd.segments.update(
                tree=of({"field": "tag", "op": "has_not", "value": 9})
            )
            words = "Important (needs to be mended)"

    html = listed(as_alice, crowd, f"segment={pk}")

    assert words in html
    assert "Nobody matches" in html
    assert names(crowd, f"segment={pk}") == []
    assert names(crowd, f"segment={pk}&status=everyone") == []
    wanted = Filter.from_query(QueryDict(f"segment={pk}")).fixed(crowd)
    assert not wanted.apply(crowd).exists()


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '{"v":1}',
        "[" * 5_000,
        json.dumps(of({"field": "email", "op": "is", "value": "e" * 70_000})),
    ],
)
def test_a_tree_that_cannot_be_read_shows_nobody(
    as_alice: Client, crowd: Audience, text: str
) -> None:
    html = listed(as_alice, crowd, f"where={quote(text)}")

    assert "They cannot be read." in html
    assert names(crowd, f"where={quote(text)}") == []


def test_a_tree_is_shown_by_its_sentence_and_opens_in_the_builder(
    as_alice: Client, crowd: Audience
) -> None:
    html = listed(as_alice, crowd, where(of(VIP)))

    create = reverse("segments:segment_create", args=[crowd.pk])
    assert f'href="{create}?where=%7B' in html
    assert ">Contacts who are VIP.</a>" in html


def test_a_tree_with_a_problem_shows_nobody_and_says_what_it_is(
    as_alice: Client, crowd: Audience
) -> None:
    lacking = of({"field": "tag", "op": "has_not", "value": 404})

    assert "This tag is no longer there." in listed(as_alice, crowd, where(lacking))
    assert names(crowd, where(lacking)) == []


def test_a_segment_in_the_list_leads_to_where_it_is_changed(
    as_alice: Client, crowd: Audience, important: Segment
) -> None:
    html = listed(as_alice, crowd, f"segment={important.pk}&vip=yes")

    assert f'href="{important.edit_url}">Important</a>' in html
    assert "Remove the filter Segment Important" in html


def test_a_tree_that_takes_too_long_is_ended_with_a_sentence(
    as_alice: Client, crowd: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr("contacts.listing.SECONDS", 0.1)
    monkeypatch.setattr("contacts.table.page_of", slowly)

    html = listed(as_alice, crowd, where(of(VIP)))

    assert "This takes too long to find out." in html
    assert "Contacts who are VIP." in html


def test_a_list_that_is_narrowed_by_a_segment_asks_a_fixed_number_of_times(
    as_alice: Client,
    crowd: Audience,
    important: Segment,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    TagFactory.create_batch(3, audience=crowd)
    SegmentFactory.create_batch(3, audience=crowd)

    with django_assert_max_num_queries(40):
        listed(as_alice, crowd, f"segment={important.pk}")


def test_segments_are_offered_in_the_list_of_contacts(
    as_alice: Client, crowd: Audience, important: Segment
) -> None:
    SegmentFactory.create(name="Theirs")
    SegmentFactory.create(audience=crowd, name="Old", archived_at=timezone.now())
    url = reverse("segments:segment_options", args=[crowd.pk])
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}

    html = as_alice.get(url, headers=part).text

    assert f'name="segment" value="{important.pk}"' in html
    assert "Theirs" not in html
    assert "Old" not in html
    assert as_alice.get(url)["Location"] == reverse(
        "segments:segment_list", args=[crowd.pk]
    )
