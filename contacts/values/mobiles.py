"""Phone numbers that an SMS can go to, kept as E.164."""

from __future__ import annotations

from collections.abc import Callable

from phonenumbers import PhoneNumberType, number_type, parse

from contacts.values.phones import phone_of
from contacts.values.refusing import ValueRefused

UNREACHED = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PAGER,
}


def mobile_of(country: str) -> Callable[[str], str]:
    """Read a number that takes SMS; one without a country code is of this country."""
    phone = phone_of(country)

    def read(cell: str) -> str:
        number = phone(cell.strip())
        if ";" in number:  # an extension
            raise ValueRefused("phone")
        if number_type(parse(number)) in UNREACHED:
            raise ValueRefused("phone_fixed")
        return number

    return read
