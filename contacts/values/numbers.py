"""Numbers as people and spreadsheets of any country write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import formats

from contacts.values.refusing import ValueRefused

POINT, COMMA = ".", ","
UNCLEAR = "?"
# Where a point stands before decimals; nearly everywhere else a comma does.
POINT_COUNTRIES = frozenset(
    "AE AG AU BB BD BH BN BS BW BZ CA CH CN DM DO EG ET FJ GB GD GH GT GY HK HN IE IL "
    "IN JM JO JP KE KH KN KP KR KW LB LC LI LK LR MM MO MT MV MW MX MY NA NG NI NP NZ "
    "OM PA PE PG PH PK PR PS QA SA SG SL SV SY TH TT TW TZ UG US VC VI YE ZM ZW".split()
)

_OTHER = {POINT: COMMA, COMMA: POINT}
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?\Z")
_BETWEEN_THOUSANDS = re.compile(r"[\s'’]")
_SIGNS = re.compile(r"[.,]")
# 1,234 and, as in India, 12,34,567; no number begins its thousands with a zero.
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{2,3})*[.,]\d{3}\Z")


def decimal_of(country: str) -> str:
    """The sign before decimals in a country; the point where none is known."""
    return POINT if not country or country in POINT_COUNTRIES else COMMA


def sign_in(cell: str) -> str:
    """The sign before decimals that a number shows, be it by its thousands.

    `UNCLEAR` is that of 1,234 and 1.234; a number of digits alone shows none.
    """
    plain = _plain(cell)
    signs = _SIGNS.findall(plain)
    if not signs:
        return ""
    if len(set(signs)) > 1:
        return str(signs[-1])
    if len(signs) > 1:
        return _OTHER[signs[0]]
    return UNCLEAR if _GROUPED.match(plain) else str(signs[0])


def number_of(decimal: str = "") -> Callable[[str], int | float]:
    """Read a number: plain, or with signs between its thousands.

    `decimal` is the sign before decimals where the number does not show it. Without
    one 1.234 is read as programs write it, and 1,234 is refused: nobody can tell.
    """

    def read(cell: str) -> int | float:
        plain = _plain(cell)
        sign = sign_in(plain)
        if sign == UNCLEAR:
            if not decimal and COMMA in plain:
                raise ValueRefused("number_unclear")
            sign = decimal or POINT
        whole, point, rest = plain.partition(sign) if sign else (plain, "", "")
        if _SIGNS.search(whole):
            if not _GROUPED.match(whole):
                raise ValueRefused("number")
            whole = _SIGNS.sub("", whole)
        text = f"{whole}.{rest}" if point else whole
        if not _NUMBER.match(text):
            raise ValueRefused("number")
        return float(text) if point else int(text)

    return read


# As it was written by programs, of which some put commas between thousands.
number = number_of(POINT)


def in_words(value: int | float) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _plain(cell: str) -> str:
    return _BETWEEN_THOUSANDS.sub("", cell).replace("−", "-")
