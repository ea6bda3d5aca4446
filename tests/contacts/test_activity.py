from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts import activity
from contacts.activity import feed, in_words
from contacts.adding import Person, add
from contacts.causes import Cause
from contacts.editing import edit
from contacts.models import Contact
from contacts.narrowing import Narrowing
from events import log
from events.models import Event
from events.names import Own
from events.querysets import EventQuerySet
from tests.factories import ContactFactory, TagFactory


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)


def texts(contact: Contact) -> list[str]:
    return [item.text for item in feed(contact).items]


def test_what_happened_is_told_newest_first(audience: Audience, cause: Cause) -> None:
    contact, _is_new = add(
        audience, Person("anna@example.com"), cause, permission=True, tags=["Winter"]
    )
    row = audience.contacts.filter(pk=contact.pk)
    edit(contact, {"first_name": "Anna", "language": "en"}, {}, cause)
    row.archive(cause)
    row.unarchive(cause)
    row.unsubscribe(cause)
    row.clean(cause)

    assert texts(contact) == [
        "Unsubscribed",
        "Brought back from the archive",
        "Archived",
        "Changed: First name, Language",
        "Tagged “Winter”",
        "Subscribed",
        "Added by hand",
    ]
    assert {item.by for item in feed(contact).items} == {"Alice"}


@pytest.mark.parametrize(
    ("how", "tagged", "untagged"),
    [
        ("staff", "Tagged “Winter”", "Tag “Winter” taken away"),
        ("undo", "Tag “Winter” given back by undo", "Tag “Winter” taken back by undo"),
        ("tag_deleted", "Tagged “Winter”", "Tag “Winter” was deleted"),
    ],
)
def test_tags_are_told_by_name_also_when_they_are_gone(
    audience: Audience, how: str, tagged: str, untagged: str
) -> None:
    contact = ContactFactory.create(audience=audience)
    tag = TagFactory.create(audience=audience, name="Winter", deleted_at=timezone.now())
    cause = Cause(audience, how)
    audience.contacts.tag(tag, cause)
    audience.contacts.untag(tag, cause)

    assert texts(contact) == [untagged, tagged]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            {"created": True, "status": "subscribed"},
            "Came in by an import: subscribed",
        ),
        ({"status": "nonsubscribed"}, "Updated by an import: nonsubscribed"),
        ({}, "Updated by an import"),
        ({"tags": [0]}, "Updated by an import: “a tag of the past”"),
    ],
)
def test_an_import_is_told_with_what_it_did(
    audience: Audience, said: dict[str, object], text: str
) -> None:
    contact = ContactFactory.create(audience=audience)
    log.record(audience.pk, Own.CONTACT_IMPORTED, [contact.pk], said)

    assert texts(contact) == [text]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Kiambu", "Kiambu"),
        (True, "yes"),
        (None, "–"),
        ([], "–"),
        ({}, "–"),
        (["light", 2, None], "light, 2, –"),
        ({"city": "Oslo", "gift": False}, "city: Oslo, gift: no"),
        ([{"sku": "K1", "n": 2}, {"sku": "B7"}], "(sku: K1, n: 2), (sku: B7)"),
        ({"to": {"city": "Oslo"}, "by": ["a", []]}, "to: (city: Oslo), by: (a, –)"),
    ],
)
def test_values_that_others_report_read_as_people_write(value: Any, said: str) -> None:
    assert in_words(value) == said


def test_what_happened_to_others_is_not_told(audience: Audience, cause: Cause) -> None:
    contact, other = ContactFactory.create_batch(2, audience=audience)
    log.record(audience.pk, Own.CONTACT_ARCHIVED, [other.pk])

    assert texts(contact) == []


def test_older_events_follow_page_by_page(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "FEED_SIZE", 2)
    contact = ContactFactory.create(audience=audience)
    for number in range(5):
        said = {"fields": [str(number)]}
        log.record(audience.pk, Own.CONTACT_UPDATED, [contact.pk], said)

    told: list[str] = []
    before = ""
    days = 0
    for _page in range(3):
        page = feed(contact, before)
        told += [item.text for item in page.items]
        days += sum(item.day is not None for item in page.items)
        before = page.older

    assert told == [f"Changed: {number}" for number in (4, 3, 2, 1, 0)]
    assert before == ""
    assert days == 1


@pytest.mark.parametrize("n", [1, 3])
def test_names_are_asked_for_once(
    audience: Audience,
    cause: Cause,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    contact = ContactFactory.create(audience=audience)
    for tag in TagFactory.create_batch(n, audience=audience):
        audience.contacts.tag(tag, cause)

    with django_assert_num_queries(4):
        feed(contact)


def test_what_the_plan_keeps_no_longer_is_not_told_although_it_is_there(
    audience: Audience,
) -> None:
    contact = ContactFactory.create(audience=audience)
    now = timezone.now()
    for days in (40, 20):
        happened(contact, now - timedelta(days=days), "custom")
        happened(contact, now - timedelta(days=days), "own")
    audience.account.plan.event_days = 30

    items = feed(contact).items
    custom = feed(contact, wanted=Narrowing(kind="custom")).items

    assert [(now - item.at).days for item in items] == [20, 20, 40]
    assert [(now - item.at).days for item in custom] == [20]


def test_own_events_are_told_as_long_as_the_installation_keeps_them(
    audience: Audience, settings: Any
) -> None:
    contact = ContactFactory.create(audience=audience)
    now = timezone.now()
    for days in (40, 20):
        happened(contact, now - timedelta(days=days), "own")
    settings.OWN_EVENT_DAYS = 30

    told = feed(contact).items
    tags = feed(contact, wanted=Narrowing(kind="tags")).items

    assert [(now - item.at).days for item in told] == [20]
    assert [(now - item.at).days for item in tags] == [20]


def test_months_that_are_kept_no_longer_are_not_looked_into(
    audience: Audience,
) -> None:
    contact = ContactFactory.create(audience=audience)
    audience.account.plan.event_days = 30
    of_contact = Event.objects.filter(audience=audience).of_contact(contact.pk)
    week = timezone.now() - timedelta(days=7)

    custom = months_in(of_contact.kept_of("custom", audience.account))
    recent = months_in(of_contact.between(week, None).kept(audience.account))

    assert not any("own" in month for month in custom)
    assert 2 <= len(custom) <= 6
    assert len(recent) <= 2 * 6


def months_in(events: EventQuerySet) -> set[str]:
    """The partitions that the plan of the query reads."""
    plan = events.explain()
    return set(re.findall(r"events_event_(?:own|custom)_\d{4}_\d\d", plan))


def happened(contact: Contact, at: datetime, kind: str) -> None:
    log.write(
        contact.audience_id,
        "SELECT %(contact)s, %(name)s, %(at)s::timestamptz, '{\"tag\": 0}'::jsonb",
        {"contact": contact.pk, "name": int(Own.TAG_ADDED), "at": at},
        kind=kind,
    )
