from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from audiences.models import Audience
from contacts import listing
from contacts.filters import Filter
from contacts.keys import text_of_moment
from contacts.listing import Counts, Page, Place, page_of
from tests.factories import ContactFactory, TagFactory

MOMENT = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def crowd(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> Audience:
    """Pages of four, and people many of whom were added at the same moment."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)
    chance = random.Random(11)
    tag = TagFactory.create(audience=audience, name="Winter")
    for number in range(19):
        ContactFactory.create(
            audience=audience,
            email=f"{chance.randint(10, 99)}-{number}@example.com",
            status=chance.choice(["subscribed", "pending"]),
            created_at=MOMENT + timedelta(microseconds=chance.randint(0, 3)),
            tag_ids=[tag.pk] if number % 3 == 0 else [],
        )
    return audience


def expected(audience: Audience, order: str) -> list[int]:
    name = order.lstrip("-")
    rows = sorted(
        audience.contacts.values_list(name, "pk"), reverse=order.startswith("-")
    )
    return [pk for _value, pk in rows]


def test_the_first_page_leads_nowhere_back(crowd: Audience) -> None:
    page = Page.of(crowd.contacts.all(), Place(), few=False)

    assert page.previous is None
    assert page.next is not None


@pytest.mark.parametrize(
    "place",
    [
        Place(after="nonsense"),
        Place(after="1-"),
        Place(after="9" * 30 + "-1"),
        Place(before="-1"),
        Place(after="0-1"),
        Place(after="-5"),
        Place(before="-5"),
    ],
)
def test_a_place_where_nothing_is_shows_the_first_page(
    crowd: Audience, place: Place
) -> None:
    page = Page.of(crowd.contacts.all(), place, few=False)

    assert [row.pk for row in page.rows] == expected(crowd, place.order)[:4]
    assert page.previous is None


def test_a_page_before_the_start_is_filled_up(crowd: Audience) -> None:
    second = Page.of(crowd.contacts.all(), Place(), few=False).rows[1]
    before = text_of_moment(second.created_at, second.pk)

    page = Page.of(crowd.contacts.all(), Place(before=before), few=False)

    assert [row.pk for row in page.rows] == expected(crowd, "-created_at")[:4]


def test_an_empty_list_is_one_empty_page(audience: Audience) -> None:
    assert Page.of(audience.contacts.all(), Place(), few=False) == Page([], None, None)


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(status="pending"),
        Filter(text="1 exam"),
        Filter(text="7", status="subscribed"),
        Filter(status="archived"),
    ],
)
def test_a_page_shows_what_the_filter_lets_through(
    crowd: Audience, wanted: Filter
) -> None:
    counts = Counts.of(crowd, wanted)

    page = page_of(crowd, wanted, Place(), counts)

    matching = set(wanted.apply(crowd).values_list("pk", flat=True))
    in_order = [pk for pk in expected(crowd, "-created_at") if pk in matching]
    assert [row.pk for row in page.rows] == in_order[:4]
    assert counts.number(wanted.status) == len(matching)


def test_counts_of_statuses_sum_to_all_and_follow_the_tags(crowd: Audience) -> None:
    tag = crowd.tags.get()
    ContactFactory.create(audience=crowd, tag_ids=[tag.pk], archived_at=MOMENT)

    counts = Counts.of(crowd, Filter(tag_ids=(tag.pk,)))

    statuses = ["subscribed", "unsubscribed", "nonsubscribed", "pending", "cleaned"]
    assert counts.number("") == 7
    assert sum(counts.number(status) or 0 for status in statuses) == 7
    assert counts.number("archived") == 1


def test_without_a_filter_the_kept_counters_answer(crowd: Audience) -> None:
    counts = Counts.of(crowd, Filter(status="pending"))

    assert counts.number("") == 19
    assert counts.number("pending") == crowd.contacts.filter(status="pending").count()


def test_more_than_the_cap_are_not_counted(
    crowd: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 18)

    counts = Counts.of(crowd, Filter(text="example"))

    assert counts.number("") is None
    assert counts.number("pending") is None
    assert len(page_of(crowd, Filter(text="example"), Place(), counts).rows) == 4
