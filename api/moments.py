"""Moments on the wire: as documents write them, and as clients do."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from api.problems import invalid

# A plus that a client did not encode reads as a space.
UNENCODED = re.compile(r" (\d\d:?\d\d)\Z")
WORDS = "Schema describes a date and time in ISO 8601, as 2015-10-21T15:41:36+00:00"


def text_of(moment: datetime | None) -> str:
    """As in 2015-10-21T15:41:36+00:00; empty for none."""
    if moment is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def moment_of(name: str, text: str) -> datetime | None:
    """The moment that a text says, in UTC unless it says another offset.

    None for an empty one; raises a Problem about the field of this name.
    """
    text = text.strip()
    if not text:
        return None
    if text.count(":") > 2:
        text = UNENCODED.sub(r"+\1", text)
    try:
        moment = datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid((name, WORDS)) from None
