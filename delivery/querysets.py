from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from delivery.models import (
        Delivery,
        Message,
        ReceivedText,
        SenderAddress,
        SendingDomain,
    )


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

    def with_moment(self) -> Self:
        """With `moment`: when each last came further, or is due."""
        return self.annotate(moment=Coalesce("sent_at", "dispatched_at", "due_at"))

    def before_moment(self, at: datetime, pk: int) -> Self:
        return self.filter(TupleLessThan(Row("moment", "pk"), (at, pk)))

    def last_moment_first(self) -> Self:
        return self.order_by("-moment", "-pk")

    def to_send_again(self) -> Self:
        """Those that failed, of somebody who is there, and of no canceled message."""
        known = self.exclude(contact=None, email="")
        going = ["sending", "paused", "finished"]
        return known.filter(state="failed", message__stage__in=going)

    def to_call_off(self) -> Self:
        """Those that wait and are not on their way."""
        going = ["freezing", "sending", "paused"]
        return self.filter(state__in=["pending", "deferred"], message__stage__in=going)

    def who_said_why(self, contacts: Iterable[int]) -> Self:
        """Those by which some contacts opted out with a reason."""
        return self.filter(contact__in=contacts).exclude(opt_out_reason="")

    def count_opt_out_reasons(self) -> dict[str, int]:
        """How many left for each reason that somebody gave."""
        said = self.exclude(opt_out_reason="").order_by().values("opt_out_reason")
        return dict(
            said.annotate(n=models.Count("pk")).values_list("opt_out_reason", "n")
        )


class ReceivedTextQuerySet(models.QuerySet["ReceivedText"]):
    def to_judge(self) -> Self:
        """Those that may say that somebody wants out, which nobody judged yet."""
        return self.filter(may_want_out=True, judged_at=None)

    def from_number(self, number: str) -> Self:
        return self.filter(number=number)

    def judge(self, actor: User | None = None) -> int:
        """Nobody needs to any more; how many those were."""
        return self.to_judge().update(judged_at=timezone.now(), judged_by=actor)

    def unjudge(self) -> int:
        judged = self.filter(may_want_out=True, judged_at__isnull=False)
        return judged.update(judged_at=None, judged_by=None)

    def with_people(self) -> Self:
        return self.select_related("contact", "judged_by")

    def oldest_first(self) -> Self:
        return self.order_by("pk")

    def newest_first(self) -> Self:
        return self.order_by("-pk")


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
