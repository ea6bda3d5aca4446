from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import models
from django.utils import timezone

from events import retention

if TYPE_CHECKING:
    from accounts.models import Account
    from events.models import CustomEvent, Event, EventTotal


class CustomEventQuerySet(models.QuerySet["CustomEvent"]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)

    def hidden(self) -> Self:
        return self.filter(hidden_at__isnull=False)

    def in_order(self) -> Self:
        """By name, of which an audience has each once."""
        return self.select_related("name").order_by("name__name")

    def after(self, name: str) -> Self:
        """Those that follow a name in their order."""
        return self.filter(name__name__gt=name) if name else self

    def hide(self) -> int:
        """Put the shown ones aside; return how many there were."""
        return self.shown().update(hidden_at=timezone.now())

    def unhide(self) -> int:
        return self.hidden().update(hidden_at=None)


class EventQuerySet(models.QuerySet["Event"]):
    def of_contact(self, contact_id: int) -> Self:
        """A contact's events, newest first."""
        return (
            self.filter(contact_id=contact_id)
            .select_related("name")
            .order_by("-occurred_at", "-id")
        )

    def of_name(self, name_id: int) -> Self:
        """What happened under this name, newest first."""
        return self.filter(name_id=name_id).order_by("-occurred_at", "-id")

    def kept(self, account: Account) -> Self:
        """Leave out what is kept no longer for the account, deleted yet or not."""
        kinds = self.model.Kind.values
        cutoffs = {kind: retention.cutoff_of(account, kind) for kind in kinds}
        if not any(cutoffs.values()):
            return self
        wanted = models.Q()
        for kind, cutoff in cutoffs.items():
            since = models.Q(occurred_at__gte=cutoff) if cutoff else models.Q()
            wanted |= models.Q(kind=kind) & since
        return self.filter(wanted)

    def kept_of(self, kind: str, account: Account) -> Self:
        """Those of one kind alone: whole months are then left out by their moment."""
        return self.filter(kind=kind).between(retention.cutoff_of(account, kind), None)

    def before(self, occurred_at: datetime, id: int) -> Self:
        """The rest of a list ordered newest first, after the row with this key."""
        return self.filter(
            models.Q(occurred_at__lte=occurred_at)
            & (models.Q(occurred_at__lt=occurred_at) | models.Q(id__lt=id))
        )

    def between(self, since: datetime | None, until: datetime | None) -> Self:
        """What happened from a moment on and before another; None for no bound."""
        events = self
        if since is not None:
            events = events.filter(occurred_at__gte=since)
        return events if until is None else events.filter(occurred_at__lt=until)


class Extent(NamedTuple):
    """How many events there are at most, of which names, from when to when."""

    n: int
    names: list[int]
    first_at: datetime
    last_at: datetime


class EventTotalQuerySet(models.QuerySet["EventTotal"]):
    def extent(self, contact_id: int, names: Collection[int]) -> Extent | None:
        """Where a contact's events of these names lie, or None if there are none."""
        own = self.filter(contact_id=contact_id, name_id__in=list(names))
        totals = list(own.values_list("n", "name_id", "first_at", "last_at"))
        if not totals:
            return None
        counts, present, firsts, lasts = zip(*totals, strict=True)
        return Extent(sum(counts), sorted(present), min(firsts), max(lasts))
