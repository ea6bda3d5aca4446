from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection, models
from django.db.models import Count, Q
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from contacts.models import Hook, HookCall

# Calls that somebody else deletes at the moment are theirs.
PRUNE = """
DELETE FROM contacts_hookcall WHERE audience_id = %(audience)s AND id IN (
    SELECT id FROM contacts_hookcall
    WHERE audience_id = %(audience)s AND id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER newest AS n, sum(size) OVER newest AS bytes
            FROM contacts_hookcall
            WHERE audience_id = %(audience)s AND hook_id = %(hook)s
            WINDOW newest AS (ORDER BY received_at DESC, id DESC)
        ) AS ranked WHERE n > %(most)s OR (bytes > %(bytes)s AND n > 1)
    )
    FOR UPDATE SKIP LOCKED
)
"""


class HookQuerySet(models.QuerySet["Hook"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def in_order(self) -> Self:
        return self.order_by(Lower("name"), "pk")

    def with_waiting(self) -> Self:
        """Annotate `waiting`: how many calls nothing came of yet."""
        waiting = Q(calls__state="waiting")
        return self.annotate(waiting=Count("calls", filter=waiting))


class HookCallQuerySet(models.QuerySet["HookCall"]):
    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")

    def oldest_first(self) -> Self:
        return self.order_by("received_at", "pk")

    def before(self, at: datetime, pk: int) -> Self:
        return self.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))

    def open(self) -> Self:
        """Those that could be taken in, should the mapping say how."""
        return self.filter(state__in=self.model.OPEN).exclude(body="")

    def count_open(self) -> dict[str, int]:
        """How many of them wait, and how many were refused."""
        counts: dict[str, int] = self.open().aggregate(
            waiting=Count("pk", filter=Q(state="waiting")),
            refused=Count("pk", filter=Q(state="refused")),
        )
        return counts

    def prune(self, hook: Hook, most: int, most_bytes: int) -> None:
        """Keep the latest calls of a webhook, as many as it may have."""
        params = {
            "audience": hook.audience_id,
            "hook": hook.pk,
            "most": most,
            "bytes": most_bytes,
        }
        with connection.cursor() as cursor:
            cursor.execute(PRUNE, params)
