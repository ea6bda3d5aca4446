"""What is too old leaves the log."""

from __future__ import annotations

from dataclasses import dataclass

from django_q.tasks import async_task

from events import partitions, retention

TASK_SECONDS = 4.0  # for either of what goes row by row


@dataclass(frozen=True, slots=True)
class Dropped:
    months: list[str]
    events: int  # one by one, of accounts whose plan keeps less than others
    receipts: int
    is_done: bool


def drop(seconds: float) -> Dropped:
    """Drop months that nobody keeps, then what single plans do not include, then what
    says that something was reported already.
    """
    months = []
    for kind in partitions.KINDS:
        if before := retention.cutoff(kind):
            months += partitions.drop_months(kind, before)
    events, none_left = retention.delete_expired(seconds)
    receipts, is_done = retention.delete_receipts(seconds)
    return Dropped(months, events, receipts, none_left and is_done)


def go_on_later() -> None:
    async_task("events.tasks.drop_old_events")
