"""Letting go of what waits for nothing any more.

A breaker was closed, a rule was given up, or a clock that was wrong said when to come
again: whoever waits for that is due now. What is too long a wait, the database's clock
says, which all machines share: theirs may be wrong, and so may the one that mends.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from delivery import frequency
from delivery.ledger import CHANNEL, run
from delivery.models import Channel, Message
from delivery.pace import warming
from delivery.pace.holding import Limits, rules_of
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Account

SLICE = 10_000
# Longer than anybody waits but for a cap.
LONGEST = timedelta(hours=26)
# Due also by the clocks of senders that are somewhat slow.
SLACK = timedelta(minutes=1)
SHORT = ["busy", "blocked", "throttle", "breaker", "warmup"]

FREE = """
WITH free AS MATERIALIZED (
    SELECT d.id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state IN ('pending', 'deferred') AND d.due_at > statement_timestamp()
      AND (d.state = 'deferred' AND d.reason = ANY (%(over)s)
        OR (d.state = 'pending' OR d.reason = ANY (%(short)s))
          AND d.due_at > statement_timestamp() + %(longest)s
        OR d.state = 'deferred' AND d.reason = 'cap'
          AND d.due_at > statement_timestamp() + %(capped)s
        OR d.state = 'deferred' AND d.reason = 'frequency'
          AND d.due_at > statement_timestamp() + %(seldom)s)
    ORDER BY d.id LIMIT %(n)s FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE delivery_delivery d SET due_at = statement_timestamp() - %(slack)s
    FROM free WHERE d.audience_id = %(audience)s AND d.id = free.id
    RETURNING d.id
)
SELECT count(*) FROM freed
"""


def mend(account: Account | None = None) -> int:
    """Of the account's messages, or of all, a slice of each; how many are due now."""
    waits = Q(pending__gt=0) | Q(deferred__gt=0)
    messages = Message.objects.filter(waits, stage="sending")
    if account is not None:
        messages = messages.filter(audience__account=account)
    return free(messages.select_related("audience__account").order_by("pk"))


def free(messages: Iterable[Message]) -> int:
    freed = 0
    for message in messages:
        rules = rules_of(message)
        longest = {
            "longest": LONGEST,
            "capped": LONGEST + timedelta(days=rules.cap_days if rules else 0),
            "seldom": LONGEST + timedelta(days=frequency.LONGEST),
        }
        own = {"over": _over(message), "short": _short(message), "slack": SLACK}
        ((n,),) = run(message, FREE, n=SLICE, **own, **longest)
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
