from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts import activity
from contacts.activity import feed
from contacts.models import Contact
from contacts.narrowing import Narrowing
from events import log
from events.models import EventName
from events.names import Own
from tests.factories import ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, first_name="Anna")


def wanted(query: str) -> Narrowing:
    return Narrowing.from_query(QueryDict(query))


def happened(contact: Contact, name: int, at: datetime, **said: Any) -> None:
    kind = "custom" if name >= 1000 else "own"
    log.write(
        contact.audience_id,
        "SELECT %(contact)s::bigint, %(name)s::int, %(at)s::timestamptz, "
        "%(said)s::jsonb",
        {"contact": contact.pk, "name": name, "at": at, "said": json.dumps(said)},
        kind=kind,
    )


def custom(name: str) -> int:
    return int(EventName.objects.create(name=name).pk)


def texts(contact: Contact, query: str) -> list[str]:
    return [item.text for item in feed(contact, wanted=wanted(query)).items]


@pytest.fixture
def eventful(anna: Contact) -> Contact:
    now = timezone.now()
    happened(anna, Own.CONTACT_ADDED, now - timedelta(days=400))
    happened(anna, Own.CONTACT_SUBSCRIBED, now - timedelta(days=100))
    happened(anna, custom("meetup_joined"), now - timedelta(days=60))
    happened(anna, Own.CONTACT_ARCHIVED, now - timedelta(days=10))
    happened(anna, Own.CONTACT_UNARCHIVED, now)
    return anna


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("type=contact", ["Added"]),
        ("type=status", ["Brought back from the archive", "Archived", "Subscribed"]),
        ("type=custom", ["meetup_joined"]),
        ("type=tags", []),
        ("type=status&period=7", ["Brought back from the archive"]),
        ("period=30", ["Brought back from the archive", "Archived"]),
        ("type=custom&period=30", []),
        ("type=status&period=12m", ["Brought back from the archive", "Archived"]),
    ],
)
def test_the_feed_is_narrowed_by_kind_and_period(
    eventful: Contact, query: str, told: list[str]
) -> None:
    if query.endswith("12m"):
        told = [*told, "Subscribed"]

    assert texts(eventful, query) == told


def test_days_of_a_range_are_those_of_the_audience(anna: Contact) -> None:
    happened(anna, Own.CONTACT_ADDED, datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    happened(anna, Own.CONTACT_ARCHIVED, datetime(2026, 11, 21, 23, 30, tzinfo=UTC))

    with timezone.override("Europe/Oslo"):
        assert texts(anna, "period=range&from=2026-11-21&to=2026-11-21") == ["Added"]
        assert texts(anna, "period=range&from=2026-11-22") == ["Archived"]
        assert texts(anna, "period=range&to=2026-11-20") == []
    with timezone.override("UTC"):
        assert texts(anna, "period=range&to=2026-11-20") == ["Added"]


@pytest.mark.parametrize(
    ("query", "first", "last", "problem"),
    [
        ("period=range&from=0001-01-01&to=9999-12-31", 1970, 2200, ""),
        ("period=range", None, None, ""),
        (
            "period=range&from=2026-02-30",
            None,
            None,
            "This is not a day of the calendar.",
        ),
        (
            "period=range&from=%00&to=x",
            None,
            None,
            "This is not a day of the calendar.",
        ),
        (
            "period=range&from=2026-02-02&to=2026-02-01",
            2026,
            2026,
            "The first day comes after the last one.",
        ),
        ("period=999999&type=nonsense&from=2026-01-01", None, None, ""),
    ],
)
def test_absurd_ranges_are_bounded_or_explained(
    query: str, first: int | None, last: int | None, problem: str
) -> None:
    found = wanted(query)

    assert (found.first and found.first.year) == first
    assert (found.last and found.last.year) == last
    assert found.problem == problem
    assert found.since is None or found.since.year >= 1969
    assert found.until is None or found.until.year <= 2200


def test_a_narrowing_survives_its_query_string() -> None:
    found = wanted("type=tags&period=range&from=2026-01-01&to=2026-02-01")

    assert wanted(found.query_string) == found
    assert (found.first, found.last) == (date(2026, 1, 1), date(2026, 2, 1))


def test_properties_of_own_events_are_bounded_and_nobody_s_words(
    anna: Contact,
) -> None:
    said: dict[str, Any] = {
        "by": "DROP TABLE",
        "tag": {"a": [1]},
        "html": "<b>bold</b>",
        "long": "x" * 10_000,
        "paid": True,
        "nothing": None,
        **{f"more{n}": n for n in range(10)},
    }
    happened(anna, custom("bought"), timezone.now(), **said)

    (item,) = feed(anna).items

    assert item.text == "bought"
    assert item.by == ""
    assert len(item.details) == activity.SHOWN_PROPERTIES
    assert item.more == "and 8 more"
    assert dict(item.details)["html"] == "<b>bold</b>"
    assert dict(item.details)["tag"] == "a: (1)"
    assert dict(item.details)["paid"] == "yes"
    assert max(len(value) for _name, value in item.details) == activity.SHOWN_LETTERS


def test_the_page_escapes_what_others_say(as_alice: Client, anna: Contact) -> None:
    happened(anna, custom("bought"), timezone.now(), html="<b>bold</b>")

    html = as_alice.get(anna.get_absolute_url()).text

    assert "<dd>&lt;b&gt;bold&lt;/b&gt;</dd>" in html


def test_filters_stand_in_the_url_and_survive_paging(
    as_alice: Client, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "FEED_SIZE", 1)
    for _time in range(2):
        happened(anna, Own.CONTACT_ARCHIVED, timezone.now())
    happened(anna, Own.CONTACT_ADDED, timezone.now())
    url = reverse("contacts:contact_activity", args=[anna.audience_id, anna.pk])

    part = as_alice.get(f"{url}?type=status&period=7", headers=PART)
    page = as_alice.get(f"{anna.get_absolute_url()}?type=status&period=7").text

    pushed = part["HX-Push-Url"]
    assert pushed == f"{anna.get_absolute_url()}?type=status&period=7"
    assert part.text.lstrip().startswith('<section class="mb-4" id="activity-')
    for html in (part.text, page):
        assert '<option value="status" selected>' in html
        assert "?type=status&amp;period=7&amp;before=" in html
        assert (
            "Added" not in html.partition('<ol class="feed">')[2].partition("</ol>")[0]
        )


def test_a_range_that_is_none_says_why_beside_its_fields(
    as_alice: Client, anna: Contact
) -> None:
    query = "?period=range&from=2026-02-02&to=2026-02-01"

    html = as_alice.get(f"{anna.get_absolute_url()}{query}").text

    assert "The first day comes after the last one." in html
    assert 'value="2026-02-02" aria-invalid="true"' in html


def test_an_empty_filter_differs_from_an_empty_life(
    as_alice: Client, anna: Contact
) -> None:
    empty = as_alice.get(anna.get_absolute_url()).text
    narrowed = as_alice.get(f"{anna.get_absolute_url()}?type=tags").text

    assert "Nothing has happened yet." in empty
    assert "Nothing of this kind happened in this time." in narrowed
    assert "Show everything" in narrowed


@pytest.mark.parametrize("n", [1, 3])
def test_a_narrowed_feed_asks_as_often_for_much_as_for_little(
    anna: Contact, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(n):
        happened(anna, Own.CONTACT_ARCHIVED, timezone.now())

    with django_assert_num_queries(2):
        feed(anna, wanted=wanted("type=status"))
