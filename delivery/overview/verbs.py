"""Sending again what failed and calling off what waits: many at once, of any message.

Each is one statement of an audience, whatever the number of messages, and says of each
delivery what it was, so that it is taken back where the delivery is still as it was
left. The messages are locked behind the deliveries, by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from delivery.ledger import CHANNEL, counted
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from audiences.models import Audience

BEFORE = """
jsonb_build_object('state', d.state, 'reason', d.reason, 'attempts', d.attempts,
    'due_at', d.due_at, 'dispatched_at', d.dispatched_at,
    'bounce', d.bounce, 'bounced_at', d.bounced_at)
"""
# `chosen` are deliveries as they were, locked; `held` their messages.
MOVE = f"""
WITH chosen AS MATERIALIZED (
    SELECT d.id, d.message_id, d.state AS was, {BEFORE} AS before
    FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND d.id = ANY (%(ids)s) AND {{chosen}}
    ORDER BY d.id FOR UPDATE
), held AS MATERIALIZED (
    SELECT m.id FROM delivery_message m
    WHERE m.audience_id = %(audience)s AND m.stage = ANY (%(stages)s)
      AND m.id IN (SELECT message_id FROM chosen)
    ORDER BY m.id FOR NO KEY UPDATE
), moved AS (
    UPDATE delivery_delivery d SET {{changes}}
    FROM chosen JOIN held ON held.id = chosen.message_id {{more}}
    WHERE d.audience_id = %(audience)s AND d.id = chosen.id
    RETURNING d.id, d.message_id, chosen.was, d.state, chosen.before
), {counted(of_many=True)}
SELECT id, before::text FROM moved ORDER BY id
"""
# What somebody may have had already is not among them.
SEND_AGAIN = MOVE.format(
    chosen="d.state = 'failed' AND (d.contact_id IS NOT NULL OR d.email <> '')",
    changes="""
        state = 'pending', reason = '', attempts = 0, due_at = %(now)s, lease = NULL,
        leased_until = NULL, dispatched_at = NULL, bounce = '', bounced_at = NULL
    """,
    more="",
)
CALL_OFF = MOVE.format(
    chosen="d.state IN ('pending', 'deferred')",
    changes="state = 'excluded', reason = 'called_off'",
    more="",
)
FORMER = "JOIN jsonb_each(%(before)s::jsonb) b ON b.key = chosen.id::text"
AS_IT_WAS = """
    state = b.value->>'state', reason = b.value->>'reason',
    attempts = (b.value->>'attempts')::int,
    due_at = (b.value->>'due_at')::timestamptz,
    dispatched_at = (b.value->>'dispatched_at')::timestamptz,
    bounce = b.value->>'bounce', bounced_at = (b.value->>'bounced_at')::timestamptz
"""
# Nobody has tried it since.
LEAVE_FAILED = MOVE.format(
    chosen="d.state IN ('pending', 'deferred') AND d.attempts = 0",
    changes=AS_IT_WAS,
    more=FORMER,
)
CALL_ON = MOVE.format(
    chosen="d.state = 'excluded' AND d.reason = 'called_off'",
    changes=AS_IT_WAS,
    more=FORMER,
)

type Before = dict[int, Any]

# The stages of messages that something can still leave of.
OPEN = ["freezing", "sending", "paused"]


def send_again(audience: Audience, ids: Sequence[int]) -> Before:
    """Of these, let those wait again that failed; by id what each was."""
    return _run(audience, SEND_AGAIN, ids, [*OPEN, "finished"])


def leave_failed(audience: Audience, before: Mapping[str, Any]) -> int:
    """Take sending again back, where nobody has tried since; how many that were."""
    return len(_run(audience, LEAVE_FAILED, list(before), OPEN, before))


def call_off(audience: Audience, ids: Sequence[int]) -> Before:
    """Of these, those that wait are not sent; by id what each was."""
    return _run(audience, CALL_OFF, ids, OPEN)


def call_on(audience: Audience, before: Mapping[str, Any]) -> int:
    """Let those wait again that were called off; how many that were.

    Whoever opted out meanwhile is left out when a sender claims them.
    """
    return len(_run(audience, CALL_ON, list(before), [*OPEN, "finished"], before))


@transaction.atomic
def _run(
    audience: Audience,
    statement: str,
    ids: Sequence[int | str],
    stages: Sequence[str],
    before: Mapping[str, Any] | None = None,
) -> Before:
    params: dict[str, Any] = {
        "audience": audience.pk,
        "ids": [int(pk) for pk in ids],
        "stages": list(stages),
        "before": json.dumps(before or {}),
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        moved = {pk: json.loads(text) for pk, text in cursor.fetchall()}
    wake_after_commit(len(moved), CHANNEL)
    return moved
