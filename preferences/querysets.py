from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Min, OuterRef, Subquery, Value, Window
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from audiences.models import Counter

if TYPE_CHECKING:
    from audiences.models import Audience
    from preferences.models import Preference

# Names are compared by the database alone, whose lower() differs from Python's.
NAMED = """
SELECT wanted.name, p.id
FROM unnest(%(names)s::text[]) AS wanted(name)
JOIN preferences_preference p
  ON p.audience_id = %(audience)s AND lower(p.name) = lower(wanted.name)
 AND p.deleted_at IS NULL AND p.archived_at IS NULL
"""


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def present(self) -> Self:
        """Leave out the deleted."""
        return self.filter(deleted_at=None)

    def offered(self) -> Self:
        """Those that can be given and chosen: neither deleted nor archived."""
        return self.present().filter(archived_at=None)

    def archived(self) -> Self:
        return self.present().exclude(archived_at=None)

    def in_order(self) -> Self:
        """Category by category, in the order of the first of each."""
        first = Window(Min("position"), partition_by=Lower("category"))
        return self.alias(first=first).order_by(
            "first", Lower("category"), "position", "pk"
        )

    def with_counts(self) -> Self:
        """Annotate `n`, who are subscribed, and `unsubscribed`, from their counters."""
        return self.annotate(n=_counter(""), unsubscribed=_counter("-"))

    def ids_by_name(self, audience: Audience, names: Iterable[str]) -> dict[str, int]:
        """The ids of those that are offered, by the name as it was given."""
        with connection.cursor() as cursor:
            cursor.execute(NAMED, {"audience": audience.pk, "names": list(names)})
            return dict(cursor.fetchall())


def _counter(sign: str) -> Any:
    key = Concat(Value(sign), Cast(OuterRef("pk"), models.TextField()))
    counter = Counter.objects.filter(
        audience_id=OuterRef("audience_id"), kind=Counter.Kind.PREFERENCE, key=key
    )
    return Coalesce(Subquery(counter.values("n")[:1]), Value(0))
