"""What the log needs before the first event: its own names and its months."""

from events.models import EventName
from events.names import Own
from events.partitions import ensure_partitions


def seed_log(**_signal: object) -> None:
    """Add own names and months that are missing; safe to run at any time."""
    EventName.objects.bulk_create(
        [EventName(id=int(own), name=own.text) for own in Own], ignore_conflicts=True
    )
    ensure_partitions()
