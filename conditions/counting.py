"""How many match: exactly, or as a part of the audience tells it at once.

The part is one contact in 32, by a number that is mixed well, always the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

# In an audience of fewer people everything is counted.
ESTIMATED_FROM = 20_000
PARTS = 32

# As three aggregates it takes Django longer to say than the database to answer.
COUNT = """
SELECT count(*), count(*) FILTER (WHERE status = 'subscribed'),
    count(*) FILTER (WHERE sms_status = 'subscribed')
FROM ({matching}) AS matching
"""


class Part(models.Func):
    """Which of the 32 parts of the audience a contact is in."""

    template = "(((%(expressions)s * 40503) >> 11) & 31)"
    output_field = models.IntegerField()

    def __init__(self) -> None:
        super().__init__(Cast(F("ordinal"), models.BigIntegerField()))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many match, and how many of these can be written to, by mail and by SMS.

    `margin` is how far an estimate may be off, 19 times in 20; None for no estimate.
    """

    n: int
    reachable: int
    by_sms: int
    margin: int | None = None


def count(contacts: QuerySet[Any], matching: Q) -> Tally:
    """Exactly; `contacts` are those of an audience."""
    return Tally(*_count(contacts.filter(matching)))


def part_of(contacts: QuerySet[Any]) -> QuerySet[Any]:
    """One contact in 32."""
    return contacts.filter(Exact(Part(), 0))


def estimate(part: QuerySet[Any], matching: Q, total: int) -> Tally:
    """By a part of the `total` contacts: from 20,000 on, in a fraction of the time."""
    n, reachable, by_sms = _count(part.filter(matching))
    share = min(n * PARTS / total, 1) if total else 0
    margin = 2 * sqrt(max(n, 1) * (1 - share)) * PARTS
    everybody = [min(number * PARTS, total) for number in (n, reachable, by_sms)]
    n, reachable, by_sms = everybody
    return Tally(n, reachable, by_sms, round(margin))


def _count(matching: QuerySet[Any]) -> tuple[int, int, int]:
    rows = matching.order_by().values("status", "sms_status")
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0, 0, 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(matching=sql), params)
        n, reachable, by_sms = cursor.fetchone()
    return n, reachable, by_sms
