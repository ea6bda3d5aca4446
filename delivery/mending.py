"""Letting go of what waits for nothing any more.

A breaker was closed, a rule was given up, or a clock that was wrong said when to come
again: whoever waits for that is due now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from delivery.ledger import CHANNEL, run
from delivery.models import Channel, Message
from delivery.pace import warming
from delivery.pace.holding import Limits
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Account

SLICE = 10_000
# Longer than anybody waits but for a cap.
LONGEST = timedelta(hours=26)
SHORT = ["busy", "blocked", "throttle", "breaker", "warmup"]

FREE = """
WITH free AS MATERIALIZED (
    SELECT d.id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state = 'deferred' AND d.due_at > %(now)s
      AND (d.reason = ANY (%(over)s)
        OR d.reason = ANY (%(short)s) AND d.due_at > %(now)s + %(longest)s)
    ORDER BY d.id LIMIT %(n)s FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE delivery_delivery d SET due_at = %(now)s
    FROM free WHERE d.audience_id = %(audience)s AND d.id = free.id
    RETURNING d.id
)
SELECT count(*) FROM freed
"""


def mend(account: Account | None = None) -> int:
    """Of the account's messages, or of all, a slice of each; how many are due now."""
    messages = Message.objects.filter(stage="sending", deferred__gt=0)
    if account is not None:
        messages = messages.filter(audience__account=account)
    return free(messages.select_related("audience__account").order_by("pk"))


def free(messages: Iterable[Message]) -> int:
    freed = 0
    for message in messages:
        own = {"over": _over(message), "short": _short(message)}
        ((n,),) = run(message, FREE, longest=LONGEST, n=SLICE, **own)
        freed += int(n)
    wake_after_commit(freed, CHANNEL)
    return freed


def _has_quiet_countries(message: Message) -> bool:
    """Whether its quiet hours are those of countries too, and may be whole days."""
    return message.channel == Channel.SMS


def _short(message: Message) -> list[str]:
    return SHORT if _has_quiet_countries(message) else [*SHORT, "quiet"]


def _over(message: Message) -> list[str]:
    """The reasons to wait that are none any more."""
    known = Limits.of(message)
    pace, rules = known.pace, known.rules
    over = []
    if pace is None or pace.tripped_at is None:
        over.append("breaker")
    if pace is None or not pace.groups.all():
        over.append("throttle")
    if pace is None or warming.cap_of(pace) is None:
        over.append("warmup")
    if rules is None or not rules.cap_messages:
        over.append("cap")
    is_quiet = rules is not None and rules.quiet_from is not None
    if not is_quiet and not _has_quiet_countries(message):
        over.append("quiet")
    return over
