"""Which names are waited for in an audience: only their events go to the outbox."""

from __future__ import annotations

import logging

from django.db import connection, transaction

from audiences.models import Audience
from events import reactions

logger = logging.getLogger(__name__)

# Two transactions whose needs change at once would each leave out the other's.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('events.listener', %s))"
INSERT = """
INSERT INTO events_listener (audience_id, name_id)
SELECT %(audience)s, unnest(%(names)s::int[])
ON CONFLICT (audience_id, name_id) DO NOTHING
"""
DELETE = """
DELETE FROM events_listener
WHERE audience_id = %(audience)s AND name_id <> ALL (%(names)s::int[])
"""


@transaction.atomic
def sync(audience: Audience) -> None:
    """Wait for exactly what the apps want to hear there, as of this transaction.

    Called by an app in the transaction in which its wants become others, after it has
    written them: from then on no other transaction syncs until this one ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [audience.pk])
        names = sorted({int(name) for of in reactions.wanted for name in of(audience)})
        for statement in (INSERT, DELETE):
            cursor.execute(statement, {"audience": audience.pk, "names": names})


def sync_all() -> int:
    """Repair what a forgotten call left wrong; return of how many audiences.

    What fails in one keeps no other from its turn, and is raised in the end.
    """
    synced, failed = 0, None
    for audience in Audience.objects.present().order_by("pk"):
        try:
            sync(audience)
        except Exception as error:
            logger.exception("Listeners of audience %s are not in order", audience.pk)
            failed = error
        else:
            synced += 1
    if failed:
        raise failed
    return synced
