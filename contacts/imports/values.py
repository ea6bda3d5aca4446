"""A cell's text as the value a field keeps: canonical, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

MAX_TEXT = 1000
MAX_COLUMN = 255  # names; what the columns of a contact hold

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?\Z")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?\Z")
_SEPARATORS = dict.fromkeys(map(ord, " \u00a0-./()"))
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}\Z")
_NATIONAL = re.compile(r"\d{3,15}(?:(?:x|ext)\d{1,6})?\Z")
_BIRTHDAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.]\d{2,4})?\Z")


class ValueRefused(Exception):
    """The code of the reason why a cell is no value of its field."""


def text(cell: str) -> str:
    if len(cell) > MAX_TEXT:
        raise ValueRefused("text_long")
    return cell


def number(cell: str) -> int | float:
    """Plain, or with signs between thousands, and point or comma for decimals."""
    plain = re.sub(r"[\s'’]", "", cell)
    commas, points = plain.count(","), plain.count(".")
    if commas and points and plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif commas == 1 and not points and not _thousands(plain):
        plain = plain.replace(",", ".")
    elif points > 1 and not commas:
        plain = plain.replace(".", "")
    else:
        plain = plain.replace(",", "")
    if not _NUMBER.match(plain):
        raise ValueRefused("number")
    return float(plain) if "." in plain else int(plain)


def _thousands(plain: str) -> bool:
    """1,234 is read as thousands, 1,5 and 0,123 as decimals."""
    whole, _, rest = plain.lstrip("+-").partition(",")
    return len(rest) == 3 and whole.isdigit() and whole != "0" and len(whole) <= 3


def iso_date(cell: str) -> str:
    """A date as YYYY-MM-DD; written day first unless the month must be first."""
    if found := _ISO.match(cell):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.match(cell):
        day, month, year = map(int, found.groups())
        if month > 12:
            day, month = month, day
    else:
        raise ValueRefused("date")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueRefused("date") from None


def birthday(cell: str) -> str:
    """A month and day as MM-DD, from those or from a whole date."""
    if _ISO.match(cell) or _DAY_FIRST.match(cell):
        return iso_date(cell)[5:]
    found = _BIRTHDAY.match(cell)
    if not found:
        raise ValueRefused("birthday")
    month, day = map(int, found.groups())
    if month > 12:
        month, day = day, month
    try:
        return date(2000, month, day).isoformat()[5:]
    except ValueError:
        raise ValueRefused("birthday") from None


def phone(cell: str) -> str:
    """A number with its country code as +E164, else the digits as they stand."""
    digits = cell.translate(_SEPARATORS)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if _INTERNATIONAL.match(digits):
        return digits
    if digits.startswith("+") or len(cell) > 40 or not _NATIONAL.match(digits):
        raise ValueRefused("phone")
    return cell


def address(cell: str) -> dict[str, str]:
    """One cell is the first line of an address."""
    return {"addr1": text(cell)}


def url(cell: str) -> str:
    candidate = cell if "://" in cell else f"https://{cell}"
    try:
        parts = urlsplit(candidate)
    except ValueError:
        raise ValueRefused("url") from None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host or " " in cell:
        raise ValueRefused("url")
    return text(candidate)


def zip_code(cell: str) -> str:
    if len(cell) > 20:
        raise ValueRefused("zip")
    return cell


def choice_of(choices: list[str]) -> Callable[[str], str]:
    """Find the choice without regard to case."""
    by_key = {choice.casefold(): choice for choice in choices}

    def choice(cell: str) -> str:
        try:
            return by_key[cell.casefold()]
        except KeyError:
            raise ValueRefused("choice") from None

    return choice


PARSERS: dict[str, Callable[[str], Any]] = {
    "text": text,
    "number": number,
    "address": address,
    "phone": phone,
    "date": iso_date,
    "birthday": birthday,
    "zip": zip_code,
    "url": url,
    "imageurl": url,
}


def parser_of(field_type: str, choices: list[str]) -> Callable[[str], Any]:
    if field_type in {"radio", "dropdown"}:
        return choice_of(choices)
    return PARSERS[field_type]
