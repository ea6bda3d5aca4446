"""Calls of webhooks speak of people, and leave with them."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from audiences.people import Person, Persons
from contacts.hooks import persons
from contacts.models import Contact, Hook, HookCall
from tests.contacts.hooking import ORDER, hook_of, post
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_calls_about_somebody_are_told_to_them_and_erased_with_them(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience, None)
    inside = '{"by": "anna@example.com"}'
    post(hook, ORDER)
    post(hook, {"form": inside})
    post(hook, {"note": "Told anna@example.com,\nand bo@example.com"})
    post(hook, {"email": "joanna@example.com"})
    person = Person(audience, anna.pk, anna.email)

    told = list(persons.tell(person))
    assert [row["webhook"] for row in told] == ["Shop"] * 3
    assert told[0]["body"] == ORDER

    assert persons.forget(Persons(audience, [anna.pk], [anna.email])) == 3
    assert HookCall.objects.filter(audience=audience).count() == 1


def test_of_a_call_about_somebody_else_one_is_told_what_names_them(
    audience: Audience, anna: Contact
) -> None:
    bo = ContactFactory.create(audience=audience, email="bo@example.com")
    hook = hook_of(audience)
    friends = ["Brought by Anna@Example.com", "and by cy@example.com"]
    said = {"customer": {"email": bo.email}, "phone": "+15550100", "friends": friends}
    post(hook, {**ORDER, **said})

    (to_anna,) = persons.tell(Person(audience, anna.pk, anna.email))
    (to_bo,) = persons.tell(Person(audience, bo.pk, bo.email))

    assert to_anna["body"] == ["Brought by Anna@Example.com"]
    assert to_bo["body"] == {**ORDER, **said}


def test_who_is_deleted_takes_along_what_was_about_them_alone(
    audience: Audience, anna: Contact, django_assert_num_queries: Any
) -> None:
    """No body is searched: that is for whoever is erased."""
    hook = hook_of(audience)
    post(hook, ORDER)
    post(hook, {"note": "Told anna@example.com"})

    with django_assert_num_queries(1) as asked:
        assert persons.forget(Persons(audience, [anna.pk])) == 1

    assert "body" not in asked.captured_queries[0]["sql"]


def test_a_call_goes_with_whom_it_was_about_by_any_address(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience)
    post(hook, ORDER)

    gone = Persons(audience, [anna.pk], ["another@example.com"])

    assert persons.forget(gone) == 1
    assert Hook.objects.filter(audience=audience).exists()
