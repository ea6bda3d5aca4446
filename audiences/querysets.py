from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, Exists, Max, OuterRef, Q, Sum, When
from django.utils import timezone

from audiences import kinds

if TYPE_CHECKING:
    from accounts.models import Account, Membership, User
    from audiences.models import Audience, DailyCount, Job, JobChunk

# The first chunk is small, so that the work begins while a person waits.
FIRST_CHUNK = 1_000
CHUNK = 10_000
FIX = """
INSERT INTO audiences_jobchunk (audience_id, job_id, position, ids)
SELECT %s, %s, CASE WHEN place <= %s THEN 0 ELSE 1 + (place - %s - 1) / %s END,
    array_agg(id ORDER BY id)
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ({rows}) AS chosen) AS c
GROUP BY 3
RETURNING cardinality(ids)
"""


class AudienceQuerySet(models.QuerySet["Audience"]):
    def present(self) -> Self:
        """Leave out those that are being deleted."""
        return self.filter(deleting_at=None)

    def active(self) -> Self:
        return self.present().filter(archived_at=None)

    def archived(self) -> Self:
        return self.present().exclude(archived_at=None)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def by_date(self, *, newest_first: bool) -> Self:
        """In the order in which they were made, or the other way round."""
        way = "-" if newest_first else ""
        return self.order_by(f"{way}created_at", f"{way}pk")

    def for_membership(self, membership: Membership) -> Self:
        """The audiences of its account that the membership is not kept out of."""
        return self.for_memberships([membership])

    def for_user(self, user: User) -> Self:
        """Every audience the user may open, of whatever account."""
        return self.for_memberships(user.all_memberships)

    def for_memberships(self, memberships: Iterable[Membership]) -> Self:
        listed = list(memberships)
        opened = Q(account_id__in=[m.account_id for m in listed if not m.is_narrowed])
        for membership in listed:
            if membership.is_narrowed:
                given = membership.audience_accesses.filter(audience_id=OuterRef("pk"))
                opened |= Q(account_id=membership.account_id) & Q(Exists(given))
        return self.present().filter(opened).in_order()

    def named(self, name: str) -> Audience:
        """The one with this public id or number; raises DoesNotExist."""
        known = Q(public_id=name)
        if name.isdecimal() and len(name) < 19:
            known |= Q(pk=int(name))
        # A public id of digits alone goes before a number that looks the same.
        by_name = Case(When(public_id=name, then=0), default=1)
        audience = self.present().filter(known).order_by(by_name).first()
        if audience is None:
            raise self.model.DoesNotExist(f"There is no audience {name}.")
        return audience

    def next_position(self, account: Account) -> int:
        last = self.filter(account=account).aggregate(last=Max("position"))["last"]
        return 0 if last is None else int(last) + 1

    def put_in_order(self, pks: list[int]) -> int:
        """Number the positions as these ids follow each other; count the moves."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE audiences_audience a SET position = wanted.place - 1
                FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
                WHERE a.id = wanted.id AND a.position <> wanted.place - 1
                """,
                [pks],
            )
            return int(cursor.rowcount)


class DailyCountQuerySet(models.QuerySet["DailyCount"]):
    def changes_by_audience(
        self, audiences: list[Audience], since: date
    ) -> dict[int, dict[date, int]]:
        """By how many contacts each grew, by audience id and day; without archived."""
        rows = (
            self.filter(audience__in=audiences, day__gte=since)
            .exclude(key="archived")
            .values("audience_id", "day")
            .annotate(n=Sum("change"))
        )
        changes: dict[int, dict[date, int]] = {a.pk: {} for a in audiences}
        for audience_id, day, n in rows.values_list("audience_id", "day", "n"):
            changes[audience_id][day] = n
        return changes


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(state__in=["queued", "running"])

    def stalled(self, before: datetime) -> Self:
        """Open jobs that nobody has moved since then."""
        return self.open().filter(heartbeat_at__lt=before)

    def listed(self) -> Self:
        """What the team started or has to know, as long as what ran is listed.

        Some stays longer than that, for what is told by it elsewhere.
        """
        before = timezone.now() - timedelta(days=settings.JOB_DAYS)
        quiet = Q(kind__in=kinds.of_house()) & ~Q(state="failed")
        return self.exclude(quiet).exclude(finished_at__lt=before)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class JobChunkQuerySet(models.QuerySet["JobChunk"]):
    def fix(self, job: Job, rows: models.QuerySet[Any]) -> int:
        """Write down that the job is about these rows; return how many they are."""
        try:
            sql, params = rows.order_by().values("id").query.sql_with_params()
        except EmptyResultSet:
            return 0
        sizes = [FIRST_CHUNK, FIRST_CHUNK, CHUNK]
        with connection.cursor() as cursor:
            cursor.execute(
                FIX.format(rows=sql), [job.audience_id, job.pk, *sizes, *params]
            )
            return sum(n for (n,) in cursor.fetchall())

    def of(self, job: Job, position: int) -> JobChunk | None:
        return self.filter(job=job, position=position).first()
