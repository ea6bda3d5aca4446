"""A value in words, in the language of whoever reads."""

from __future__ import annotations

from typing import Any

from contacts.values import dates, numbers, phones, places


def in_words(type: str, value: Any, form: str = "") -> str:
    """The value of a field of this type; `form` is how the field has it written."""
    match type:
        case "number" if isinstance(value, int | float):
            return numbers.in_words(value)
        case "address":
            return places.in_words(value)
        case "date":
            return dates.date_in_words(str(value), form)
        case "birthday":
            return dates.birthday_in_words(str(value), form)
        case "phone":
            return phones.in_words(str(value), form)
    return str(value)
