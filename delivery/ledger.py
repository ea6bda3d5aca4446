"""The statements that move deliveries, each with the numbers of their message.

A statement names its rows `moved (was, state)`: of what was moved, from where to where,
with `was` empty for what is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from contacts.suppression import HASH_SQL, hash_params
from delivery.models.deliveries import State

if TYPE_CHECKING:
    from delivery.models import Message

# Who sends is woken on it, once the transaction stands that made something due.
CHANNEL = "delivery_due"
STATES = tuple(State.values)
# Nothing more can happen when nothing is open; only a flow brings its message others.
OPEN = ("pending", "leased", "deferred")

_MOVES = ",\n        ".join(
    f"count(*) FILTER (WHERE state = '{state}')"
    f" - count(*) FILTER (WHERE was = '{state}') AS {state}"
    for state in STATES
)
_ADDED = ", ".join(f"{state} = m.{state} + d.{state}" for state in STATES)
_LEFT = " + ".join(f"m.{state} + d.{state}" for state in OPEN)
_ENDS = f"m.stage IN ('sending', 'paused') AND m.kind <> 'flow' AND {_LEFT} = 0"
# What was given up for unknown, or failed, waits once more.
_GOES_ON = f"m.stage = 'finished' AND {_LEFT} > 0"


def counted(*, of_many: bool = False) -> str:
    """The part of a statement that moves numbers, of its message or of `of_many`.

    Of many, the rows of `moved` name theirs as `message_id`, and the statement has
    locked the messages by then, in the order of their ids.
    """
    which = "m.id = d.message_id" if of_many else "m.id = %(message)s"
    column, grouped = ("message_id,", "GROUP BY message_id") if of_many else ("", "")
    return f"""
counted AS (
    UPDATE delivery_message m SET {_ADDED}, total = m.total + d.total,
        stage = CASE WHEN {_ENDS} THEN 'finished' WHEN {_GOES_ON} THEN 'sending'
            ELSE m.stage END,
        finished_at = CASE WHEN {_ENDS} THEN %(now)s WHEN {_GOES_ON} THEN NULL
            ELSE m.finished_at END
    FROM (
        SELECT {column} count(*) FILTER (WHERE was = '') AS total,
        {_MOVES}
        FROM moved {grouped}
    ) d
    WHERE m.audience_id = %(audience)s AND {which}
      AND EXISTS (SELECT FROM moved)
)
"""


COUNTED = counted()

# The deliveries `d` of some ids, each by its key and in their order. Of a message that
# was just frozen a planner knows nothing and would look through all of it; where it
# sees how many they are, it may read all of the audience for them.
NAMED = """
(SELECT id FROM unnest((SELECT %(ids)s::bigint[])) AS id ORDER BY id) AS named
    CROSS JOIN LATERAL (
        SELECT * FROM delivery_delivery one
        WHERE one.audience_id = %(audience)s AND one.id = named.id OFFSET 0
    ) d
"""

# Where the contact `c` is reached: SMS go to a number, and ask for a permission of
# their own.
ADDRESS = "CASE WHEN %(channel)s = 'sms' THEN c.sms_phone ELSE c.email END"
# Why the contact `c` cannot be written to; empty for nothing. Notices and replies go to
# everybody whose address is not dead.
UNWANTED = """
CASE
    WHEN c.id IS NULL THEN 'gone'
    WHEN %(channel)s = 'sms' THEN CASE
        WHEN c.sms_phone = '' THEN 'no_number'
        WHEN %(kind)s IN ('system', 'reply') THEN ''
        WHEN c.archived_at IS NOT NULL THEN 'archived'
        WHEN c.sms_status <> 'subscribed' THEN c.sms_status
        ELSE ''
    END
    WHEN %(kind)s IN ('system', 'reply') AND c.status <> 'cleaned' THEN ''
    WHEN c.archived_at IS NOT NULL THEN 'archived'
    WHEN c.status <> 'subscribed' THEN c.status
    ELSE ''
END
"""
# Nothing leaves by SMS but under an approved program; one that is paused still answers
# (as `delivery.sms.programs.may_send` says).
WAY_IS_OPEN = """
(%(channel)s <> 'sms' OR EXISTS (
    SELECT FROM delivery_smsprogram p WHERE p.audience_id = %(audience)s
      AND (p.state = 'approved' OR p.state = 'paused' AND %(kind)s = 'system')
))
"""
# Dead addresses and complaints bind the account; the word of a number binds the
# audience that it was said to, or what that left to the account. Whose `address` is one
# of them, of those who would get it otherwise, has a `dead.kind`.
DEAD = f"""
LEFT JOIN LATERAL (
    SELECT min(s.kind) AS kind FROM contacts_suppression s
    WHERE s.account_id = %(account)s
      AND (s.audience_id IS NULL OR s.audience_id = ANY (%(saidto)s::bigint[]))
      AND s.kind = ANY (%(deadly)s) AND judged.reason = ''
      AND s.hash = {HASH_SQL.format(text="judged.address")}
) dead ON true
"""
NOBODY_DEAD = "CROSS JOIN (SELECT NULL::text AS kind) dead"
SOMEBODY_DEAD = """
SELECT EXISTS (
    SELECT FROM contacts_suppression
    WHERE account_id = %(account)s AND kind = ANY (%(deadly)s)
      AND (audience_id IS NULL OR audience_id = ANY (%(saidto)s::bigint[]))
)
"""


def run(message: Message, statement: str, **params: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement about one message.

    `{dead}` in it looks for dead addresses; where the account knows of none, no address
    is hashed.
    """
    account = message.audience.account
    deadly, said_to = _deadly(message)
    own: dict[str, Any] = {
        "audience": message.audience_id,
        "message": message.pk,
        "kind": message.kind,
        "channel": message.channel,
        "now": timezone.now(),
    }
    dead = NOBODY_DEAD
    # A sender asks dozens of times in a second: spelled out, it is half of what it is
    # made by the ORM.
    with connection.cursor() as cursor:
        if "{dead}" in statement:
            meant: dict[str, Any] = {
                "account": account.pk,
                "deadly": deadly,
                "saidto": said_to,
            }
            cursor.execute(SOMEBODY_DEAD, meant)
            if cursor.fetchone() == (True,):
                dead = DEAD
                message.hash_params = message.hash_params or hash_params()
                own |= {**meant, **message.hash_params}
        cursor.execute(statement.replace("{dead}", dead), own | params)
        return list(cursor.fetchall())


def _deadly(message: Message) -> tuple[list[str], list[int]]:
    """The kinds of suppression that keep the message from an address, and of which
    audiences they count beside those of the account.

    No newsletter for who complained, nothing at all for an address that is dead; to a
    number that opted out nothing but what it asked for itself.
    """
    personal = message.kind in {"system", "reply"}
    if message.channel == "sms":
        return ([], []) if personal else (["sms"], [message.audience_id])
    return ["cleaned"] if personal else ["cleaned", "complaint"], []
