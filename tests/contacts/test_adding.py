from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience, Counter
from contacts.adding import (
    Added,
    AlreadyHereError,
    Person,
    SuppressedError,
    add,
)
from contacts.causes import Cause
from contacts.models import Consent, Contact, Suppression
from contacts.suppression import hasher
from events.models import Event
from events.names import Own
from tests.factories import ContactFactory, TagFactory

ANNA = Person("anna@example.com", "Anna@Example.com", "Anna", "Berg", "+4712345678")


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice, wording="They agreed.")


def happened(contact: Contact) -> list[int]:
    events = Event.objects.filter(audience=contact.audience_id, contact_id=contact.pk)
    return list(events.order_by("id").values_list("name_id", flat=True))


def statuses(audience: Audience) -> dict[str, int]:
    kept = Counter.objects.by_key(audience, Counter.Kind.STATUS)
    return {status: n for status, n in kept.items() if n}


def test_a_person_without_permission_comes_in_as_nonsubscribed(
    audience: Audience, cause: Cause
) -> None:
    contact, is_new = add(audience, ANNA, cause)

    row = Contact.objects.get(audience=audience)
    assert (row, is_new) == (contact, True)
    assert row.status == "nonsubscribed"
    assert row.email == "anna@example.com"
    assert row.email_display == "Anna@Example.com"
    assert (row.name, row.phone) == ("Anna Berg", "+4712345678")
    assert row.status_at == row.created_at == row.changed_at == cause.at
    assert row.source is not None
    assert row.source.kind == "staff"
    assert statuses(audience) == {"nonsubscribed": 1}
    assert happened(row) == [Own.CONTACT_ADDED]
    assert not Consent.objects.filter(audience=audience).exists()


def test_permission_subscribes_and_is_written_into_the_ledger(
    audience: Audience, cause: Cause, alice: User
) -> None:
    contact, _is_new = add(audience, ANNA, cause, permission=True)

    assert contact.status == "subscribed"
    assert statuses(audience) == {"subscribed": 1}
    assert happened(contact) == [Own.CONTACT_ADDED, Own.CONTACT_SUBSCRIBED]
    consent = Consent.objects.get(audience=audience, contact=contact)
    assert (consent.given, consent.actor, consent.wording, consent.at) == (
        True,
        alice,
        "They agreed.",
        cause.at,
    )
    assert consent.source == contact.source


def test_tags_are_given_and_made_when_missing(audience: Audience, cause: Cause) -> None:
    winter = TagFactory.create(audience=audience, name="Winter")

    contact, _is_new = add(audience, ANNA, cause, tags=["WINTER", "Fair 2026"])

    contact.refresh_from_db()
    fair = audience.tags.get(name="Fair 2026")
    assert contact.tag_ids == sorted([winter.pk, fair.pk])
    counters = Counter.objects.by_key(audience, Counter.Kind.TAG)
    assert counters == {str(winter.pk): 1, str(fair.pk): 1}
    assert happened(contact) == [Own.CONTACT_ADDED, Own.TAG_ADDED, Own.TAG_ADDED]


def test_ordinals_are_dense_and_no_refusal_takes_one(
    audience: Audience, cause: Cause
) -> None:
    add(audience, ANNA, cause)
    with pytest.raises(AlreadyHereError):
        add(audience, ANNA, cause)
    add(audience, Person("bo@example.com"), cause)

    ordinals = audience.contacts.order_by("pk").values_list("ordinal", flat=True)
    assert list(ordinals) == [0, 1]


def test_someone_who_is_here_is_named_and_not_touched(
    audience: Audience, cause: Cause
) -> None:
    here = ContactFactory.create(audience=audience, email=ANNA.email, first_name="A.")

    with pytest.raises(AlreadyHereError) as error:
        add(audience, ANNA, cause, permission=True, tags=["Winter"])

    assert error.value.contact == here
    here.refresh_from_db()
    assert (here.first_name, here.tag_ids) == ("A.", [])
    assert not audience.tags.exists()
    assert happened(here) == []


def test_the_same_address_elsewhere_is_somebody_else(
    audience: Audience, cause: Cause
) -> None:
    ContactFactory.create(email=ANNA.email)

    assert add(audience, ANNA, cause).is_new


def test_an_update_changes_what_is_said_and_leaves_what_is_blank(
    audience: Audience, cause: Cause
) -> None:
    here = ContactFactory.create(
        audience=audience, email=ANNA.email, first_name="A.", last_name="Berg"
    )

    added = add(
        audience, Person(ANNA.email, first_name="Anna"), cause, tags=["X"], update=True
    )

    assert added == Added(here, is_new=False)
    here.refresh_from_db()
    assert here.name == "Anna Berg"
    assert len(here.tag_ids) == 1
    assert here.changed_at == cause.at
    assert happened(here) == [Own.CONTACT_UPDATED, Own.TAG_ADDED]
    event = Event.objects.get(audience=audience, name_id=Own.CONTACT_UPDATED)
    assert event.properties["fields"] == ["first_name"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nonsubscribed", "subscribed"),
        ("pending", "subscribed"),
        ("subscribed", "subscribed"),
        ("unsubscribed", "unsubscribed"),
        ("cleaned", "cleaned"),
    ],
)
def test_permission_at_an_update_never_undoes_an_opt_out(
    audience: Audience, cause: Cause, before: str, after: str
) -> None:
    ContactFactory.create(audience=audience, email=ANNA.email, status=before)

    contact, _is_new = add(audience, ANNA, cause, permission=True, update=True)

    assert contact.status == after
    assert statuses(audience) == {after: 1}


def test_an_update_brings_back_who_was_archived(
    audience: Audience, cause: Cause
) -> None:
    ContactFactory.create(
        audience=audience, email=ANNA.email, archived_at=timezone.now()
    )

    contact, _is_new = add(audience, ANNA, cause, update=True)

    assert contact.archived_at is None
    assert statuses(audience) == {"subscribed": 1}


def test_an_update_without_news_leaves_no_trace(
    audience: Audience, cause: Cause
) -> None:
    here = ContactFactory.create(audience=audience, email=ANNA.email)
    changed_at = here.changed_at

    add(audience, Person(ANNA.email), cause, update=True)

    here.refresh_from_db()
    assert here.changed_at == changed_at
    assert happened(here) == []


@pytest.mark.parametrize("kind", Suppression.Kind.values)
def test_a_suppressed_address_stays_out(
    audience: Audience, cause: Cause, kind: str
) -> None:
    Suppression.objects.create(
        account=audience.account,
        audience_id=audience.pk,
        kind=kind,
        hash=hasher()(ANNA.email),
    )

    with pytest.raises(SuppressedError):
        add(audience, ANNA, cause, permission=True, update=True)

    assert not audience.contacts.exists()


def test_what_binds_another_account_does_not_bind_this_one(
    audience: Audience, cause: Cause, charlie: User
) -> None:
    other: dict[str, Any] = {"kind": "erased", "hash": hasher()(ANNA.email)}
    membership = charlie.memberships.get()
    Suppression.objects.create(account=membership.account, **other)

    assert add(audience, ANNA, cause).is_new
