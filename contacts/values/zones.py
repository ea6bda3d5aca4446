"""Time zones by their names, as Europe/Oslo."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from contacts.values.refusing import ValueRefused

NO_PLACES = frozenset({"Factory", "localtime"})  # names, but of no zone


def time_zone(cell: str) -> str:
    """Find the zone without regard to case, or to spaces instead of underscores."""
    try:
        return _zones()[cell.casefold().replace(" ", "_")]
    except KeyError:
        raise ValueRefused("time_zone") from None


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - NO_PLACES}
