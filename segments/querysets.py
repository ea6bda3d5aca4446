from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from segments.models import Segment

MAX_NAME = 100

# What a list can be sorted by, each with the id a total order.
ORDERS: dict[str, Any] = {
    "name": Lower("name"),
    "n": F("n"),
    "changed": F("changed_at"),
}


class SegmentQuerySet(models.QuerySet["Segment"]):
    def present(self) -> Self:
        """Leave out the archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def in_order(self, order: str = "name") -> Self:
        """Sort by a key of `ORDERS`, a minus before it for descending."""
        key = ORDERS[order.removeprefix("-")]
        if order.startswith("-"):
            return self.order_by(key.desc(nulls_last=True), "-pk")
        return self.order_by(key.asc(nulls_last=True), "pk")

    def search(self, text: str) -> Self:
        """Those whose name or description has each word."""
        found = self
        for word in text.replace("\0", "").split()[:8]:
            found = found.filter(
                Q(name__icontains=word) | Q(description__icontains=word)
            )
        return found

    def labeled(self, label: str) -> Self:
        return self.filter(labels__contains=[label])

    def free_names(self, name: str) -> Iterator[str]:
        """What a copy of the one of this name can be called, the first one first.

        The database may know better: it writes letters small in its own way.
        """
        lower = self.present().order_by().values_list(Lower("name"), flat=True)
        taken = set(lower)
        for n in count(1):
            suffix = _(" (copy)") if n == 1 else _(" (copy %(n)s)") % {"n": n}
            copied = f"{name[: MAX_NAME - len(suffix)]}{suffix}"
            if copied.lower() not in taken:
                yield copied

    def labels(self) -> list[str]:
        """Every label they have, in order."""
        each = models.Func(F("labels"), function="unnest")
        named = self.order_by().annotate(label=each).values_list("label", flat=True)
        return sorted(named.distinct(), key=str.casefold)

    def followed(self) -> Self:
        """Those of whom it is written down who is in them, or is going to be."""
        return self.present().exclude(followed_at=None)

    def settled(self) -> Self:
        """Those of whom everybody has been written down."""
        return self.followed().exclude(kept_at=None)

    def due(self, now: datetime) -> Self:
        """Those that time has turned since."""
        return self.settled().filter(next_flip_at__lte=now)
