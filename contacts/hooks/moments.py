"""When something happened, in whichever way a service writes it."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from contacts.values import ValueRefused, moment_of

# Seconds since 1970, or thousandths or millionths of them, by how large they are.
SCALES = ((10**11, 1), (10**14, 1_000), (10**17, 1_000_000))


def moment(value: Any, zone: tzinfo, order: str) -> datetime | None:
    """The moment in UTC, or None; in `zone` where the text names no other.

    `order` is that of day and month where either could be meant.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return _moment(value, zone, order)
    except (ValueRefused, ValueError, OverflowError, OSError, TypeError):
        return None


def _moment(value: str | float, zone: tzinfo, order: str) -> datetime:
    if not isinstance(value, str):
        return _since_1970(value)
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdecimal():
        # Eight digits are a day; as seconds they would be of 1970.
        return _since_1970(float(text)) if len(text) > 8 else _iso(text, zone)
    try:
        return _iso(text, zone)
    except ValueError:
        pass
    try:
        said = parsedate_to_datetime(text)
    except ValueError:
        return moment_of(order, zone)(text)
    return said.replace(tzinfo=said.tzinfo or UTC).astimezone(UTC)


def _iso(text: str, zone: tzinfo) -> datetime:
    said = datetime.fromisoformat(text)
    return said.replace(tzinfo=said.tzinfo or zone).astimezone(UTC)


def _since_1970(value: float) -> datetime:
    for below, scale in SCALES:
        if abs(value) < below:
            return datetime.fromtimestamp(value / scale, UTC)
    raise ValueError
