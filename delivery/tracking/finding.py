"""Where a link leads, remembered for a while: most are asked for again and again."""

from __future__ import annotations

import time
from typing import NamedTuple
from uuid import UUID

from delivery.models import Link

REMEMBERED = 60.0  # seconds
ROOM = 10_000


class Known(NamedTuple):
    """`url` is empty for the trap, and may hold merge tags."""

    token: UUID
    url: str
    audience_id: int
    message_id: int


_known: dict[UUID, tuple[float, Known]] = {}


def find(token: UUID) -> Known | None:
    """What can be followed; none of an audience that is gone, within a minute."""
    now = time.monotonic()
    until, known = _known.get(token, (0.0, None))
    if known is not None and now < until:
        return known
    links = Link.objects.filter(token=token, kind__in=[Link.Kind.PAGE, Link.Kind.TRAP])
    present = links.filter(audience__deleting_at=None)
    found = present.values_list("url", "audience_id", "message_id").first()
    if found is None:
        _known.pop(token, None)
        return None
    if len(_known) >= ROOM:
        _known.clear()
    known = Known(token, *found)
    _known[token] = (now + REMEMBERED, known)
    return known


def forget() -> None:
    _known.clear()
