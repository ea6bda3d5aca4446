"""Stopping a message for a while or for good, and letting it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery import sending
from delivery.ledger import CHANNEL
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.querysets import MessageQuerySet


def pause(message: Message) -> bool:
    return bool(_alone(message).pause())


def resume(message: Message) -> bool:
    n = _alone(message).resume()
    wake_after_commit(n, CHANNEL)
    return bool(n)


def cancel(message: Message) -> bool:
    """Whoever waits does not get it; the sender leaves out those that are many."""
    if not _alone(message).cancel():
        return False
    sending.leave_out(message)
    wake_after_commit(1, CHANNEL)
    return True


def _alone(message: Message) -> MessageQuerySet:
    rows: MessageQuerySet = message.audience.messages.filter(pk=message.pk)
    return rows
