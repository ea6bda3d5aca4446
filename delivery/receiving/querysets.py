from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least
from django.utils import timezone

if TYPE_CHECKING:
    from delivery.models import Received

# Whoever looks at a message counts first that it does, so that one that kills whoever
# does so is set aside as well. Then it is due again this much later.
PAUSES = [timedelta(minutes=n) for n in (2, 5, 30, 120, 480)]
MOST_ATTEMPTS = len(PAUSES)


class ReceivedQuerySet(models.QuerySet["Received"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def due(self, at: datetime | None = None) -> Self:
        return self.waiting().filter(due_at__lte=at or timezone.now())

    def quarantined(self) -> Self:
        return self.filter(state="quarantined")

    def of_mailbox(self, mailbox: str) -> Self:
        return self.filter(place__startswith=f"{mailbox};")

    def unfetched(self) -> Self:
        return self.filter(state="unfetched")

    def fetched(self) -> Self:
        return self.exclude(state="unfetched")

    def resting(self) -> Self:
        """Those that their mailbox is not asked for yet; what a clock that was ahead
        said of when is no rest.
        """
        now = timezone.now()
        return self.filter(due_at__gt=now, due_at__lt=now + PAUSES[-1] * 2)

    def count_refusal(self, error: str) -> int:
        """That they were not given once more, and why: they rest, longer each time."""
        now = timezone.now()
        pauses = [When(attempts=n, then=now + pause) for n, pause in enumerate(PAUSES)]
        return self.unfetched().update(
            attempts=Least(F("attempts") + 1, MOST_ATTEMPTS),
            due_at=Case(*pauses, default=now + PAUSES[-1]),
            error=error,
        )

    def take(self) -> int:
        """Those that are due, for an attempt that is counted from now on."""
        now = timezone.now()
        again = [When(attempts=n, then=now + pause) for n, pause in enumerate(PAUSES)]
        return (
            self.due(now)
            .filter(attempts__lt=MOST_ATTEMPTS)
            .update(attempts=F("attempts") + 1, due_at=Case(*again, default=now))
        )

    def set_aside(self, error: str = "") -> int:
        """Leave to people what was tried often enough."""
        spent = self.waiting().filter(attempts__gte=MOST_ATTEMPTS)
        if error:
            return spent.update(state="quarantined", error=error)
        # Whoever tried last has died over it, and said nothing.
        return spent.filter(due_at__lte=timezone.now()).update(state="quarantined")

    def retry(self) -> int:
        """Look again at what was set aside, and ask again for what was not given."""
        now = timezone.now()
        asked = self.unfetched().update(attempts=0, due_at=now)
        return asked + self.quarantined().update(
            state="waiting", attempts=0, due_at=now, error=""
        )

    def older_than(self, days: int) -> Self:
        return self.filter(received_at__lt=timezone.now() - timedelta(days=days))

    def naming(self, audience_id: int, ids: list[int], emails: list[str]) -> Self:
        """Those about any of these contacts, or that name any of the addresses.

        What turned out to be nobody's is looked at as well.
        """
        own = Q(audience_id=audience_id)
        about = own & Q(contact_id__in=ids)
        if emails:
            about |= (own | Q(audience_id=None)) & Q(names__overlap=emails)
        return self.filter(about)
