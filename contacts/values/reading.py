"""Text as the value that a field keeps: canonical, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contacts.values import dates, phones, places, texts
from contacts.values.numbers import number

type Reader = Callable[[str], Any]

CHOICE_TYPES = frozenset({"radio", "dropdown"})

_PLAIN: dict[str, Reader] = {
    "text": texts.text,
    "number": number,
    "address": places.address,
    "zip": texts.zip_code,
    "url": texts.url,
    "imageurl": texts.url,
}


def reader_of(
    type: str, *, choices: Sequence[str] = (), form: str = "", country: str = ""
) -> Reader:
    """What reads a stripped text that is not empty; it raises `ValueRefused`.

    `form` is how the field has its dates written, `country` the audience's: what
    decides where a text alone could be read in two ways.
    """
    if type in CHOICE_TYPES:
        return texts.choice_of(choices)
    if type == "phone":
        return phones.phone_of(country)
    if type == "date":
        return dates.date_of(form or dates.order_of(country))
    if type == "birthday":
        # As they are kept and as other services write them, whatever the country.
        return dates.birthday_of(form or dates.MONTH_FIRST)
    return _PLAIN[type]
