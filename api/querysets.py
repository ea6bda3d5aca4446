from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from api.models import ApiKey

# How exact the last use of a key is: noting it more often would only write.
USE_NOTED_EVERY = timedelta(minutes=1)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)

    def listed(self) -> Self:
        """The newest first, each with who made it and what it is narrowed to."""
        accesses = "accesses__audience"
        return self.select_related("owner").prefetch_related(accesses).order_by("-pk")

    def note_use(self) -> int:
        """Write down that these are used now, unless that was noted just before."""
        now = timezone.now()
        old = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        return self.filter(old).update(last_used_at=now)
