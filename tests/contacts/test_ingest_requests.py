"""A request with many events: each fault names its item, and a key makes it one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from contacts.ingest import requests, writing
from contacts.ingest.reports import Reader, Refused
from contacts.ingest.requests import KeyReused, take
from contacts.models import Contact
from events.models import Event
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience)


@pytest.fixture
def items(anna: Contact) -> list[requests.Item]:
    return [
        (anna.pk, {"name": "bought"}),
        (anna.pk, {"name": "x", "occurred_at": "soon"}),
        (ContactFactory.create().pk, {"name": "bought"}),
        (0, {"name": "bought"}),
        (anna.pk, {"name": "viewed", "id": 7}),
    ]


GONE = (("", "There is no such contact."),)


def n_events(audience: Audience) -> int:
    return Event.objects.filter(audience=audience).count()


def test_what_is_right_is_written_and_each_fault_names_its_item(
    audience: Audience, items: list[requests.Item]
) -> None:
    told = take(audience, items)

    assert [bool(faults) for faults in told] == [False, True, True, True, False]
    assert [field for field, _sentence in told[1]] == ["name", "occurred_at"]
    assert told[2] == told[3] == GONE
    assert n_events(audience) == 2


def test_a_request_that_comes_again_writes_nothing_and_is_answered_the_same(
    audience: Audience, items: list[requests.Item]
) -> None:
    first = take(audience, items, key="k", sent=b"body")
    again = take(audience, items, key="k", sent=b"body")

    assert first == again
    assert n_events(audience) == 2


def test_it_is_answered_the_same_though_it_would_be_refused_by_now(
    audience: Audience, anna: Contact
) -> None:
    at = timezone.now() - timedelta(days=31)
    items = [(anna.pk, {"name": "bought", "occurred_at": at.isoformat()})]
    first = take(audience, items, key="k", sent=b"body")
    audience.account.plan = Plan.objects.get(name="Free")

    assert take(audience, items, key="k", sent=b"body") == first == [()]
    assert take(audience, items, key="other", sent=b"body") != first


def test_the_key_of_a_request_is_not_good_for_another(
    audience: Audience, items: list[requests.Item]
) -> None:
    take(audience, items, key="k", sent=b"body")

    with pytest.raises(KeyReused):
        take(audience, items, key="k", sent=b"other")
    with pytest.raises(Refused):
        take(audience, items, key="k" * 256, sent=b"body")
    assert n_events(audience) == 2


def test_the_key_of_a_request_is_none_of_an_event(
    audience: Audience, anna: Contact
) -> None:
    take(audience, [(anna.pk, {"name": "bought"})], key="k")

    report = Reader.of(audience).read(anna.pk, {"name": "bought"}, "k")
    assert writing.write(audience, [report]) == [""]

    assert n_events(audience) == 2


def test_a_request_without_any_event_is_answered(audience: Audience) -> None:
    assert take(audience, []) == take(audience, [], key="k") == []
