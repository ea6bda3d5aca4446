"""Values of fields on the wire: as documents tell them, and as clients say them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contacts import values
from contacts.models import Field
from contacts.values import ADDRESS_PARTS, ValueRefused

if TYPE_CHECKING:
    from api.documents.around import Row

# In the order in which documents have them.
PARTS = ("addr1", "addr2", "city", "state", "zip", "country")
NEEDED = ("addr1", "city", "state", "zip")  # of an address that is written
FILLED = ("addr1", "city", "zip")
MONTH_FIRST = "month"
LONGEST = 1_000

INCOMPLETE = "Please enter a complete address"
MISSING = "Please enter a value"


@dataclass(frozen=True, slots=True)
class Teller:
    """How a field stands in the documents of those who have it, or not."""

    tag: str
    tell: Callable[[Row], Any]


class Wrong(Exception):
    """Why what a client says is no value of the field, in a sentence."""


def teller_of(field: Field) -> Teller:
    key, column = field.key, field.column
    if column:
        return Teller(field.tag, lambda row: getattr(row, column))
    match field.type:
        case Field.Type.BIRTHDAY:
            return Teller(
                field.tag, lambda row: str(row.fields.get(key, "")).replace("-", "/")
            )
        case Field.Type.ADDRESS:
            return Teller(field.tag, lambda row: _address(row.fields.get(key)))
    return Teller(field.tag, lambda row: row.fields.get(key, ""))


def read(field: Field, said: Any, country: str) -> Any:
    """The value that the field keeps; None for a blank. Raises `Wrong`."""
    if isinstance(said, Mapping):
        if field.type != Field.Type.ADDRESS:
            raise Wrong("Schema describes string, object found instead")
        return _parts(said, field.format or country)
    if isinstance(said, list | bool):
        found = "array" if isinstance(said, list) else "boolean"
        raise Wrong(f"Schema describes string, {found} found instead")
    text = "" if said is None else str(said).strip()
    if not text:
        return None
    try:
        return _reader(field, country)(text)
    except ValueRefused as refused:
        raise Wrong(values.sentence(str(refused))) from None


def _reader(field: Field, country: str) -> values.Reader:
    if field.type == Field.Type.BIRTHDAY:
        # However the interface writes them, here the month comes first.
        return values.reader_of(field.type, format=MONTH_FIRST)
    return field.reader(country)


def _address(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value or ""
    return {part: value.get(part, "") for part in PARTS}


def _parts(said: Mapping[str, Any], default: str) -> dict[str, str] | None:
    """The parts of an address, which lies in the default country unless it says."""
    parts = {part: said.get(part) for part in ADDRESS_PARTS if said.get(part)}
    if not any(parts.values()):
        return None
    lacking = [part for part in NEEDED if part not in said]
    if lacking or not all(parts.get(part) for part in FILLED):
        raise Wrong(INCOMPLETE)
    if any(not isinstance(part, str | int | float) for part in parts.values()):
        raise Wrong("Schema describes string, object found instead")
    texts = {part: str(text).strip() for part, text in parts.items()}
    if any(len(text) > LONGEST for text in texts.values()):
        raise Wrong(values.sentence("text_long"))
    if country := texts.get("country", default):
        texts["country"] = values.country_code(country) or country
    return {part: text for part, text in texts.items() if text}
