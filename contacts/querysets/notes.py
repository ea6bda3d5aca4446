from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleLessThan

if TYPE_CHECKING:
    from contacts.models import Note


class NoteQuerySet(models.QuerySet["Note"]):
    def present(self) -> Self:
        """Leave out the deleted."""
        return self.filter(deleted_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def before(self, created_at: datetime, pk: int) -> Self:
        """The rest of a list, newest first, after the note with this key."""
        return self.filter(
            TupleLessThan(Row(F("created_at"), F("pk")), (created_at, pk))
        )
