from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from forms.models import CentreKey


class CentreKeyQuerySet(models.QuerySet["CentreKey"]):
    def fresh(self, at: datetime) -> Self:
        """Those that still do what they are for."""
        return self.filter(expires_at__gt=at, used_at=None)

    def use(self, at: datetime) -> bool:
        """Use it up; False where it is, or its time is over."""
        return bool(self.fresh(at).update(used_at=at))
