"""Postal addresses: kept in parts, read also from one text where they are clear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audiences.countries import COUNTRIES
from contacts.values.texts import text

PARTS: dict[str, Promise] = {
    "addr1": _("Address"),
    "addr2": _("Address, second line"),
    "zip": _("Postcode"),
    "city": _("City"),
    "state": _("Region"),
    "country": _("Country"),
}
# How addresses call countries beside their names.
ALIASES = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "the netherlands": "NL",
    "holland": "NL",
}
_BREAK = re.compile(r"\s*[\r\n;]+\s*|\s{2,}")
_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_NL = r"\d{4} [A-Z]{2}"
_CA = r"[A-Z]\d[A-Z] ?\d[A-Z]\d"
_FIGURES = r"(?:[A-Z]{1,3}-)?\d{4,6}(?:-\d{3,4})?|\d{3} \d{2}"
_STATE = re.compile(r"[A-Z]{2,3}\Z")
_ZIP = rf"(?:{_UK}|{_NL}|{_CA}|{_FIGURES})"
_TOWNS = (
    re.compile(rf"(?P<zip>{_ZIP})\Z"),
    re.compile(rf"(?:(?P<city>\D+?),? )?(?P<state>[A-Z]{{2,3}}),? (?P<zip>{_ZIP})\Z"),
    re.compile(rf"(?P<zip>{_ZIP}) (?P<city>[^\d,]+)\Z"),
    re.compile(rf"(?P<city>[^\d,]+) (?P<zip>{_ZIP})\Z"),
)


def address(cell: str) -> dict[str, str]:
    """The parts of an address in one text; all of it as the first line when unclear."""
    whole = text(cell)
    lines = [part for part in _BREAK.split(whole.strip()) if part]
    if len(lines) == 1:
        lines = [part.strip() for part in whole.split(",") if part.strip()]
    return _split(lines) or {"addr1": " ".join(whole.split())}


def address_of(country: str) -> Callable[[str], dict[str, str]]:
    """What reads an address that lies in this country where it names none."""

    def read(cell: str) -> dict[str, str]:
        parts = address(cell)
        is_clear = len(parts) > 1 and "country" not in parts
        return {**parts, "country": country} if is_clear else parts

    return read if country else address


def in_words(value: Any) -> str:
    return ", ".join(_parts(value, country_name))


def as_text(value: Any) -> str:
    """The address in one cell, its country as a code."""
    return ", ".join(_parts(value, str))


def country_name(code: str) -> str:
    return str(COUNTRIES.get(code, code))


def _parts(value: Any, country: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return [str(value)]
    town = " ".join(filter(None, [value.get("zip"), value.get("city")]))
    state = value.get("state")
    code = value.get("country")
    listed = [value.get("addr1"), value.get("addr2"), town, state]
    return [str(part) for part in (*listed, country(code) if code else "") if part]


def _split(lines: list[str]) -> dict[str, str]:
    """The parts when a postcode or a country says which is which; else nothing."""
    found: dict[str, str] = {}
    rest = list(lines)
    if len(rest) > 1 and (code := country_code(rest[-1])):
        found["country"] = code
        rest.pop()
    town = _town(rest)
    if not town and not (found and len(rest) > 1):
        return {}
    if not town:
        found["city"] = rest.pop()
    found |= town
    if "city" not in found and len(rest) > 2 and _STATE.match(rest[-1]):
        found["state"] = rest.pop()
    if "city" not in found and len(rest) > 1:
        found["city"] = rest.pop()
    if rest:
        found["addr1"] = rest[0]
    if len(rest) > 1:
        found["addr2"] = ", ".join(rest[1:])
    return {part: found[part] for part in PARTS if part in found}


def _town(rest: list[str]) -> dict[str, str]:
    """What the line with the postcode says; it and a region behind it are taken."""
    for back in (1, 2):
        if len(rest) <= back:
            return {}
        for shape in _TOWNS:
            if match := shape.match(rest[-back]):
                said = {k: v for k, v in match.groupdict().items() if v}
                if back == 2:
                    said = _behind(said, rest.pop())
                rest.pop()
                return said
    return {}


def _behind(said: dict[str, str], last: str) -> dict[str, str]:
    """Add the line behind the postcode: the city if none was named, else a region."""
    return {**said, ("state" if "city" in said else "city"): last}


def country_code(name: str) -> str:
    """The two letters of a country named by them, or in a language of Parterre."""
    if len(name) == 2 and name in COUNTRIES:
        return name
    return _codes().get(name.casefold(), "")


@lru_cache(maxsize=4096)
def country_of(cell: str) -> str:
    """The same of a cell that holds a country alone, so that `be` is one as well."""
    return country_code(cell.upper() if len(cell) == 2 else cell)


@cache
def _codes() -> dict[str, str]:
    codes = dict(ALIASES)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            codes |= {str(name).casefold(): code for code, name in COUNTRIES.items()}
    return codes
