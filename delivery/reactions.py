"""What is to be done for deliveries when a moment has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from delivery.tracking import folding
from events.reactions import due

BREATH = timedelta(seconds=5)


@due
def fold(now: datetime) -> datetime:
    """Judge and count what was opened and clicked."""
    return now if folding.fold_due(now) else now + BREATH
