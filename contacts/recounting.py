"""Counters are counted again from the contacts, and repaired where they differ.

Every verb changes contacts and counters in one transaction, so by how much a counter is
off is the same whatever goes on meanwhile. That difference is read in one statement,
which sees one moment, and is added: nobody has to wait, and no verb is undone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django_q.tasks import async_task

from audiences.models import Audience, Counter

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

DAYS = "days"  # beside the kinds of counters: the sum of a status over all days
# Kinds of counters whose keys are the ids in an array of the contact.
ARRAYS = {Counter.Kind.TAG: "tag_ids", Counter.Kind.GROUP: "group_ids"}

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('contacts.recount', %s))"
OF_ARRAY = """
SELECT '{kind}', one::text, count(*)
FROM contacts_contact CROSS JOIN unnest({column}) AS one
WHERE audience_id = %(audience)s AND archived_at IS NULL GROUP BY one
"""
DIFFERENCES = """
WITH statuses (key, n) AS MATERIALIZED (
    SELECT CASE WHEN archived_at IS NULL THEN status ELSE 'archived' END, count(*)
    FROM contacts_contact WHERE audience_id = %(audience)s GROUP BY 1
), actual (kind, key, n) AS (
    SELECT 'status', key, n FROM statuses
    UNION ALL SELECT 'days', key, n FROM statuses
    UNION ALL {arrays}
), kept (kind, key, n) AS (
    SELECT kind, key, n FROM audiences_counter
    WHERE audience_id = %(audience)s AND kind = ANY (%(kinds)s)
    UNION ALL
    SELECT 'days', key, sum(change) FROM audiences_dailycount
    WHERE audience_id = %(audience)s GROUP BY key
)
SELECT kind, key, coalesce(kept.n, 0)::bigint, coalesce(actual.n, 0)
FROM actual FULL JOIN kept USING (kind, key)
WHERE coalesce(kept.n, 0) <> coalesce(actual.n, 0)
ORDER BY kind, key
"""


class Difference(NamedTuple):
    kind: str
    key: str
    kept: int
    actual: int

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.kept}, counted {self.actual}"


@transaction.atomic
def recount(audience: Audience) -> list[Difference]:
    """Repair the counters of the audience; return what was wrong with them."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [audience.pk])
    found = differences(audience)
    lacking: dict[str, dict[str, int]] = defaultdict(dict)
    for each in found:
        lacking[each.kind][each.key] = each.actual - each.kept
    # A day in the past cannot be known: what was missed counts for today.
    days = lacking.pop(DAYS, {})
    Counter.objects.correct(audience, lacking, days)
    if found:
        said = "; ".join(map(str, found))
        logger.warning("Counters of audience %s were off: %s", audience.pk, said)
    return found


def differences(audience: Audience) -> list[Difference]:
    arrays = " UNION ALL ".join(
        OF_ARRAY.format(kind=kind, column=column) for kind, column in ARRAYS.items()
    )
    kinds = [Counter.Kind.STATUS.value, *(kind.value for kind in ARRAYS)]
    params: dict[str, Any] = {"audience": audience.pk, "kinds": kinds}
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES.format(arrays=arrays), params)
        return [Difference(*row) for row in cursor.fetchall()]


def recount_later(audiences: Iterable[Audience]) -> int:
    """Queue the recount of each, which is short work by itself."""
    ids = [audience.pk for audience in audiences]
    for pk in ids:
        async_task("contacts.tasks.recount_audience", pk)
    return len(ids)
