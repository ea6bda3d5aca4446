"""A page of deliveries over all audiences of a member, newest first.

What the database orders is not one list but several: of each state with each reason in
each audience, an index is walked as far as a page goes, and the first of all of them
are the page. Which states and reasons occur is found by the same index, in as many
steps as there are pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.http import number_of
from audiences.statements import sql_of
from delivery.models import Delivery
from delivery.overview import persons
from delivery.overview.filters import ALIASES, DeliveryFilter

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.overview.scope import Scope
    from delivery.querysets import DeliveryQuerySet

PAIRS = """
WITH RECURSIVE pairs AS (
    SELECT found.* FROM unnest(%(audiences)s::bigint[]) AS one (audience_id)
    CROSS JOIN LATERAL (
        SELECT d.audience_id, d.state, d.reason FROM delivery_delivery d
        WHERE d.audience_id = one.audience_id
        ORDER BY d.state, d.reason LIMIT 1
    ) found
    UNION ALL
    SELECT found.* FROM pairs one CROSS JOIN LATERAL (
        SELECT d.audience_id, d.state, d.reason FROM delivery_delivery d
        WHERE d.audience_id = one.audience_id
          AND (d.state, d.reason) > (one.state, one.reason)
        ORDER BY d.state, d.reason LIMIT 1
    ) found
)
"""
OF_PAIRS = """
SELECT found.* FROM pairs AS branches CROSS JOIN LATERAL ({inner}) found
WHERE branches.state = ANY (%(states)s)
  AND (%(reason)s = '' OR branches.reason = %(reason)s)
"""
OF_AUDIENCES = """
SELECT found.* FROM unnest(%(audiences)s::bigint[]) AS branches (audience_id)
CROSS JOIN LATERAL ({inner}) found
"""
UNADDRESSED = """
SELECT found.* FROM pairs AS branches CROSS JOIN LATERAL ({inner}) found
WHERE branches.state = ANY (%(states)s)
  AND branches.state IN ('pending', 'suppressed', 'excluded')
  AND (%(reason)s = '' OR branches.reason = %(reason)s)
"""
PAGE = """
SELECT found.id FROM ({found}) found
ORDER BY found.moment DESC, found.id DESC LIMIT %(n)s
"""
# A message begins and ends between these, also by clocks that are not quite right.
LEEWAY = timedelta(days=1)
REASONS = f"{PAIRS} SELECT DISTINCT reason FROM pairs WHERE reason <> '' ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which delivery a page begins."""

    moment: datetime
    pk: int

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        said, _dash, number = text.partition("~")
        pk = number_of(number)
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            return None
        return cls(at, pk) if pk is not None and at.tzinfo else None

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Way:
    """Some of what matches, and the branches in which it is looked for."""

    wanted: Q
    branches: str = OF_PAIRS


@dataclass(frozen=True, slots=True)
class Matching:
    """The deliveries of a scope that a filter lets through; asks for people at once.

    They are those of its ways, of which no two have one in common.
    """

    scope: Scope
    wanted: DeliveryFilter
    ways: Sequence[Way] = ()
    message: Message | None = None
    is_cut: bool = False  # more people match than are looked for

    @classmethod
    def of(cls, scope: Scope, wanted: DeliveryFilter) -> Self:
        """Four queries at most; of a message, only its own audience is looked at."""
        scope, message = scope.narrowed(wanted.audience), None
        if wanted.message is not None:
            message = scope.message(wanted.message)
            scope = scope.narrowed(message.audience_id if message else 0)
        whom, is_cut = Q(), False
        if wanted.text:
            whom, is_cut = persons.named(scope, wanted.text)
        if wanted.domain:
            went, would = persons.at_domain(scope, wanted.domain)
            ways = [Way(went & whom, OF_AUDIENCES), Way(would & whom, UNADDRESSED)]
        else:
            ways = [Way(whom, OF_AUDIENCES if wanted.is_by_whom else OF_PAIRS)]
        return cls(scope, wanted, ways, message, is_cut)

    @property
    def deliveries(self) -> DeliveryQuerySet:
        """All of them, to count or to write down."""
        rows = self.scope.deliveries.alias(**ALIASES)
        wanted, whom = self.wanted, Q()
        for way in self.ways:
            whom |= way.wanted
        return rows.filter(wanted.of_states, wanted.of_the_rest, whom)

    def first(self, n: int, after: Place | None = None) -> list[Delivery]:
        """The newest of them behind a place, with contacts and messages: two queries.

        By when they last came further, or are due.
        """
        params: dict[str, Any] = {
            "audiences": self.scope.ids,
            "states": list(self.wanted.states),
            "reason": self.wanted.reason,
            "n": n,
        }
        found = " UNION ALL ".join(self._sql(way, n, after) for way in self.ways)
        with connection.cursor() as cursor:
            cursor.execute(PAIRS + PAGE.replace("{found}", found), params)
            ids = [pk for (pk,) in cursor.fetchall()]
        rows = self.scope.deliveries.with_moment().filter(pk__in=ids)
        by_id = rows.select_related("contact", "message").in_bulk(ids)
        return [by_id[pk] for pk in ids if pk in by_id]

    def _sql(self, way: Way, n: int, after: Place | None) -> str:
        """The first of a way, of each of its branches."""
        of_branch = Q(audience_id=RawSQL("branches.audience_id", ()))
        if way.branches is OF_AUDIENCES:
            of_branch &= self.wanted.of_states
        else:
            of_branch &= Q(state=RawSQL("branches.state", ()))
            of_branch &= Q(reason=RawSQL("branches.reason", ()))
        rows = Delivery.objects.with_moment().alias(host=ALIASES["host"])
        rows = rows.filter(of_branch, self.wanted.of_the_rest, self._window, way.wanted)
        if after:
            rows = rows.before_moment(after.moment, after.pk)
        inner = sql_of(rows.last_moment_first().values("id", "moment")[:n])
        return way.branches.replace("{inner}", inner)

    @property
    def _window(self) -> Q:
        """When deliveries of the message came further, so that no others are read."""
        if self.message is None:
            return Q()
        window = Q(moment__gte=self.message.created_at - LEEWAY)
        if self.message.finished_at:
            window &= Q(moment__lte=self.message.finished_at + LEEWAY)
        return window


def reasons_among(audiences: Sequence[int]) -> list[str]:
    """The reasons that deliveries of these audiences have."""
    with connection.cursor() as cursor:
        cursor.execute(REASONS, {"audiences": list(audiences)})
        return [reason for (reason,) in cursor.fetchall()]
