from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from delivery.models import Message, SenderAddress, SendingDomain


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

    def sending(self) -> Self:
        return self.filter(stage="sending")


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
