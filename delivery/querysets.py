from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from delivery.models import Message


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
