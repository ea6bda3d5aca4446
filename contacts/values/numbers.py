"""Numbers as people and spreadsheets of any country write them."""

from __future__ import annotations

import re

from django.utils import formats

from contacts.values.refusing import ValueRefused

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?\Z")
_BETWEEN_THOUSANDS = re.compile(r"[\s'’]")


def number(cell: str) -> int | float:
    """Plain, or with signs between thousands, and point or comma for decimals."""
    plain = _BETWEEN_THOUSANDS.sub("", cell).replace("−", "-")
    commas, points = plain.count(","), plain.count(".")
    if commas and points and plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif commas == 1 and not points and not _thousands(plain):
        plain = plain.replace(",", ".")
    elif points > 1 and not commas:
        plain = plain.replace(".", "")
    elif commas:
        plain = plain.replace(",", "")
    if not _NUMBER.match(plain):
        raise ValueRefused("number")
    return float(plain) if "." in plain else int(plain)


def in_words(value: int | float) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _thousands(plain: str) -> bool:
    """1,234 is read as thousands, 1,5 and 0,123 as decimals."""
    whole, _, rest = plain.lstrip("+-").partition(",")
    return len(rest) == 3 and whole.isdigit() and whole != "0" and len(whole) <= 3
