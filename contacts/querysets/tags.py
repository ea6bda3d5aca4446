from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import connection, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Lower

from audiences.models import Counter

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Tag

MAX_WORDS = 8
ENSURE = """
INSERT INTO contacts_tag (audience_id, name, created_at)
SELECT %(audience)s, name, now()
FROM unnest(%(names)s::text[]) WITH ORDINALITY AS wanted(name, place)
ORDER BY place
ON CONFLICT (audience_id, lower(name)) WHERE deleted_at IS NULL DO NOTHING
"""
# Names are compared by the database alone, whose lower() differs from Python's.
NAMED = """
SELECT wanted.name, tag.id
FROM unnest(%(names)s::text[]) AS wanted(name)
JOIN contacts_tag tag
  ON tag.audience_id = %(audience)s AND lower(tag.name) = lower(wanted.name)
 AND tag.deleted_at IS NULL
"""


class TagQuerySet(models.QuerySet["Tag"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def in_order(self) -> Self:
        return self.order_by(Lower("name"), "pk")

    def search(self, text: str) -> Self:
        """Those whose name has each word."""
        found = self
        for word in text.split()[:MAX_WORDS]:
            found = found.filter(name__icontains=word)
        return found

    def page(
        self, size: int, *, after: str = "", before: str = ""
    ) -> tuple[list[Tag], bool, bool]:
        """So many by name, and whether others stand before them and behind.

        They begin behind the name `after`, or end ahead of the name `before`; where
        that fills no page any more, they are the first. No two present ones have the
        same name.
        """
        listed = self.alias(lower=Lower("name")).in_order()
        if before:
            found = list(
                listed.filter(lower__lt=Lower(Value(before))).reverse()[: size + 1]
            )
            if len(found) > size:
                return found[size - 1 :: -1], True, True
        elif after:
            found = list(listed.filter(lower__gt=Lower(Value(after)))[: size + 1])
            if found:
                return found[:size], True, len(found) > size
        found = list(listed[: size + 1])
        return found[:size], False, len(found) > size

    def with_counts(self) -> Self:
        """Annotate `n`: how many contacts have the tag, from its counter."""
        counter = Counter.objects.filter(
            audience_id=OuterRef("audience_id"),
            kind=Counter.Kind.TAG,
            key=Cast(OuterRef("pk"), models.TextField()),
        )
        return self.annotate(n=Coalesce(Subquery(counter.values("n")[:1]), Value(0)))

    def ensure(self, audience: Audience, names: Iterable[str]) -> dict[str, int]:
        """Make the tags that are missing; return each name's id, as it was given."""
        wanted = sorted(set(names))
        with connection.cursor() as cursor:
            cursor.execute(ENSURE, {"audience": audience.pk, "names": wanted})
        return self.ids_by_name(audience, wanted)

    def ids_by_name(self, audience: Audience, names: Iterable[str]) -> dict[str, int]:
        """The ids of the tags there are, by the name as it was given."""
        with connection.cursor() as cursor:
            cursor.execute(NAMED, {"audience": audience.pk, "names": list(names)})
            return dict(cursor.fetchall())
