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
from contacts import holding

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

DAYS = "days"  # beside the kinds of counters: the sum of a status over all days

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('contacts.recount', %s))"
DIFFERENCES = """
WITH statuses (key, n) AS MATERIALIZED (
    SELECT CASE WHEN archived_at IS NULL THEN status ELSE 'archived' END, count(*)
    FROM contacts_contact WHERE audience_id = %(audience)s GROUP BY 1
), actual (kind, key, n) AS (
    SELECT 'status', key, n FROM statuses
    UNION ALL SELECT 'days', key, n FROM statuses
    UNION ALL {held}
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
    kinds = [Counter.Kind.STATUS.value, *holding.kinds()]
    params: dict[str, Any] = {"audience": audience.pk, "kinds": kinds}
    with connection.cursor() as cursor:
        held = holding.counting(holding.PRESENT)
        cursor.execute(DIFFERENCES.format(held=held), params)
        return [Difference(*row) for row in cursor.fetchall()]


def recount_later(audiences: Iterable[Audience]) -> int:
    """Queue the recount of each, which is short work by itself."""
    ids = [audience.pk for audience in audiences]
    for pk in ids:
        async_task("contacts.tasks.recount_audience", pk)
    return len(ids)
