"""What of a first call probably means what: a proposal that one click takes over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from contacts.addresses import AddressError, normalize
from contacts.hooks import paths
from contacts.hooks.mapping import Mapping, event_name
from contacts.hooks.moments import moment
from contacts.hooks.paths import Leaf

NAMES = ("event", "event_type", "eventtype", "event_name", "type", "topic", "action")
TIMES = (
    *("occurred_at", "created_at", "createdat", "submitted_at", "timestamp"),
    *("created", "date", "time", "datetime", "updated_at"),
)
# Not a bare id: that of a form or a shop is the same in each call.
IDS = ("event_id", "eventid", "delivery_id", "webhook_id", "submission_id")
SOONEST = 1_000_000_000  # a smaller number is no time of a call


def guess(document: Any, zone: ZoneInfo) -> Mapping:
    """The address by its look, the rest by what it is called; the outermost first."""
    leaves = sorted(
        (leaf for leaf in paths.leaves(document) if not isinstance(leaf.value, list)),
        key=lambda leaf: len(leaf.keys),
    )
    return Mapping(
        email=_first([leaf for leaf in leaves if _is_address(leaf.value)]),
        name=_named([each for each in leaves if _is_name(each.value)], NAMES),
        at=_named([each for each in leaves if _is_time(each.value, zone)], TIMES),
        id=_named([each for each in leaves if _is_id(each.value)], IDS),
        takes_all=True,
    )


def _first(leaves: Sequence[Leaf]) -> str:
    return leaves[0].path if leaves else ""


def _named(leaves: Sequence[Leaf], names: Sequence[str]) -> str:
    """The one by the best of the names."""
    for name in names:
        for leaf in leaves:
            if str(leaf.keys[-1]).lower().replace("-", "_") == name:
                return leaf.path
    return ""


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or "@" not in value or len(value) > 254:
        return False
    try:
        normalize(value)
    except AddressError:
        return False
    return True


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(event_name(value)) >= 2 and len(value) <= 50


def _is_time(value: Any, zone: ZoneInfo) -> bool:
    if isinstance(value, int | float) and value < SOONEST:
        return False
    return moment(value, zone, "day") is not None


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
