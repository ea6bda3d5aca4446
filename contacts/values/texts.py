"""Values that stay text: words, postcodes, web addresses, choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from contacts.values.refusing import ValueRefused

MAX_TEXT = 1000
MAX_NAME = 255  # what the columns of a contact hold
MAX_ZIP = 20
MAX_REGION = 100


def text(cell: str) -> str:
    if len(cell) > MAX_TEXT:
        raise ValueRefused("text_long")
    if "\0" in cell:
        raise ValueRefused("text_nul")
    return cell


def name(cell: str) -> str:
    """A text that fits into a column of the contact itself."""
    if len(cell) > MAX_NAME:
        raise ValueRefused("name_long")
    return text(cell)


def zip_code(cell: str) -> str:
    if len(cell) > MAX_ZIP:
        raise ValueRefused("zip")
    return text(cell)


def region(cell: str) -> str:
    if len(cell) > MAX_REGION:
        raise ValueRefused("region")
    return text(cell)


def ip(cell: str) -> str:
    """An address of the internet, as it is usually written."""
    try:
        found = ip_address(cell)
    except ValueError:
        raise ValueRefused("ip") from None
    if getattr(found, "scope_id", None):
        raise ValueRefused("ip")
    return str(found)


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


def choice_of(choices: Iterable[str]) -> Callable[[str], str]:
    """Find the choice without regard to case or to spaces around it."""
    by_key = {_key(choice): choice for choice in choices}

    def choice(cell: str) -> str:
        try:
            return by_key[_key(cell)]
        except KeyError:
            raise ValueRefused("choice") from None

    return choice


def _key(choice: str) -> str:
    return choice.strip().casefold()
