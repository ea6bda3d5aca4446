"""Text as the value that a field keeps: canonical, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contacts.values import dates, phones, places, texts
from contacts.values.numbers import number_of

type Reader = Callable[[str], Any]

CHOICE_TYPES = frozenset({"radio", "dropdown"})

_PLAIN: dict[str, Reader] = {
    "text": texts.text,
    "zip": texts.zip_code,
    "url": texts.url,
    "imageurl": texts.url,
}


def reader_of(
    type: str,
    *,
    choices: Sequence[str] = (),
    format: str = "",
    country: str = "",
    decimal: str = "",
) -> Reader:
    """What reads a stripped text that is not empty; it raises `ValueRefused`.

    `format` is how the field has its dates written, or where its addresses lie that do
    not say it; `country` the audience's, and `decimal` the sign before decimals where
    the text is from: what decides where a text alone could be read in two ways.
    """
    if type in CHOICE_TYPES:
        return texts.choice_of(choices)
    if type == "number":
        return number_of(decimal)
    if type == "phone":
        return phones.phone_of(country)
    if type == "date":
        return dates.date_of(format or dates.order_of(country))
    if type == "birthday":
        return dates.birthday_of(format, dates.order_of(country))
    return places.address_of(format) if type == "address" else _PLAIN[type]
