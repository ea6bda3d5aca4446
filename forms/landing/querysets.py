from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from datetime import date

    from forms.models import LandingPage, LandingPageDay


class LandingPageQuerySet(models.QuerySet["LandingPage"]):
    def live(self) -> Self:
        """Those that anybody can open."""
        return self.filter(archived_at=None, published__isnull=False)

    def in_order(self) -> Self:
        """Those at hand before what is archived, the newest first."""
        archived = models.F("archived_at").asc(nulls_first=True)
        return self.order_by(archived, "-created_at", "-pk")

    def with_counts(self) -> Self:
        """Annotate `views`, `persons` and `signups`, of all days."""

        def rows(name: str) -> Any:
            related: Any = self.model._meta.get_field(name).related_model
            mine = related.objects.filter(
                audience_id=OuterRef("audience_id"), page_id=OuterRef("pk")
            )
            return mine.values("audience_id")

        def total(of: Any) -> Any:
            return Coalesce(Subquery(of.values("n")), Value(0))

        persons = rows("visits").annotate(n=Count("contact_id", distinct=True))
        return self.annotate(
            views=total(rows("days").annotate(n=Sum("views"))),
            persons=total(persons),
            signups=total(rows("days").annotate(n=Sum("signups"))),
        )


class LandingPageDayQuerySet(models.QuerySet["LandingPageDay"]):
    def by_day(self, since: date) -> Any:
        """The numbers of each day on which there were any, the last first."""
        days = self.filter(day__gte=since).values("day")
        numbers = days.annotate(
            views=Sum("views"), machines=Sum("machines"), signups=Sum("signups")
        )
        return numbers.order_by("-day")
