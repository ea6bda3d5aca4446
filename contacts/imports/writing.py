"""One bucket of staged rows into the audience: one statement, whatever it does.

People are found by address, the last row of an address wins, blank cells leave what is
there, tags are added, and no opt-out is ever lost. New ordinals are taken under the
audience's ordinal counter, which is held from the start: whoever adds contacts waits
for this one bucket, and so no two writers ever insert the same address.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter as Tally
from dataclasses import dataclass
from typing import Any

from django.db import connection

from audiences.models import Counter
from contacts.causes import Cause
from contacts.imports import statement
from contacts.models import Import
from events.names import Own

# Which statuses a file may move: nobody who opted out or bounced comes back by import.
OPEN_TO = {
    "subscribed": ["nonsubscribed"],
    "unsubscribed": ["subscribed", "nonsubscribed", "pending"],
    "cleaned": ["subscribed", "nonsubscribed", "pending"],
}


@dataclass(slots=True)
class Outcome:
    """What a bucket did, or would do; moves are (old status, new status, people)."""

    created: int
    updated: int
    unchanged: int
    moves: list[tuple[str, str, int]]
    tags: dict[str, int]


def write(run: Import, cause: Cause, bucket: int) -> Outcome:
    """Write the bucket's people, their events, consent and counters."""
    ordinal = Counter.objects.take_ordinals(cause.audience, 0)
    outcome = _execute(statement.LOCK, statement.WRITE, run, cause, bucket, ordinal)
    Counter.objects.take_ordinals(cause.audience, outcome.created)
    changes = Tally({run.status: outcome.created})
    for old, new, n in outcome.moves:
        changes[old] -= n
        changes[new] += n
    Counter.objects.add(cause.audience, Counter.Kind.STATUS, changes)
    Counter.objects.add(cause.audience, Counter.Kind.TAG, outcome.tags)
    return outcome


def look(run: Import, cause: Cause, bucket: int) -> Outcome:
    """What writing the bucket would do."""
    return _execute(statement.FIND, statement.LOOK, run, cause, bucket, 0)


def _execute(
    find: str, sql: str, run: Import, cause: Cause, bucket: int, ordinal: int
) -> Outcome:
    params: dict[str, Any] = {
        "audience": cause.audience.pk,
        "import": run.pk,
        "bucket": bucket,
        "status": run.status,
        "open_to_status": OPEN_TO.get(run.status, []),
        "update": run.update_existing,
        "ordinal": ordinal,
        "source": cause.source.pk if cause.source else None,
        "actor": cause.actor.pk if cause.actor else None,
        "wording": cause.wording,
        "said": json.dumps(cause.properties()),
        "name": int(Own.CONTACT_IMPORTED),
        "kind": "own",
        "now": cause.at,
        # A public id from a secret and the address: asking for randomness row by row
        # would cost as much as an index.
        "salt": secrets.token_hex(16),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.HASHED)
        cursor.execute(statement.EMAILS, params)
        params["emails"] = cursor.fetchone()[0]
        cursor.execute(find, params)
        params["ids"] = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(sql, params)
        created, updated, unchanged, moves, tags = cursor.fetchone()
    return Outcome(created, updated, unchanged, moves or [], tags or {})
