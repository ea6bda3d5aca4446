"""Segments that are followed hear what happens, and when a day is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from events.reactions import Heard, due, listens, reaction
from segments import following

if TYPE_CHECKING:
    from audiences.models import Audience

BREATH = timedelta(seconds=60)  # between two looks at the clock


@listens
def names(audience: Audience) -> Iterable[int]:
    return following.wanted(audience)


@reaction("segments")
def hear(audience: Audience, heard: Sequence[Heard]) -> None:
    touched: dict[int, set[int]] = {}
    for event in heard:
        touched.setdefault(event.name_id, set()).add(event.contact_id)
    following.react(audience, touched)


@due
def turn(now: datetime) -> datetime:
    following.turn(now)
    return now + BREATH
