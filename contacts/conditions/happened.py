"""To whom something happened, how often and when: sets of ids from the log.

Where only how often or when last is asked, the totals know; else the events are read,
grouped by contact, once for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Min, QuerySet, Sum, Window

from conditions.matching import Members
from contacts.conditions import properties
from contacts.conditions.numbers import exactly
from events.models import Event, EventTotal
from events.names import FIRST_CUSTOM_ID
from events.retention import cutoff_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At
    from events.querysets import EventQuerySet

LATEST = 3  # are told of one contact
MEASURES = {"sum": Sum, "average": Avg, "smallest": Min, "largest": Max}
COMPARISONS = {
    "more": "gt",
    "at_least": "gte",
    "less": "lt",
    "at_most": "lte",
    "exactly": "exact",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Events of one name, or of any name of their own (None), in a time, that pass
    tests of their properties. Of their account, as long as it keeps them.
    """

    audience: Audience
    name_id: int | None
    when: dict[str, Any]
    where: list[dict[str, Any]]
    at: At

    @property
    def kind(self) -> str:
        own = self.name_id is not None and self.name_id < FIRST_CUSTOM_ID
        return "own" if own else "custom"

    def at_least(self, n: int) -> Members:
        """To whom it happened so often or more; n is 1 or more."""
        since, until = self.span
        if not self.where and until is None and (since is None or n == 1):
            return Members(self._by_totals(n, since))
        events = self.events
        if n == 1:
            return Members(events)
        return Members(events.values("contact_id").alias(n=Count("*")).filter(n__gte=n))

    def exactly(self, n: int) -> Members:
        if n == 0:
            return Members(self.at_least(1).rows, complement=True)
        if not self.where and self.span == (None, None) and self.name_id is not None:
            return Members(self._totals.filter(n=n))
        counted = self.events.values("contact_id").alias(n=Count("*"))
        return Members(counted.filter(n=n))

    def measured(self, measure: str, name: str, how: str, value: float) -> Members:
        """For whom a property, over all these events, compares so with the number."""
        over = MEASURES[measure](properties.number_in(name))
        limit = {f"over__{COMPARISONS[how]}": exactly(value)}
        return Members(
            self.events.values("contact_id").alias(over=over).filter(**limit)
        )

    def of_contact(self, pk: int) -> tuple[int, list[datetime]]:
        """How often it happened to one contact, and the latest times, newest first."""
        found = self.events.filter(contact_id=pk).order_by("-occurred_at", "-id")
        counted = found.annotate(all=Window(Count("*")))
        rows = list(counted.values_list("occurred_at", "all")[:LATEST])
        n, latest = rows[0][1] if rows else 0, [moment for moment, _all in rows]
        if not self.where and self.span == (None, None):
            # As it is asked, by totals: they outlive the events.
            ever = self._totals.filter(contact_id=pk)
            n, last_at = ever.aggregate(n=Sum("n"), at=Max("last_at")).values()
            return int(n or 0), latest or ([last_at] if n else [])
        return n, latest

    def measure_of(self, measure: str, name: str, pk: int) -> Decimal | None:
        """What is measured for one contact; None where there is no number."""
        over = MEASURES[measure](properties.number_in(name))
        found = self.events.filter(contact_id=pk).aggregate(figure=over)
        figure: Decimal | None = found["figure"]
        return figure

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From a moment on, and before another; None for no bound."""
        at = self.at
        value: Any = self.when.get("value")
        match self.when["is"]:
            case "last":
                return at.beginning(at.first_of_last(value)), None
            case "since":
                return at.beginning(date.fromisoformat(value)), None
            case "between":
                first, last = map(date.fromisoformat, (value["first"], value["last"]))
                return at.beginning(first), at.beginning(last + timedelta(days=1))
        return None, None

    @property
    def events(self) -> QuerySet[Any]:
        since, until = self.span
        log: EventQuerySet = Event.objects.filter(audience=self.audience.pk)
        events = log.kept_of(self.kind, self.audience.account).between(since, until)
        if self.name_id is not None:
            events = events.filter(name_id=self.name_id)
        for row in self.where:
            events = events.filter(
                properties.q_of(row["property"], row["test"], self.at)
            )
        narrowed: QuerySet[Any] = events
        return narrowed

    @property
    def _totals(self) -> QuerySet[Any]:
        totals: QuerySet[Any] = EventTotal.objects.filter(audience=self.audience.pk)
        if self.name_id is None:
            return totals.filter(name_id__gte=FIRST_CUSTOM_ID)
        return totals.filter(name_id=self.name_id)

    def _by_totals(self, n: int, since: datetime | None) -> QuerySet[Any]:
        totals = self._totals
        if since is not None:
            kept = cutoff_of(self.audience.account, self.kind)
            return totals.filter(last_at__gte=max(since, kept or since))
        if n == 1:  # to have a total at all: answered from the index alone
            return totals
        if self.name_id is None:
            several: QuerySet[Any] = totals.values("contact_id").alias(all=Sum("n"))
            return several.filter(all__gte=n)
        return totals.filter(n__gte=n)
