"""What there is to do for a sender, of all audiences, and in which order.

Single deliveries (of flows, replies, notices) go first. Of what goes to many, the
account has its turn that waited for it longest, with the message of it that did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from delivery.models import Kind, Message
from delivery.troubles import Trouble

WAITING = """
SELECT m.audience_id, a.account_id, m.id, m.kind, m.stage, m.leased, (
    SELECT d.due_at FROM delivery_delivery d
    WHERE d.audience_id = m.audience_id AND d.message_id = m.id
      AND d.state IN ('pending', 'deferred')
    ORDER BY d.due_at, d.id LIMIT 1
) AS due_at
FROM delivery_message m JOIN audiences_audience a ON a.id = m.audience_id
WHERE m.stage <> 'finished' AND a.deleting_at IS NULL
  AND (m.held_until IS NULL OR m.held_until <= %(now)s
    OR m.held_until > %(now)s + interval '1 day')
  AND (m.leased > 0 OR m.stage = 'freezing' AND m.meant IS NOT NULL
    OR m.stage IN ('sending', 'canceled') AND m.pending + m.deferred > 0)
ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of which something is to be done, or will be at `due_at`."""

    audience_id: int
    account_id: int
    id: int
    kind: str
    stage: str
    leased: int
    due_at: datetime | None

    @property
    def is_single(self) -> bool:
        return self.kind != Kind.BULK

    def is_due(self, now: datetime) -> bool:
        return (
            self.stage == "sending" and self.due_at is not None and self.due_at <= now
        )

    @property
    def message(self) -> Message:
        rows = Message.objects.select_related("audience__account")
        return rows.get(audience_id=self.audience_id, pk=self.id)


def waiting() -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"now": timezone.now()})
        return [Waiting(*row) for row in cursor.fetchall()]


@dataclass
class Turns:
    """Who had a turn, and when: what one process remembers of its fairness."""

    n: int = 0
    had: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self, due: Iterable[Waiting]) -> list[Waiting]:
        """All singles, and one message to many: whose turn it is."""
        every = list(due)
        singles = [one for one in every if one.is_single]
        many = [one for one in every if not one.is_single]
        if many:
            chosen = min(many, key=self._rank)
            self.n += 1
            self.had["account", chosen.account_id] = self.n
            self.had["message", chosen.id] = self.n
            return [*singles, chosen]
        return singles

    def forget_others(self, known: Sequence[Waiting]) -> None:
        open_ids = {("message", one.id) for one in known}
        open_ids |= {("account", one.account_id) for one in known}
        self.had = {key: n for key, n in self.had.items() if key in open_ids}

    def _rank(self, one: Waiting) -> tuple[int, int, int]:
        account = self.had.get(("account", one.account_id), 0)
        return account, self.had.get(("message", one.id), 0), one.id


def hold(one: Waiting, trouble: Trouble, wait: timedelta) -> None:
    """Leave it alone for a while, and say why; the others go on."""
    rows = Message.objects.filter(audience_id=one.audience_id, pk=one.id)
    rows.update(
        trouble=trouble.code,
        trouble_about=trouble.about[:500],
        held_until=timezone.now() + wait,
    )


def clear(message: Message) -> None:
    if message.trouble:
        rows = Message.objects.filter(audience_id=message.audience_id, pk=message.pk)
        rows.update(trouble="", trouble_about="", held_until=None)
        message.trouble = message.trouble_about = ""
