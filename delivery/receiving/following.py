"""What follows from a bounce, a complaint, or an opt-out by mail.

Whatever comes again, or in another order, comes to the same: facts of a delivery only
get worse, and an address is dead or complained about once and for all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from contacts.causes import Cause
from contacts.models import Suppression
from delivery.models import Bounce, Delivery
from delivery.pace import blocked
from delivery.receiving.verdicts import SOFT_DAYS, SOFT_IN_A_ROW
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Contact
    from contacts.querysets import ContactQuerySet
    from delivery.receiving.verdicts import Verdict

WORST_FIRST = list(reversed(Bounce.values))


def hold(delivery: Delivery) -> Contact | None:
    """Lock whom it went to, before anything that is written of them."""
    if delivery.contact_id is None:
        return None
    rows = _contacts(delivery).select_for_update(no_key=True, of=("self",))
    return rows.first()


def bounced(
    delivery: Delivery, verdict: Verdict, at: datetime, answer: str = ""
) -> None:
    """It came back, with these words. Whoever got it is locked."""
    if verdict.bounce is None:
        return
    rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
    rows.update(bounced_at=Least(Coalesce("bounced_at", at), at))
    as_bad = WORST_FIRST[: WORST_FIRST.index(verdict.bounce) + 1]
    if rows.exclude(bounce__in=as_bad).update(bounce=verdict.bounce):
        said = {"bounce": str(verdict.bounce), "reason": verdict.reason}
        _record(delivery, Own.EMAIL_BOUNCED, **said)
    if verdict.bounce == Bounce.BLOCK:
        domain = delivery.message.from_email.rpartition("@")[2]
        blocked(delivery.audience.account, domain, answer or verdict.reason)
    elif verdict.bounce == Bounce.HARD or _is_dead(delivery):
        _clean(delivery)


def complained(delivery: Delivery, at: datetime) -> None:
    """They called it spam: nothing is sent to them any more, by the whole account."""
    rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
    is_first = rows.filter(complained_at=None).update(complained_at=at)
    rows.update(complained_at=Least("complained_at", at))
    if is_first:
        _record(delivery, Own.EMAIL_COMPLAINED)
    _suppress(delivery, Suppression.Kind.COMPLAINT)
    _contacts(delivery).unsubscribe(Cause(delivery.audience, "complaint"))


def _is_dead(delivery: Delivery) -> bool:
    """Whether so many in a row, with this among them, were not taken for now."""
    if delivery.contact_id is None:
        return False
    rows = Delivery.objects.filter(
        audience=delivery.audience_id,
        contact=delivery.contact_id,
        email=delivery.email,
        sent_at__isnull=False,
    )
    fields = rows.values_list("bounce", "sent_at")
    before = fields.filter(pk__lte=delivery.pk).order_by("-pk")[:SOFT_IN_A_ROW]
    after = fields.filter(pk__gt=delivery.pk).order_by("pk")[:SOFT_IN_A_ROW]
    run = [
        sent_at
        for some in (before, after)
        for _bounce, sent_at in takewhile(lambda row: row[0] == Bounce.SOFT, some)
        if sent_at
    ]
    if len(run) < SOFT_IN_A_ROW:
        return False
    return max(run) - min(run) >= timedelta(days=SOFT_DAYS)


def _clean(delivery: Delivery) -> None:
    """The address is dead; whoever has another one by now is left alone."""
    _suppress(delivery, Suppression.Kind.CLEANED)
    here = _contacts(delivery).filter(email=delivery.email)
    here.clean(Cause(delivery.audience, "bounce"))


def _suppress(delivery: Delivery, kind: str) -> None:
    listed = [(kind, delivery.email)]
    Suppression.objects.keep_all(delivery.audience, listed, timezone.now())


def _contacts(delivery: Delivery) -> ContactQuerySet:
    """The contact it went to, if any is there still."""
    contacts: ContactQuerySet = delivery.audience.contacts.filter(
        pk=delivery.contact_id or 0
    )
    return contacts


def _record(delivery: Delivery, name: Own, **said: str) -> None:
    ids = [delivery.contact_id] if delivery.contact_id else []
    said_of_it = {"delivery": delivery.pk, "message": delivery.message_id, **said}
    log.record(delivery.audience_id, name, ids, said_of_it)
