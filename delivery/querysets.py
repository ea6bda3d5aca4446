from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils import timezone

if TYPE_CHECKING:
    from delivery.models import Delivery, Message, SenderAddress, SendingDomain


class MessageQuerySet(models.QuerySet["Message"]):
    def pause(self) -> int:
        """Nothing of theirs is claimed any more; what is on its way still goes."""
        return self.filter(stage="sending").update(stage="paused")

    def resume(self) -> int:
        return self.filter(stage="paused").update(stage="sending")

    def cancel(self) -> int:
        """For good; `delivery.canceling` then leaves out who is still waiting."""
        stopped = self.filter(stage__in=["freezing", "sending", "paused"])
        return stopped.update(stage="canceled")

    def to_many(self) -> Self:
        return self.filter(kind="bulk")

    def unasked(self) -> Self:
        """What goes to people without their asking: news, not answers and notices."""
        return self.filter(kind__in=["bulk", "flow"])

    def notices(self) -> Self:
        return self.filter(kind__in=["reply", "system"])

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def sending(self) -> Self:
        return self.filter(stage="sending")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def in_state(self, state: str) -> Self:
        return self.filter(state=state) if state else self

    def after(self, state: str, pk: int) -> Self:
        """Those behind one of that state, in their order."""
        place = Row("state", "pk")
        return self.filter(TupleGreaterThan(place, (state, pk)))

    def in_order(self) -> Self:
        return self.order_by("state", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def sent_between(self, since: datetime | None, until: datetime | None) -> Self:
        """Those sent from a moment on and before another; None for no bound."""
        sent = self.filter(state="sent", sent_at__isnull=False)
        if since is not None:
            sent = sent.filter(sent_at__gte=since)
        return sent if until is None else sent.filter(sent_at__lt=until)

    def sent_before(self, at: datetime, pk: int) -> Self:
        return self.filter(TupleLessThan(Row("sent_at", "pk"), (at, pk)))

    def count_opt_out_reasons(self) -> dict[str, int]:
        """How many left for each reason that somebody gave."""
        said = self.exclude(opt_out_reason="").order_by().values("opt_out_reason")
        return dict(
            said.annotate(n=models.Count("pk")).values_list("opt_out_reason", "n")
        )

    def last_sent_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")


class SendingDomainQuerySet(models.QuerySet["SendingDomain"]):
    def in_order(self) -> Self:
        return self.order_by("name", "pk")

    def with_keys(self) -> Self:
        return self.prefetch_related("keys")


class SenderAddressQuerySet(models.QuerySet["SenderAddress"]):
    def in_order(self) -> Self:
        return self.order_by("email", "pk")

    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)

    def asked_within(self, lasts: timedelta) -> Self:
        """Those whose last link is not too old."""
        return self.filter(asked_at__gt=timezone.now() - lasts)
