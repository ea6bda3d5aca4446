from __future__ import annotations

from collections import Counter as Tally
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience, Counter, DailyCount
from contacts.causes import Cause
from contacts.models import Consent, Contact
from contacts.querysets import ContactQuerySet
from events.models import Event
from events.names import Own
from tests.factories import ContactFactory

STATUSES = ["subscribed", "unsubscribed", "nonsubscribed", "pending", "cleaned"]


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice, ip="192.0.2.7", wording="At the fair")


@pytest.fixture
def one_of_each(audience: Audience) -> Audience:
    """A contact of each status, one archived, and one in another audience."""
    for status in STATUSES:
        ContactFactory.create(audience=audience, email=f"{status}@x.com", status=status)
    ContactFactory.create(
        audience=audience, email="archived@x.com", archived_at=timezone.now()
    )
    ContactFactory.create(email="elsewhere@x.com", status="pending")
    return audience


def states(audience: Audience) -> dict[str, str]:
    return {
        contact.email.partition("@")[0]: (
            f"{contact.status}, archived" if contact.archived_at else contact.status
        )
        for contact in audience.contacts.all()
    }


def agree(audience: Audience) -> bool:
    """Whether the counters say what the contacts are."""
    real = Tally(
        "archived" if contact.archived_at else contact.status
        for contact in audience.contacts.all()
    )
    kept = Counter.objects.by_key(audience, "status")
    days: Tally[str] = Tally()
    for row in DailyCount.objects.filter(audience=audience):
        days[row.key] += row.change
    return Tally(kept) == real == days


UNCHANGED = {
    **{status: status for status in STATUSES},
    "archived": "subscribed, archived",
}


@pytest.mark.parametrize(
    ("verb", "changes", "name"),
    [
        (
            "subscribe",
            {"nonsubscribed": "subscribed", "pending": "subscribed"},
            Own.CONTACT_SUBSCRIBED,
        ),
        (
            "unsubscribe",
            {
                "subscribed": "unsubscribed",
                "nonsubscribed": "unsubscribed",
                "pending": "unsubscribed",
                "archived": "unsubscribed, archived",
            },
            Own.CONTACT_UNSUBSCRIBED,
        ),
        (
            "ask_to_confirm",
            {
                "subscribed": "pending",
                "unsubscribed": "pending",
                "nonsubscribed": "pending",
                "archived": "pending, archived",
            },
            Own.CONTACT_PENDING,
        ),
        (
            "clean",
            {
                "subscribed": "cleaned",
                "nonsubscribed": "cleaned",
                "pending": "cleaned",
                "archived": "cleaned, archived",
            },
            Own.CONTACT_CLEANED,
        ),
        (
            "archive",
            {status: f"{status}, archived" for status in STATUSES},
            Own.CONTACT_ARCHIVED,
        ),
        ("unarchive", {"archived": "subscribed"}, Own.CONTACT_UNARCHIVED),
    ],
)
def test_a_verb_changes_whom_it_concerns_with_event_and_counters(
    one_of_each: Audience, cause: Cause, verb: str, changes: dict[str, str], name: Own
) -> None:
    number = getattr(one_of_each.contacts, verb)(cause)

    assert states(one_of_each) == {**UNCHANGED, **changes}
    assert number == len(changes)
    assert agree(one_of_each)
    changed = {f"{key}@x.com" for key in changes}
    events = Event.objects.filter(audience=one_of_each)
    assert list(events.values_list("name_id", flat=True)) == [name] * len(changes)
    assert set(events.values_list("contact_id", flat=True)) == set(
        one_of_each.contacts.filter(email__in=changed).values_list("pk", flat=True)
    )
    assert Contact.objects.get(email="elsewhere@x.com").status == "pending"


@pytest.mark.parametrize(
    "verb",
    ["subscribe", "unsubscribe", "ask_to_confirm", "clean", "archive", "unarchive"],
)
def test_a_verb_done_twice_has_one_effect(
    one_of_each: Audience, cause: Cause, verb: str
) -> None:
    first = getattr(one_of_each.contacts, verb)(cause)

    assert first > 0
    assert getattr(one_of_each.contacts, verb)(cause) == 0
    assert Event.objects.filter(audience=one_of_each).count() == first
    assert agree(one_of_each)


# Savepoint, change, two counters, log, for two verbs the ledger, release; archiving
# also asks what tags and groups they have.
QUERIES = {"subscribe": 7, "unsubscribe": 7, "clean": 6, "archive": 7}


@pytest.mark.parametrize("verb", QUERIES)
@pytest.mark.parametrize("n", [1, 3])
def test_a_verb_is_one_statement_with_its_records(
    audience: Audience,
    cause: Cause,
    django_assert_num_queries: DjangoAssertNumQueries,
    n: int,
    verb: str,
) -> None:
    ContactFactory.create_batch(n, audience=audience, status="pending")

    with django_assert_num_queries(QUERIES[verb]):
        getattr(audience.contacts, verb)(cause)


def test_a_move_takes_its_moment_from_the_cause(
    one_of_each: Audience, cause: Cause
) -> None:
    before = one_of_each.contacts.get(email="cleaned@x.com").status_at

    one_of_each.contacts.unsubscribe(cause)

    left = one_of_each.contacts.get(email="subscribed@x.com")
    assert left.status_at == left.changed_at == cause.at
    assert one_of_each.contacts.get(email="cleaned@x.com").status_at == before


def test_whoever_is_asked_to_confirm_after_an_opt_out_is_subscribed_by_nobody_else(
    audience: Audience, cause: Cause, alice: User
) -> None:
    ContactFactory.create(audience=audience, email="anna@x.com")
    ContactFactory.create(audience=audience, email="bo@x.com")
    audience.contacts.filter(email="anna@x.com").unsubscribe(cause)

    assert audience.contacts.ask_to_confirm(Cause(audience, "api")) == 2
    assert audience.contacts.subscribe(Cause(audience, "staff", actor=alice)) == 1

    assert states(audience) == {"anna": "pending", "bo": "subscribed"}
    assert agree(audience)


def ledger(contacts: ContactQuerySet) -> list[tuple[Any, ...]]:
    consents = Consent.objects.filter(contact__in=contacts).order_by("contact__email")
    return list(
        consents.values_list(
            "contact__email", "purpose", "given", "at", "actor", "ip", "wording"
        )
    )


def test_permission_given_and_taken_back_is_written_down(
    one_of_each: Audience, cause: Cause, alice: User
) -> None:
    said = (cause.at, alice.pk, "192.0.2.7", "At the fair")

    one_of_each.contacts.filter(email__startswith="pend").subscribe(cause)
    one_of_each.contacts.filter(email__startswith="subs").unsubscribe(cause)

    assert ledger(one_of_each.contacts.all()) == [
        ("pending@x.com", "marketing", True, *said),
        ("subscribed@x.com", "marketing", False, *said),
    ]


def test_an_archived_person_keeps_the_status_beneath(
    one_of_each: Audience, cause: Cause
) -> None:
    everyone = one_of_each.contacts.all()
    everyone.unarchive(cause)

    everyone.archive(cause)
    everyone.unarchive(cause)

    assert states(one_of_each) == {**UNCHANGED, "archived": "subscribed"}
    assert agree(one_of_each)
