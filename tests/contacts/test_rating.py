from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from audiences import jobs
from audiences.models import Audience, Job
from contacts import nightly, tasks
from contacts.models import Contact
from contacts.rating import explain, rate
from events import log
from events.models import Event, EventName
from events.names import Own
from tests.factories import AudienceFactory, ContactFactory

NOW = timezone.now()


def ago(days: float) -> Any:
    return NOW - timedelta(days=days, minutes=-1 if days else 0)


def sign(contact: Contact, days: float, n: int = 1, name: str = "bought") -> None:
    known, _made = EventName.objects.get_or_create(name=name)
    log.write(
        contact.audience_id,
        """
        SELECT %(contact)s::bigint, %(name)s::int, %(at)s::timestamptz, '{}'::jsonb
        FROM generate_series(1, %(n)s)
        """,
        {"contact": contact.pk, "name": known.pk, "at": ago(days), "n": n},
        kind="custom" if "." not in name else "own",
    )


def made(audience: Audience, days: float = 0, **more: Any) -> Contact:
    return ContactFactory.create(audience=audience, created_at=ago(days), **more)


def rated(contact: Contact) -> int:
    rate(contact.audience, contact.pk, contact.pk)
    contact.refresh_from_db()
    return contact.rating


@pytest.mark.parametrize(
    ("about", "signs", "rating"),
    [
        ({"status": "nonsubscribed"}, [], 0),
        ({}, [], 1),
        ({"optin_at": NOW}, [], 2),
        ({"days": 40}, [], 2),
        ({"days": 400, "optin_at": NOW}, [], 3),
        ({"days": 40}, [(5, 1)], 4),
        ({"days": 400}, [(5, 10)], 5),
        ({"days": 400}, [(80, 1)], 4),
        ({"days": 400}, [(400, 12)], 3),
        ({"days": 400, "status": "unsubscribed"}, [(5, 50)], 1),
        ({"days": 400, "status": "cleaned"}, [(5, 50)], 0),
        ({"days": 400, "archived_at": NOW}, [(5, 10)], 5),
    ],
)
def test_a_rating_follows_from_what_is_on_record(
    audience: Audience,
    about: dict[str, Any],
    signs: list[tuple[float, int]],
    rating: int,
) -> None:
    contact = made(audience, **about)
    for days, n in signs:
        sign(contact, days, n)

    assert rated(contact) == rating
    assert explain(contact).rating == rating


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(Contact.Status.values),
    days=st.sampled_from([0, 29, 30, 31, 364, 365, 366, 4000]),
    confirmed=st.booleans(),
    last=st.sampled_from([None, 0, 29, 30, 31, 89, 91, 364, 366]),
    n=st.integers(1, 12),
    name=st.sampled_from(["bought", "email.clicked", "contact.updated"]),
)
def test_the_explanation_and_the_statement_agree(
    audience: Audience,
    status: str,
    days: int,
    confirmed: bool,
    last: int | None,
    n: int,
    name: str,
) -> None:
    optin_at = NOW if confirmed else None
    contact = made(audience, days, status=status, optin_at=optin_at)
    if last is not None:
        sign(contact, last, n, name)

    explained = explain(contact)

    assert rated(contact) == explained.rating
    assert all(0 <= part.points <= part.of for part in explained.parts)
    assert sum(part.of for part in explained.parts) == 10


def test_what_staff_does_is_no_sign_of_life(audience: Audience) -> None:
    contact = made(audience)
    for name in (Own.TAG_ADDED, Own.NOTE_ADDED, Own.CONTACT_UPDATED):
        log.record(audience.pk, name, [contact.pk])

    assert rated(contact) == 1
    assert [part.text for part in explain(contact).parts] == [
        "They are subscribed.",
        "Not yet.",
        "For 0 days.",
        "None so far.",
        "0 signs.",
    ]


def test_a_bound_says_why_it_is_not_more(audience: Audience) -> None:
    contact = made(audience, 400, status="unsubscribed", optin_at=NOW)
    sign(contact, 1, 20)

    assert explain(contact).cap == "Whoever unsubscribed is never more than 1."
    assert explain(made(audience)).cap == ""


def test_only_what_differs_is_written_and_without_events(audience: Audience) -> None:
    right, wrong = made(audience, rating=1), made(audience, rating=5)
    stranger = made(AudienceFactory.create(), rating=5)

    assert rate(audience, 0, 2**62) == 1
    assert rate(audience, 0, 2**62) == 0

    for contact, rating in ((right, 1), (wrong, 1), (stranger, 5)):
        changed_at = contact.changed_at
        contact.refresh_from_db()
        assert (contact.rating, contact.changed_at) == (rating, changed_at)
    assert not Event.objects.filter(audience=audience).exists()


@pytest.mark.parametrize("n", [1, 3])
def test_a_slice_is_one_statement_whatever_is_in_it(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(n):
        sign(made(audience), 3)

    with django_assert_num_queries(3):  # the names there are, which count, the rest
        rate(audience, 0, 2**62)


def test_every_night_every_audience_is_rated_in_slices(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "SLICE", 2)
    other = AudienceFactory.create()
    contacts = [made(audience) for _time in range(3)] + [made(other)]

    assert tasks.rate_contacts() == 2
    assert tasks.rate_contacts() == 0  # they are under way
    for job in (audience.jobs.get(), other.jobs.get()):
        assert jobs.run(job).state == Job.State.FINISHED

    for contact in contacts:
        contact.refresh_from_db()
        assert contact.rating == 1
    assert audience.jobs.get().counts == {"changed": 3}

    tasks.rate_contacts()
    assert audience.jobs.get().state == Job.State.QUEUED
