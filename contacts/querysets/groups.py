from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from audiences.models import Counter, new_public_id

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Group, GroupCategory

ENSURE = """
INSERT INTO contacts_group
    (audience_id, category_id, public_id, name, position, created_at)
SELECT %(audience)s, %(category)s, public_id, name, %(position)s - 1 + place, now()
FROM unnest(%(names)s::text[], %(public_ids)s::text[]) WITH ORDINALITY
    AS wanted(name, public_id, place)
ORDER BY place
ON CONFLICT (audience_id, category_id, lower(name)) WHERE deleted_at IS NULL DO NOTHING
"""
# Names are compared by the database alone, whose lower() differs from Python's.
NAMED = """
SELECT wanted.name, g.id
FROM unnest(%(names)s::text[]) AS wanted(name)
JOIN contacts_group g
  ON g.audience_id = %(audience)s AND g.category_id = %(category)s
 AND lower(g.name) = lower(wanted.name) AND g.deleted_at IS NULL
"""


class GroupCategoryQuerySet(models.QuerySet["GroupCategory"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def single(self) -> Self:
        """Those of whose groups a contact is in one at most."""
        return self.filter(kind__in=self.model.SINGLE)

    def holding(self, group_ids: Collection[int]) -> Self:
        """Those that one of these groups is of."""
        group: Any = self.model._meta.get_field("groups").related_model
        of = group.objects.filter(
            audience_id=OuterRef("audience_id"),
            category_id=OuterRef("pk"),
            pk__in=group_ids,
        )
        return self.filter(Exists(of))

    def listed(self) -> Self:
        """Those that are present, in order, each with its groups and their counts."""
        group: Any = self.model._meta.get_field("groups").related_model
        listed = group.objects.present().with_counts().in_order()
        return (
            self.present()
            .in_order()
            .prefetch_related(Prefetch("groups", listed, to_attr="listed_groups"))
        )


class GroupQuerySet(models.QuerySet["Group"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def in_order(self) -> Self:
        """In the order of their category."""
        return self.order_by("position", "pk")

    def with_counts(self) -> Self:
        """Annotate `n`: how many contacts are in the group, from its counter."""
        counter = Counter.objects.filter(
            audience_id=OuterRef("audience_id"),
            kind=Counter.Kind.GROUP,
            key=Cast(OuterRef("pk"), models.TextField()),
        )
        return self.annotate(n=Coalesce(Subquery(counter.values("n")[:1]), Value(0)))

    def ensure(
        self, audience: Audience, category_id: int, names: Sequence[str], position: int
    ) -> dict[str, int]:
        """Make the groups that are missing; return each name's id, as it was given."""
        params: dict[str, Any] = {
            "audience": audience.pk,
            "category": category_id,
            "names": list(names),
            "public_ids": [new_public_id() for _name in names],
            "position": position,
        }
        with connection.cursor() as cursor:
            cursor.execute(ENSURE, params)
            cursor.execute(NAMED, params)
            return dict(cursor.fetchall())
