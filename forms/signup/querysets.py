from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

if TYPE_CHECKING:
    from forms.models import Signup, SignupForm

# How long a link to confirm leads on.
LASTS = timedelta(hours=72)


class SignupFormQuerySet(models.QuerySet["SignupForm"]):
    def present(self) -> Self:
        """Leave out the deleted."""
        return self.filter(deleted_at=None)

    def open(self) -> Self:
        """Those by which people can sign up."""
        return self.present().filter(archived_at=None)

    def archived(self) -> Self:
        return self.present().exclude(archived_at=None)

    def in_order(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def with_counts(self) -> Self:
        """Annotate `shown`, `submitted` and `confirmed`, of all days."""
        day: Any = self.model._meta.get_field("days").related_model

        def total(name: str) -> Any:
            days = day.objects.filter(
                audience_id=OuterRef("audience_id"), form_id=OuterRef("pk")
            )
            summed = days.values("audience_id").annotate(n=Sum(name)).values("n")
            return Coalesce(Subquery(summed), Value(0))

        return self.annotate(
            shown=total("shown"),
            submitted=total("submitted"),
            confirmed=total("confirmed"),
        )


class SignupQuerySet(models.QuerySet["Signup"]):
    def waiting(self) -> Self:
        """Those that can be confirmed still."""
        return self.filter(confirmed_at=None, at__gt=timezone.now() - LASTS)

    def old(self, now: datetime) -> Self:
        """Those of which nothing can come any more."""
        return self.filter(at__lte=now - LASTS)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")
