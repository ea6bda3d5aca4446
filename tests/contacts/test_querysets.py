from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime

import pytest

from audiences.models import Audience
from contacts.models import Contact
from tests.factories import ContactFactory

MOMENT = datetime(2026, 5, 1, tzinfo=UTC)


def emails(contacts: object) -> set[str]:
    return set(contacts.values_list("email", flat=True))  # type: ignore[attr-defined]


@pytest.fixture
def people(audience: Audience) -> Audience:
    for email, first, last in [
        ("anna.berg@example.com", "Anna", "Berg"),
        ("zoe@fjord.example", "Zoë", "Ångström"),
        ("50%_off@example.com", "Per\\Cent", "O'Neill"),
        ("strasse@example.com", "Jürgen", "Groß"),
        ("hannah@example.org", "", ""),
    ]:
        ContactFactory.create(
            audience=audience, email=email, first_name=first, last_name=last
        )
    ContactFactory.create(email="anna.elsewhere@example.com", first_name="Anna")
    return audience


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna", {"anna.berg@example.com", "hannah@example.org"}),
        ("berg anna", {"anna.berg@example.com"}),
        ("ANNA BERG", {"anna.berg@example.com"}),
        ("zoe", {"zoe@fjord.example"}),
        ("ZOË", {"zoe@fjord.example"}),
        ("angstrom", {"zoe@fjord.example"}),
        ("Ångström zoë", {"zoe@fjord.example"}),
        ("gross", {"strasse@example.com"}),
        ("Groß", {"strasse@example.com"}),
        ("jurg", {"strasse@example.com"}),
        ("be", {"anna.berg@example.com"}),
        ("an", {"anna.berg@example.com", "zoe@fjord.example"}),
        ("o'", {"50%_off@example.com"}),
        ("%", set()),
        ("50", {"50%_off@example.com"}),
        ("50%", {"50%_off@example.com"}),
        ("0%_o", {"50%_off@example.com"}),
        ("5__off", set()),
        ("_off", {"50%_off@example.com"}),
        ("r\\c", {"50%_off@example.com"}),
        ("\\\\", set()),
        ("\0zoe", {"zoe@fjord.example"}),
        ("nobody", set()),
    ],
)
def test_search_finds_each_word_whatever_its_order_and_accents(
    people: Audience, text: str, found: set[str]
) -> None:
    assert emails(people.contacts.search(text)) == found


def test_search_for_nothing_finds_everyone(people: Audience) -> None:
    assert people.contacts.search("  ").count() == 5


def test_search_agrees_with_looking_into_every_contact(audience: Audience) -> None:
    chance = random.Random(7)
    letters = ["a", "b", "é", "ab", "%", "_", "\\", " "]
    for number in range(60):
        first = "".join(chance.choices(letters, k=5)).strip()
        email = f"{'ab'[number % 2]}{number}@example.com"
        ContactFactory.create(audience=audience, email=email, first_name=first)
    rows = list(Contact.objects.filter(audience=audience))

    for _attempt in range(80):
        text = "".join(chance.choices(letters, k=chance.randint(1, 6)))
        words = [word if len(word) > 2 else f" {word}" for word in text.split()]
        expected = {
            row.email
            for row in rows
            if all(
                fold(w) in fold(f" {row.email} {row.first_name} {row.last_name}")
                for w in words
            )
        }
        assert emails(audience.contacts.search(text)) == expected, text


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


def test_statuses_are_counted_apart_from_the_archived(audience: Audience) -> None:
    for status in ("subscribed", "subscribed", "cleaned"):
        ContactFactory.create(audience=audience, status=status)
    ContactFactory.create(audience=audience, archived_at=MOMENT)
    ContactFactory.create(status="pending")

    assert audience.contacts.count_statuses(4) == {
        "subscribed": 2,
        "unsubscribed": 0,
        "nonsubscribed": 0,
        "pending": 0,
        "cleaned": 1,
        "archived": 1,
    }
    assert audience.contacts.count_statuses(3) is None


def test_the_next_ids_end_where_the_work_does(audience: Audience) -> None:
    first, second, third, _later = (
        ContactFactory.create(audience=audience).pk for _ in range(4)
    )

    contacts = audience.contacts.all()
    assert contacts.next_ids(0, third, 2) == [first, second]
    assert contacts.next_ids(second, third, 2) == [third]
    assert contacts.last_id() == _later
    assert contacts.none().last_id() == 0
