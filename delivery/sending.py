"""What a sender does with the ledger: claim some, dispatch them, say what came of it.

Each is one statement and one transaction. A sender holds what it claims for two
minutes. Just before some of it goes on the wire it is marked, and whoever may not be
written to any more is taken out: nothing is sent after an opt-out that was committed
before. Whose sender dies unmarked waits again; marked, nobody knows, and it is not sent
again by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from delivery import ledger, pace
from delivery.ledger import ADDRESS, COUNTED, NAMED, UNWANTED, WAY_IS_OPEN, run
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from delivery.models import Message

HELD = timedelta(minutes=2)
RETRIED = 50_000  # at once

CLAIM = f"""
WITH due AS MATERIALIZED (
    SELECT d.id, d.contact_id, d.email, d.state AS was FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state IN ('pending', 'deferred') AND d.due_at <= %(now)s
      AND EXISTS (
        SELECT FROM delivery_message m WHERE m.audience_id = %(audience)s
          AND m.id = %(message)s AND m.stage = 'sending'
      ) AND {WAY_IS_OPEN}
    ORDER BY d.due_at, d.id LIMIT %(n)s FOR UPDATE OF d SKIP LOCKED
), judged AS MATERIALIZED (
    SELECT due.id, due.was, coalesce({ADDRESS}, due.email) AS address,
        CASE WHEN due.contact_id IS NOT NULL THEN {UNWANTED}
            WHEN due.email = '' THEN 'gone' ELSE '' END AS reason
    FROM due LEFT JOIN contacts_contact c
      ON c.audience_id = %(audience)s AND c.id = due.contact_id
), ruled AS (
    SELECT id, was, address, coalesce(dead.kind, reason) AS reason,
        CASE WHEN dead.kind IS NOT NULL THEN 'suppressed'
            WHEN reason <> '' THEN 'excluded' ELSE 'leased' END AS state
    FROM judged {{dead}}
), moved AS (
    UPDATE delivery_delivery d SET state = r.state, reason = r.reason,
        email = r.address,
        attempts = d.attempts + (r.reason = '')::int,
        lease = CASE WHEN r.reason = '' THEN %(lease)s::uuid END,
        leased_until = CASE WHEN r.reason = '' THEN %(until)s::timestamptz END,
        dispatched_at = NULL
    FROM ruled r WHERE d.audience_id = %(audience)s AND d.id = r.id
    RETURNING d.id, d.contact_id, d.email, d.token, d.attempts, r.was, d.state
), {COUNTED}
SELECT id, contact_id, email, token, attempts FROM moved WHERE state = 'leased'
ORDER BY id
"""

# The contacts are locked first, as somebody who opts out locks them: whoever comes
# first decides, and the other sees it. The mark is on disk before anything is on the
# wire, also where the database is set to answer earlier.
DISPATCH = f"""
WITH present AS MATERIALIZED (
    SELECT c.id, {UNWANTED} AS reason FROM contacts_contact c
    WHERE c.audience_id = %(audience)s AND c.id IN (SELECT d.contact_id FROM {NAMED})
    ORDER BY c.id FOR NO KEY UPDATE OF c
), mine AS MATERIALIZED (
    SELECT d.id, d.contact_id, d.email FROM {NAMED}
    WHERE d.message_id = %(message)s AND d.lease = %(lease)s AND d.state = 'leased'
      AND d.leased_until > %(now)s AND (SELECT count(*) FROM present) >= 0
      AND {WAY_IS_OPEN}
      AND (SELECT set_config('synchronous_commit', 'on', true)) = 'on'
    FOR UPDATE OF d
), judged AS MATERIALIZED (
    SELECT mine.id, mine.email AS address, CASE WHEN mine.contact_id IS NOT NULL
            THEN coalesce(present.reason, 'gone')
        WHEN mine.email = '' THEN 'gone' ELSE '' END AS reason
    FROM mine LEFT JOIN present ON present.id = mine.contact_id
), ruled AS (
    SELECT id, coalesce(dead.kind, reason) AS reason,
        CASE WHEN dead.kind IS NOT NULL THEN 'suppressed'
            WHEN reason <> '' THEN 'excluded' ELSE 'leased' END AS state
    FROM judged {{dead}}
), moved AS (
    UPDATE delivery_delivery d SET state = r.state, reason = r.reason,
        dispatched_at = CASE WHEN r.reason = '' THEN %(now)s::timestamptz END,
        lease = CASE WHEN r.reason = '' THEN d.lease END,
        leased_until = CASE WHEN r.reason = '' THEN %(until)s::timestamptz END
    FROM ruled r WHERE d.audience_id = %(audience)s AND d.id = r.id
    RETURNING d.id, 'leased' AS was, d.state
), {COUNTED}
SELECT id FROM moved WHERE state = 'leased' ORDER BY id
"""

# Who was given up for unknown meanwhile is known after all.
SETTLE = f"""
WITH said AS (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(answers)s::text[],
        %(dues)s::timestamptz[]
    ) AS said (id, state, reason, answer, due_at)
), mine AS MATERIALIZED (
    SELECT d.id, d.state AS was FROM {NAMED}
    WHERE d.message_id = %(message)s AND d.lease = %(lease)s
      AND d.state IN ('leased', 'unknown')
    FOR UPDATE OF d
), moved AS (
    UPDATE delivery_delivery d SET state = said.state, reason = said.reason,
        answer = said.answer, due_at = said.due_at,
        attempts = d.attempts - (said.state = 'pending')::int,
        dispatched_at = CASE WHEN said.state <> 'pending' THEN d.dispatched_at END,
        sent_at = CASE WHEN said.state = 'sent' THEN %(now)s::timestamptz END,
        lease = NULL, leased_until = NULL
    FROM said JOIN mine ON mine.id = said.id
    WHERE d.audience_id = %(audience)s AND d.id = said.id
    RETURNING mine.was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""

EXPIRE = f"""
WITH dead AS MATERIALIZED (
    SELECT d.id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state = 'leased'
      AND (d.leased_until <= %(now)s OR d.leased_until > %(now)s + %(held)s * 2)
    ORDER BY d.id LIMIT %(n)s FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE delivery_delivery d SET
        state = CASE WHEN d.dispatched_at IS NULL THEN 'pending' ELSE 'unknown' END,
        attempts = d.attempts - (d.dispatched_at IS NULL)::int,
        lease = CASE WHEN d.dispatched_at IS NOT NULL THEN d.lease END,
        leased_until = NULL
    FROM dead WHERE d.audience_id = %(audience)s AND d.id = dead.id
    RETURNING 'leased' AS was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""

GIVE_BACK = f"""
WITH moved AS (
    UPDATE delivery_delivery d SET state = 'pending', attempts = d.attempts - 1,
        lease = NULL, leased_until = NULL
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.lease = %(lease)s AND d.state = 'leased' AND d.dispatched_at IS NULL
    RETURNING 'leased' AS was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""

LEAVE_OUT = f"""
WITH waiting AS MATERIALIZED (
    SELECT d.id, d.state AS was FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state IN ('pending', 'deferred')
    ORDER BY d.due_at, d.id LIMIT %(n)s FOR UPDATE
), moved AS (
    UPDATE delivery_delivery d SET state = 'excluded', reason = 'canceled'
    FROM waiting WHERE d.audience_id = %(audience)s AND d.id = waiting.id
    RETURNING waiting.was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""

# Only where somebody says so: what is unknown may have been sent.
RETRY = f"""
WITH again AS MATERIALIZED (
    SELECT d.id, d.state AS was FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.message_id = %(message)s
      AND d.state = %(state)s AND (%(id)s::bigint IS NULL OR d.id = %(id)s)
      AND (d.contact_id IS NOT NULL OR d.email <> '')
      AND EXISTS (
        SELECT FROM delivery_message m WHERE m.audience_id = %(audience)s
          AND m.id = %(message)s AND m.stage IN ('sending', 'paused', 'finished')
      )
    ORDER BY d.id LIMIT %(n)s FOR UPDATE
), moved AS (
    UPDATE delivery_delivery d SET state = 'pending', reason = '', attempts = 0,
        due_at = %(now)s, lease = NULL, leased_until = NULL, dispatched_at = NULL,
        bounce = '', bounced_at = NULL
    FROM again WHERE d.audience_id = %(audience)s AND d.id = again.id
    RETURNING again.was, d.state
), {COUNTED}
SELECT count(*) FROM moved
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this sender holds, and where it goes."""

    id: int
    contact_id: int | None
    email: str
    token: uuid.UUID
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: sent, failed, suppressed, unknown, or deferred until `due_at`.

    Pending again, from `due_at` on, is what nobody could try: it burns no attempt.
    """

    id: int
    state: str
    reason: str = ""
    answer: str = ""
    due_at: datetime | None = None


def claim(message: Message, n: int) -> tuple[uuid.UUID, list[Claimed]]:
    """Hold up to `n` that are due, the longest due first; none of a message at rest.

    Those among them that have to wait are put off, each with its reason.
    """
    lease = uuid.uuid4()
    until = timezone.now() + HELD
    with transaction.atomic():
        rows = run(message, CLAIM, n=n, lease=lease, until=until)
        held = pace.hold(message, lease) if rows else set()
    return lease, [one for row in rows if (one := Claimed(*row)).id not in held]


def dispatch(message: Message, lease: uuid.UUID, ids: Iterable[int]) -> list[int]:
    """Mark those that go on the wire at once; who is not returned must not be sent."""
    going, cap = list(ids), pace.cap_of(message)
    if cap is None:
        return _mark(message, lease, going)
    with transaction.atomic():
        capped = pace.hold_capped(message, cap, lease, going)
        return _mark(message, lease, [pk for pk in going if pk not in capped])


def _mark(message: Message, lease: uuid.UUID, ids: list[int]) -> list[int]:
    until = timezone.now() + HELD
    rows = run(message, DISPATCH, ids=ids, lease=lease, until=until)
    return [pk for (pk,) in rows]


def settle(message: Message, lease: uuid.UUID, outcomes: Sequence[Outcome]) -> int:
    """Write down what came of those; how many of them were still this lease's."""
    ((n,),) = run(
        message,
        SETTLE,
        lease=lease,
        ids=[one.id for one in outcomes],
        states=[one.state for one in outcomes],
        reasons=[one.reason for one in outcomes],
        answers=[one.answer.replace("\0", "")[:500] for one in outcomes],
        dues=[one.due_at for one in outcomes],
    )
    return int(n)


def expire(message: Message, n: int = 1000) -> int:
    """Let go of what dead senders held: it waits again, or nobody knows.

    A lease that lasts longer than any can is one of a clock that was wrong.
    """
    ((moved,),) = run(message, EXPIRE, n=n, held=HELD)
    return int(moved)


def leave_out(message: Message, n: int = 10_000) -> int:
    """Of a canceled message: those who still wait do not get it."""
    ((moved,),) = run(message, LEAVE_OUT, n=n)
    return int(moved)


def give_back(message: Message, lease: uuid.UUID) -> int:
    """Let go of what was claimed and not dispatched: it waits as if it never was."""
    ((moved,),) = run(message, GIVE_BACK, lease=lease)
    return int(moved)


def retry(message: Message, state: str, one: int | None = None) -> int:
    """Send again what failed or is unknown, or one of it; a canceled one stays so."""
    if state not in {"failed", "unknown"}:
        return 0
    with transaction.atomic():
        ((moved,),) = run(message, RETRY, state=state, id=one, n=RETRIED)
        wake_after_commit(moved, ledger.CHANNEL)
    return int(moved)
