"""What a list is sorted by, worked out in Python for one contact after the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from audiences.models import Audience
from contacts.columns import EMAIL, Column, columns_of, country, language
from contacts.models import Contact

MOMENT = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
WORDS = ["", "été", "Eta", "zoo", "Ångström", "a-b", "a b", "ß", "x" * 300, "50 %"]
CHOICES = ["Large", "small", "Medium"]
# What each type of own field holds here, among blanks.
HELD: dict[str, list[Any]] = {
    "text": [None, *WORDS[1:]],
    "number": [None, 0, -3, 2.5, 2, 10, 1e15, -0.1, "twelve"],
    "date": [None, "1999-12-31", "2026-01-02", "2026-01-10"],
    "birthday": [None, "01-31", "02-01", "12-24"],
    "phone": [None, "+4712345678", "+3247012345"],
    "zip": [None, "5003", "0150", "NL-1"],
    "url": [None, "https://b.example/Ø", "https://a.example/"],
    "radio": [None, *CHOICES, "gone"],
    "dropdown": [None, *CHOICES, "gone"],
}
KEYS = [
    *("email", "status", "country", "language", "rating", "vip", "source", "region"),
    *("time_zone", "status_at", "changed_at", "created_at", "first_name", "last_name"),
    *("phone", *(f"own_{kind}" for kind in HELD)),
]


def tag_of(kind: str) -> str:
    return f"X{kind}".upper()


def fold(text: str | None) -> str | None:
    decomposed = unicodedata.normalize("NFD", (text or "").lower()).replace("ß", "ss")
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return kept[:80] or None


def among(names: list[str], value: str | None) -> int | None:
    if not value:
        return None
    return names.index(value) if value in names else len(names)


def by_name(say: Callable[[str], str], codes: list[str]) -> Callable[[str], Any]:
    """The place of a code by its name; unknown ones after all names, blanks none."""
    names = sorted(codes, key=lambda code: fold(say(code)) or "")
    return lambda code: among(names, code)


def own_value(contact: Contact, kind: str) -> Any:
    field = contact.audience.fields.get(tag=tag_of(kind))
    held = contact.fields.get(field.key)
    match kind:
        case "number":
            return held if isinstance(held, int | float) else None
        case "radio" | "dropdown":
            return among(CHOICES, held)
        case "date" | "birthday" | "phone":
            return held
    return fold(held)


def value_of(contact: Contact, key: str) -> Any:
    """What a contact is sorted by in this column; None for a blank."""
    if key.startswith("own_"):
        return own_value(contact, key.removeprefix("own_"))
    value = contact.source.label if key == "source" and contact.source else ""
    value = value if key == "source" else getattr(contact, key)
    match key:
        case "status":
            statuses = Contact.Status.values
            return among(statuses, "archived" if contact.archived_at else value)
        case "country":
            return by_name(country, ["NO", "DE", "AT", "SE"])(value)
        case "language":
            return by_name(language, ["en", "fr", "de", "nb"])(value)
        case "region" | "first_name" | "last_name" | "source":
            return fold(value)
    return None if value == "" else value


def column(audience: Audience, key: str) -> Column:
    if key == "email":
        return EMAIL
    if key.startswith("own_"):
        tag = tag_of(key.removeprefix("own_"))
        key = audience.fields.get(tag=tag).key
    return columns_of(audience)[key]


def expected(audience: Audience, key: str, *, descending: bool) -> list[int]:
    """Blanks last, by id in the direction of the whole."""
    valued, blank = [], []
    for contact in audience.contacts.select_related("source", "audience"):
        value = value_of(contact, key)
        if value is None:
            blank.append(contact.pk)
        else:
            valued.append((value, contact.pk))
    sorted_ids = [pk for _value, pk in sorted(valued, reverse=descending)]
    return sorted_ids + sorted(blank, reverse=descending)
