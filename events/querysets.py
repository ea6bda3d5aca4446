from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from events import retention

if TYPE_CHECKING:
    from accounts.models import Account
    from events.models import Event


class EventQuerySet(models.QuerySet["Event"]):
    def of_contact(self, contact_id: int) -> Self:
        """A contact's events, newest first."""
        return (
            self.filter(contact_id=contact_id)
            .select_related("name")
            .order_by("-occurred_at", "-id")
        )

    def kept(self, account: Account) -> Self:
        """Leave out what the account's plan does not include, deleted yet or not."""
        cutoff = retention.cutoff_of(account)
        if cutoff is None:
            return self
        own = models.Q(kind=self.model.Kind.OWN)
        return self.filter(own | models.Q(occurred_at__gte=cutoff))

    def before(self, occurred_at: datetime, id: int) -> Self:
        """The rest of a list ordered newest first, after the row with this key."""
        return self.filter(
            models.Q(occurred_at__lte=occurred_at)
            & (models.Q(occurred_at__lt=occurred_at) | models.Q(id__lt=id))
        )
