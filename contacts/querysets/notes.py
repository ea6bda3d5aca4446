from __future__ import annotations

from collections.abc import Sequence
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

    def last_of(self, contact_ids: Sequence[int]) -> Self:
        """The newest one of each of these contacts, with its author."""
        of_them = self.filter(contact__in=contact_ids).select_related("author")
        return of_them.order_by("contact", "-created_at", "-pk").distinct("contact")

    def before(self, created_at: datetime, pk: int) -> Self:
        """The rest of a list, newest first, after the note with this key."""
        return self.filter(
            TupleLessThan(Row(F("created_at"), F("pk")), (created_at, pk))
        )
