from __future__ import annotations

import pytest

from accounts.models import User
from audiences.models import Audience
from contacts.adding import SuppressedError
from contacts.causes import Cause
from contacts.editing import AddressTakenError, edit
from contacts.models import Contact, Suppression
from contacts.suppression import hasher
from events.models import Event
from events.names import Own
from tests.factories import ContactFactory


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience,
        email="anna@example.com",
        first_name="Anna",
        fields={"f1": "Pro", "f2": 7},
    )


def test_what_changed_is_changed_and_reported(anna: Contact, cause: Cause) -> None:
    columns = {"first_name": "Anne", "last_name": ""}

    changed = edit(anna, columns, {"f1": "Free", "f2": None, "f3": "new"}, cause)

    anna.refresh_from_db()
    assert anna.first_name == "Anne"
    assert anna.fields == {"f1": "Free", "f3": "new"}
    assert anna.changed_at == cause.at
    assert changed == ["f1", "f2", "f3", "first_name"]
    event = Event.objects.get(audience=anna.audience_id)
    assert (event.name_id, event.contact_id) == (Own.CONTACT_UPDATED, anna.pk)
    assert event.properties["fields"] == changed


def test_nothing_new_leaves_no_trace(anna: Contact, cause: Cause) -> None:
    before = anna.changed_at

    assert edit(anna, {"first_name": "Anna"}, {"f1": "Pro", "f9": None}, cause) == []

    anna.refresh_from_db()
    assert anna.changed_at == before
    assert not Event.objects.filter(audience=anna.audience_id).exists()


def test_an_address_that_somebody_has_is_refused(
    anna: Contact, audience: Audience, cause: Cause
) -> None:
    bo = ContactFactory.create(audience=audience, email="bo@example.com")

    with pytest.raises(AddressTakenError) as error:
        edit(anna, {"email": bo.email, "first_name": "Bo"}, {}, cause)

    assert error.value.contact == bo
    anna.refresh_from_db()
    assert (anna.email, anna.first_name) == ("anna@example.com", "Anna")


def test_an_address_that_must_not_come_back_is_refused(
    anna: Contact, audience: Audience, cause: Cause
) -> None:
    Suppression.objects.create(
        account=audience.account,
        kind=Suppression.Kind.CLEANED,
        hash=hasher()("dead@example.com"),
    )

    with pytest.raises(SuppressedError):
        edit(anna, {"email": "dead@example.com"}, {}, cause)


def test_another_address_keeps_the_status(anna: Contact, cause: Cause) -> None:
    anna.audience.contacts.unsubscribe(cause)

    changed = edit(
        anna,
        {"email": "anne@example.com", "email_display": "Anne@Example.com"},
        {},
        cause,
    )

    assert changed == ["email"]
    anna.refresh_from_db()
    assert (anna.email_display, anna.status) == ("Anne@Example.com", "unsubscribed")


def test_only_the_spelling_of_the_address_may_change(
    anna: Contact, cause: Cause
) -> None:
    assert edit(anna, {"email_display": "ANNA@example.com"}, {}, cause) == ["email"]


@pytest.mark.parametrize("status", ["unsubscribed", "cleaned"])
def test_the_address_of_an_opt_out_is_remembered_when_it_changes(
    audience: Audience, anna: Contact, cause: Cause, status: str
) -> None:
    audience.contacts.update(status=status)
    new = {"email": "anne@example.com", "email_display": "anne@example.com"}

    edit(anna, new, {}, cause)

    assert Suppression.objects.holds(audience, "anna@example.com")
    back = {"email": "anna@example.com", "email_display": "anna@example.com"}
    assert edit(anna, back, {}, cause) == ["email"]


def test_an_address_that_changes_otherwise_leaves_no_trace(
    audience: Audience, anna: Contact, cause: Cause
) -> None:
    new = {"email": "anne@example.com", "email_display": "anne@example.com"}

    edit(anna, new, {}, cause)

    assert not Suppression.objects.exists()
