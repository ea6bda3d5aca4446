"""When something happened, in whichever way a service writes it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from contacts.values import ValueRefused, moment_of


def moment(value: Any, zone: tzinfo, order: str) -> datetime | None:
    """The moment in UTC, or None; in `zone` where the text names no other.

    `order` is that of day and month where either could be meant.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return moment_of(order, zone)(str(value).strip())
    except (ValueRefused, ValueError):  # Python writes no numbers of 5,000 digits
        return None
