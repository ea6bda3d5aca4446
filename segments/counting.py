"""How many are in a segment, as it was counted last."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from conditions import counting
from conditions.asking import bounded
from segments.binding import who

if TYPE_CHECKING:
    from conditions.binding import Bound
    from conditions.counting import Tally
    from segments.models import Segment

SECONDS = 5
FRESH = timedelta(minutes=10)  # for so long a number is shown as it is


def is_stale(segment: Segment) -> bool:
    counted_at = segment.counted_at
    return counted_at is None or counted_at < timezone.now() - FRESH


def tally_of(segment: Segment, bound: Bound) -> Tally:
    """How many are in it at this moment; raises TooSlow."""
    with bounded(SECONDS):
        contacts = segment.audience.contacts.present()
        return counting.count(contacts, who(segment.audience, bound))


def count(segment: Segment, bound: Bound) -> None:
    """Count who is in it; raises TooSlow, and the number stays as it was.

    What was changed meanwhile is left to be counted by who changed it.
    """
    at = timezone.now()
    tally = tally_of(segment, bound)
    segment.n, segment.reachable, segment.counted_at = tally.n, tally.reachable, at
    counted = {"n": tally.n, "reachable": tally.reachable, "counted_at": at}
    unchanged = {"pk": segment.pk, "changed_at": segment.changed_at}
    segment.audience.segments.filter(**unchanged).update(**counted)
