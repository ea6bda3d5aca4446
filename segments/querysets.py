from __future__ import annotations

from datetime import datetime
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

    def followed(self) -> Self:
        """Those of whom it is written down who is in them, or is going to be."""
        return self.present().filter(is_kept=True)

    def settled(self) -> Self:
        """Those of whom everybody has been written down."""
        return self.followed().exclude(kept_at=None)

    def due(self, now: datetime) -> Self:
        """Those that time has turned since."""
        return self.settled().filter(next_flip_at__lte=now)
