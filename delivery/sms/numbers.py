"""What an SMS can come from, and where its numbers are."""

from __future__ import annotations

import re

from phonenumbers import NumberParseException, parse, region_code_for_number
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from contacts.values.phones import phone_of
from contacts.values.refusing import ValueRefused

SHORT_CODE = re.compile(r"[0-9]{3,8}", re.A)
NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11}", re.A)


def sender(text: str, country: str) -> str:
    """A number as E.164, a short code, or a name; raises ValueRefused."""
    text = text.strip()
    if SHORT_CODE.fullmatch(text) or NAME.fullmatch(text):
        return text
    number = phone_of(country)(text)
    if ";" in number:
        raise ValueRefused("phone")
    return number


def meant(text: str, country: str) -> str:
    """Whose number a provider means, in E.164; as it came where it is none.

    Some say it as it is dialed in their country, others in full but without its plus.
    """
    for said in (text.strip(), f"+{text.strip()}"):
        try:
            number = phone_of(country)(said)
        except ValueRefused:
            continue
        if ";" not in number:
            return number
    return text


def country_of(number: str) -> str:
    """The country that a number in E.164 is of; empty where that is not said."""
    try:
        region = region_code_for_number(parse(number))
    except NumberParseException:
        return ""
    return region if region and region.isalpha() else ""


def zones_of(number: str) -> tuple[str, ...]:
    """The time zones in which a number in E.164 may be; none where that is not said."""
    try:
        names = time_zones_for_number(parse(number))
    except NumberParseException:
        return ()
    return tuple(name for name in names if name != UNKNOWN_TIMEZONE)
