from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from segments.models import Segment


class SegmentQuerySet(models.QuerySet["Segment"]):
    def present(self) -> Self:
        """Leave out the archived."""
        return self.filter(archived_at=None)

    def in_order(self) -> Self:
        return self.order_by(Lower("name"), "pk")
