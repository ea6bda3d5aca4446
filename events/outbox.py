"""The outbox is emptied by whoever reacts: a batch of one audience at a time.

Its rows are deleted in the transaction that reacts to them, so that nothing is lost and
nothing done twice, however many processes do this and however they end. No order is
promised beyond one batch, not even of one contact's events.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from audiences.models import Audience
from events import failures, reactions
from events.reactions import Heard

logger = logging.getLogger(__name__)

BATCH = 1_000
TASK_SECONDS = 8.0
# What a deadlock or a lost lock undid works the next time; what fails so again and
# again is the fault of a row.
TRIES = 3

# From one audience to the next along the key: rows of one are not walked through.
WAITING = """
WITH RECURSIVE waiting (audience_id) AS (
    (SELECT audience_id FROM events_outbox ORDER BY audience_id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT o.audience_id FROM events_outbox o
        WHERE o.audience_id > w.audience_id ORDER BY o.audience_id LIMIT 1
    ) FROM waiting w WHERE w.audience_id IS NOT NULL
)
SELECT audience_id FROM waiting WHERE audience_id IS NOT NULL
"""
# Not `WHERE id IN (… LIMIT …)`: planned as a loop, that asks again for each row, skips
# what it has locked, and deletes everything.
CLAIM = """
WITH batch AS MATERIALIZED (
    SELECT id FROM events_outbox WHERE audience_id = %(audience)s
    ORDER BY id LIMIT %(n)s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM events_outbox o USING batch
    WHERE o.audience_id = %(audience)s AND o.id = batch.id
    RETURNING o.id, o.name_id, o.contact_id, o.occurred_at, o.properties, o.is_syncing
)
SELECT id, name_id, contact_id, occurred_at, properties, is_syncing
FROM taken ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Round:
    heard: int
    is_full: bool  # a batch held as much as it can: more is waiting


def drain(seconds: float | None = None) -> int:
    """React to all that waits, or for so long; return how many rows that were."""
    ends = None if seconds is None else time.monotonic() + seconds
    heard = 0
    while (done := take_round()).heard:
        heard += done.heard
        if ends is not None and time.monotonic() >= ends:
            break
    return heard


def take_round(n: int = BATCH) -> Round:
    """React to a batch of each audience that has something waiting.

    What fails in one keeps no other from its turn, and is raised in the end.
    """
    heard, is_full, failed = 0, False, None
    for audience_id in waiting():
        try:
            taken = take(audience_id, n)
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.exception("Audience %s could not be reacted to", audience_id)
            failed = error
        else:
            heard += taken
            is_full |= taken == n
    if failed:
        raise failed
    return Round(heard, is_full)


def waiting() -> list[int]:
    """The audiences with rows in the outbox, be they in somebody's hands or not."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return [audience_id for (audience_id,) in cursor.fetchall()]


def take(audience_id: int, n: int = BATCH) -> int:
    """React to at most `n` rows of the audience, oldest first; return how many."""
    for tries in range(1, TRIES):
        try:
            return _take(audience_id, n, passing=(OperationalError,))
        except OperationalError:
            if not connection.is_usable():
                raise
            logger.info("Try %s at audience %s failed", tries, audience_id)
    return _take(audience_id, n)


@transaction.atomic
def _take(
    audience_id: int, n: int, *, passing: tuple[type[Exception], ...] = ()
) -> int:
    heard = claim(audience_id, n)
    # In an audience that is being deleted nothing is done any more.
    audience = Audience.objects.present().filter(pk=audience_id).first()
    if heard and audience:
        for name, reaction in reactions.reactions.items():
            failed = reactions.hear(reaction, audience, heard, passing=passing)
            failures.keep(audience, name, failed)
    return len(heard)


def claim(audience_id: int, n: int) -> list[Heard]:
    """Take rows out of the outbox, unless the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"audience": audience_id, "n": n})
        rows = cursor.fetchall()
        return [
            Heard(pk, name_id, contact_id, occurred_at, json.loads(said), is_syncing)
            for pk, name_id, contact_id, occurred_at, said, is_syncing in rows
        ]
