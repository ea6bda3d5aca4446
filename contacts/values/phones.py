"""Phone numbers of every country, kept as E.164."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    REGION_CODE_FOR_NON_GEO_ENTITY,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    is_valid_number,
    parse,
)

from contacts.values.refusing import ValueRefused

NATIONAL = "national"  # shown as it is dialed at home
MAX_PHONE = 40
_SEPARATORS = dict.fromkeys(map(ord, " \u00a0\u202f-./()"))
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_EXTENSION = ";ext="


def phone_of(country: str) -> Callable[[str], str]:
    """Read a number as E.164; one without a country code is of this country.

    An extension stays behind it, as in +12015550123;ext=12.
    """

    def read(cell: str) -> str:
        if len(cell) > MAX_PHONE:
            raise ValueRefused("phone")
        if _is_plain(cell):
            return cell
        digits = cell.translate(_SEPARATORS)
        if digits.startswith("00"):
            digits = f"+{digits[2:]}"
        if _is_plain(digits):
            return digits
        return _looked_up(digits if digits.startswith("+") else cell, country)

    return read


@lru_cache(maxsize=4096)
def in_words(value: str, format: str = "") -> str:
    """The number in groups; as it stands where it is none."""
    try:
        number = parse(value)
    except NumberParseException:
        return value
    national = format == NATIONAL
    return format_number(
        number,
        PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL,
    )


def _looked_up(cell: str, country: str) -> str:
    try:
        number = parse(cell, country or None)
    except NumberParseException as error:
        raise ValueRefused(_reason(error, cell, country)) from None
    if cell.startswith("+"):
        if not is_possible_number(number):
            raise ValueRefused("phone_length")
    elif not is_valid_number(number):
        raise ValueRefused("phone_national")
    return _kept(number)


def _kept(number: PhoneNumber) -> str:
    kept = format_number(number, PhoneNumberFormat.E164)
    bare = kept.partition(_EXTENSION)[0]
    return f"{bare}{_EXTENSION}{number.extension}" if number.extension else bare


def _reason(error: NumberParseException, cell: str, country: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if cell.startswith("+"):
            return "phone_code"
        return "phone_country" if not country else "phone_national"
    if error.error_type == NumberParseException.NOT_A_NUMBER:
        return "phone"
    return "phone_length" if cell.startswith("+") else "phone_national"


def _is_plain(cell: str) -> bool:
    """Whether it is E.164 as it stands, with as many digits as its country has."""
    if not _INTERNATIONAL.match(cell):
        return False
    for length in (1, 2, 3):  # of the calling code, which is never the start of another
        if lengths := _lengths(cell[1 : 1 + length]):
            return len(cell) - 1 - length in lengths and cell[1 + length] != "0"
    return False


@cache
def _lengths(code: str) -> frozenset[int]:
    """How many digits may follow a calling code; none at all where it is none."""
    lengths: set[int] = set()
    for region in COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()):
        if region == REGION_CODE_FOR_NON_GEO_ENTITY:
            metadata = PhoneMetadata.metadata_for_nongeo_region(int(code), None)
        else:
            metadata = PhoneMetadata.metadata_for_region(region, None)
        if metadata and metadata.general_desc:
            lengths.update(metadata.general_desc.possible_length)
    return frozenset(lengths)
