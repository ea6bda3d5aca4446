"""What a list is narrowed by beside words, status and tags."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.filters import Filter
from contacts.models import Import, Source
from tests.contacts.importing import bring
from tests.factories import ContactFactory, TagFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def emails(audience: Audience, query: str) -> list[str]:
    wanted = Filter.from_query(QueryDict(query))
    found = wanted.apply(audience).order_by("email")
    return [email.partition("@")[0] for email in found.values_list("email", flat=True)]


def person(audience: Audience, name: str, **facts: Any) -> None:
    ContactFactory.create(audience=audience, email=f"{name}@example.com", **facts)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=NO", ["ann"]),
        ("country=-", ["bo"]),
        ("language=fr", ["bo"]),
        ("language=-", ["ann"]),
        ("vip=yes", ["ann"]),
        ("vip=no", ["bo"]),
        ("rating=0", ["ann"]),
        ("rating=4", ["bo"]),
        ("rating=4&vip=yes", []),
    ],
)
def test_a_fact_narrows_the_list(
    audience: Audience, query: str, found: list[str]
) -> None:
    person(audience, "ann", country="NO", vip=True)
    person(audience, "bo", language="fr", rating=4)

    assert emails(audience, query) == found


def test_days_are_those_of_the_audience(audience: Audience) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    person(audience, "before", created_at=noon - timedelta(hours=14))
    person(audience, "first", created_at=noon - timedelta(hours=13))
    person(audience, "last", created_at=noon + timedelta(hours=10, minutes=59))
    person(audience, "after", created_at=noon + timedelta(hours=11))

    with timezone.override("Europe/Oslo"):
        assert emails(audience, "from=2026-03-02&to=2026-03-02") == ["first", "last"]
        assert emails(audience, "to=2026-03-01") == ["before"]


def test_the_last_days_include_today(audience: Audience) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    person(audience, "today", created_at=today)
    person(audience, "yesterday", created_at=today - timedelta(seconds=1))
    person(audience, "earlier", created_at=today - timedelta(days=1, seconds=1))

    assert emails(audience, "days=1") == ["today"]
    assert emails(audience, "days=2") == ["today", "yesterday"]


def test_a_source_is_named_by_its_id_or_by_the_import(
    audience: Audience, alice: User
) -> None:
    source = Source.objects.create(
        audience=audience, kind="import", object_id=7, label="people.csv"
    )
    person(audience, "ann", source=source)
    person(audience, "bo")

    assert emails(audience, f"source={source.pk}") == ["ann"]
    assert emails(audience, "source=import-7") == ["ann"]
    assert emails(audience, "source=import-8") == []


def test_what_an_import_created_is_a_link_to_exactly_them(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    person(audience, "ann")
    bring(audience, "Email\nann@example.com\nbo@example.com\n")
    run = Import.objects.get(audience=audience)

    report = as_alice.get(run.get_absolute_url()).text
    (link,) = re.findall(r'href="([^"]*\?source=[^"]*)">1<', report)
    html = as_alice.get(unescape(link)).text

    assert re.findall(r'id="open-\d+"[^>]*>([^<]*)<', html) == ["bo@example.com"]
    assert '<b class="ellipsis">Import · people.csv</b>' in html


def test_chips_say_what_the_list_is_narrowed_to_and_take_it_away(
    as_alice: Client, audience: Audience
) -> None:
    person(audience, "ann", country="NO", rating=5)
    url = reverse("contacts:contact_list", args=[audience.pk])

    html = as_alice.get(f"{url}?country=NO&rating=5&days=30").text

    chips = re.findall(
        r'<b class="ellipsis">([^<]*)</b><a class="xbtn" href="([^"]*)"', html
    )
    assert chips == [
        ("Norway", f"{url}?rating=5&amp;days=30"),
        ("5 stars", f"{url}?country=NO&amp;days=30"),
        ("in the last 30 days", f"{url}?country=NO&amp;rating=5"),
    ]
    assert '<input type="hidden" name="country" value="NO">' in html
    assert '<input type="hidden" form="contact-filter" name="rating" value="5">' in html
    assert "All<span>1</span>" in html


def test_a_source_of_another_audience_filters_nothing(
    as_alice: Client, audience: Audience
) -> None:
    person(audience, "ann")
    other = ContactFactory.create()
    source = Source.objects.create(audience=other.audience, kind="form", label="Theirs")
    url = reverse("contacts:contact_list", args=[audience.pk])

    html = as_alice.get(f"{url}?source={source.pk}").text

    assert "ann@example.com" in html
    assert "Theirs" not in html
    assert "chipx" not in html


def test_the_form_shows_what_is_chosen_and_leads_to_the_list(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("contacts:contact_filter", args=[audience.pk])
    contacts = reverse("contacts:contact_list", args=[audience.pk])

    page = as_alice.get(f"{url}?q=anna&country=NO&days=14").text
    part = as_alice.get(url, headers=PART).text
    said = {"chosen": "1", "q": "anna", "country": "SE", "from": "2026-01-02"}
    plain, htmx = as_alice.get(url, said), as_alice.get(url, said, headers=PART)

    assert "<html" in page
    assert '<input type="hidden" name="q" value="anna">' in page
    assert '<option value="NO" selected>Norway</option>' in page
    assert '<option value="14" selected>in the last 14 days</option>' in page
    assert "data-autoopen" in part
    there = f"{contacts}?q=anna&country=SE&from=2026-01-02"
    assert plain["Location"] == htmx["HX-Redirect"] == there


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"from": "2026-02-02", "to": "2026-02-01"}, "This day is before the first"),
        ({"from": "31.31.31"}, "Enter a valid date."),
        ({"country": "Atlantis"}, "Select a valid choice."),
        ({"source": "0\0"}, "Select a valid choice."),
    ],
)
def test_a_form_that_makes_no_sense_says_so(
    as_alice: Client, audience: Audience, said: dict[str, str], problem: str
) -> None:
    url = reverse("contacts:contact_filter", args=[audience.pk])

    response = as_alice.get(url, {"chosen": "1", **said}, headers=PART)

    assert response.status_code == 422
    assert problem in response.text


@pytest.mark.parametrize("archived", [0, 2])
def test_everyone_is_who_is_counted_by_a_tag(
    as_alice: Client, audience: Audience, archived: int
) -> None:
    tag = TagFactory.create(audience=audience)
    person(audience, "ann", tag_ids=[tag.pk], status="unsubscribed")
    for n in range(archived):
        person(audience, f"bo{n}", tag_ids=[tag.pk], archived_at=timezone.now())
    url = reverse("contacts:contact_list", args=[audience.pk])

    table = as_alice.get(f"{url}?tag={tag.pk}&status=everyone").context["table"]

    assert len(table.page.rows) == table.total == 1 + archived
    assert [(tab.label, tab.count) for tab in table.tabs if tab.current] == [
        ("With the archived", 1 + archived)
    ]
