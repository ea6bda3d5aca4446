from __future__ import annotations

import pytest
from django.apps import apps

from accounts.models import User
from audiences import people
from audiences.models import Audience
from audiences.people import Persons, Telling
from contacts import notes
from contacts.activity import feed
from contacts.causes import Cause
from contacts.joining import Pair
from contacts.models import Contact
from tests.factories import ContactFactory


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)


def made(audience: Audience, name: str, status: str = "subscribed") -> Contact:
    return ContactFactory.create(
        audience=audience, email=f"{name}@example.com", status=status
    )


def test_every_table_with_people_says_what_becomes_of_them() -> None:
    holding = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column == "contact_id"
    }

    assert holding == set(people.tables)


def test_every_place_tells_what_it_keeps_or_why_not() -> None:
    silent = [
        name
        for name, place in (people.tables | people.traces).items()
        if not (isinstance(place.tells, Telling) or place.tells)
    ]

    assert silent == []


def test_no_two_parts_of_what_is_told_have_one_name() -> None:
    names = [telling.name for telling in people.tellings()]

    assert sorted(set(names)) == sorted(names)


def test_erasing_takes_what_tables_hold_of_a_person(
    audience: Audience, cause: Cause
) -> None:
    anna, bo = made(audience, "anna"), made(audience, "bo")
    for contact in (anna, bo):
        notes.write(contact, "Likes tea", cause)

    one = Persons(audience, [anna.pk], [anna.email])
    assert people.erase(one) == 3  # the note, its event, the total

    assert feed(anna).items == []
    assert not anna.notes.exists()
    assert bo.notes.exists()
    assert audience.contacts.filter(pk=anna.pk).exists()


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ("subscribed", "unsubscribed", "Unsubscribed: one of the two opted out"),
        ("cleaned", "subscribed", "Cleaned: one of the two addresses is dead."),
        ("subscribed", "subscribed", "Subscribed"),
        ("subscribed", "pending", "It goes with the address: Subscribed if anna@"),
    ],
)
def test_the_preview_says_what_becomes_of_the_status(
    audience: Audience, mine: str, theirs: str, words: str
) -> None:
    pair = Pair(made(audience, "anna", mine), made(audience, "bo", theirs))

    assert pair.status_in_words().startswith(words)
