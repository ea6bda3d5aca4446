"""What follows from a bounce, a complaint, or an opt-out by mail.

Whatever comes again, or in another order, comes to the same: facts of a delivery only
get worse, and an address is dead or complained about once and for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from contacts.causes import Cause
from contacts.models import Suppression
from delivery.models import Bounce, Delivery, State
from delivery.optouts.finding import reader_of
from delivery.pace import blocked
from delivery.receiving.verdicts import SOFT_DAYS, SOFT_IN_A_ROW
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Contact
    from contacts.querysets import ContactQuerySet
    from delivery.models import Message
    from delivery.receiving.verdicts import Verdict

WORST_FIRST = list(reversed(Bounce.values))


def hold(delivery: Delivery) -> Contact | None:
    """Lock its reader, before anything that is written of them."""
    if delivery.reader_id is None:
        return None
    rows = _readers(delivery).select_for_update(no_key=True, of=("self",))
    return rows.first()


def bounced(
    delivery: Delivery, verdict: Verdict, at: datetime, answer: str = ""
) -> None:
    """It came back, with these words. Whoever got it is locked."""
    _bounced([(delivery, verdict)], at)
    if verdict.bounce == Bounce.BLOCK:
        domain = delivery.message.from_email.rpartition("@")[2]
        blocked(delivery.audience.account, domain, answer or verdict.reason)


def refused(message: Message, lease: UUID, verdicts: Mapping[int, Verdict]) -> None:
    """Their servers did not take these: as if a report had said so later.

    Whoever holds this lease settles them next, in the same transaction. Of blocks the
    breaker hears by itself (`pace.heed`).
    """
    rows = Delivery.objects.filter(
        audience=message.audience_id,
        message=message.pk,
        pk__in=verdicts,
        lease=lease,
        state__in=[State.LEASED, State.UNKNOWN],
    )
    ids = list(rows.values_list("contact_id", flat=True))
    people = message.audience.contacts.filter(pk__in=[pk for pk in ids if pk])
    list(people.order_by("pk").select_for_update(no_key=True, of=("self",)))
    returned = []
    for delivery in rows.exclude(email="").order_by("pk").select_for_update():
        delivery.audience, delivery.message = message.audience, message
        returned.append((delivery, verdicts[delivery.pk]))
    _bounced(returned, timezone.now())


def _bounced(returned: Sequence[tuple[Delivery, Verdict]], at: datetime) -> None:
    """What follows for the deliveries of one message, and for who was to get them."""
    against = {one.pk: (one, said) for one, said in returned if said.bounce is not None}
    if not against:
        return
    audience = next(iter(against.values()))[0].audience
    rows = Delivery.objects.filter(audience=audience, pk__in=against)
    rows.update(bounced_at=Least(Coalesce("bounced_at", at), at))
    worse: dict[int, dict[str, object]] = {}
    for bounce in Bounce:
        ids = [pk for pk, (_one, said) in against.items() if said.bounce == bounce]
        if not ids:
            continue
        as_bad = WORST_FIRST[: WORST_FIRST.index(bounce) + 1]
        news = rows.filter(pk__in=ids).exclude(bounce__in=as_bad)
        for pk in list(news.values_list("pk", flat=True)):
            one, said = against[pk]
            if one.contact_id:
                reason = {"bounce": str(bounce), "reason": said.reason}
                worse[one.contact_id] = _of(one) | reason
        news.update(bounce=bounce)
    log.record_each(audience.pk, Own.EMAIL_BOUNCED, worse)
    _clean(
        [one for one, said in against.values() if said.bounce == Bounce.HARD]
        + _dead([one for one, said in against.values() if said.bounce == Bounce.SOFT])
    )


def complained(delivery: Delivery, at: datetime) -> None:
    """They called it spam: nothing is sent to them any more, by the whole account.

    Whoever became another is that one, at the address of that one.
    """
    reader = reader_of(delivery)
    rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
    is_first = rows.filter(complained_at=None).update(complained_at=at)
    rows.update(complained_at=Least("complained_at", at))
    if is_first:
        ids = [reader.pk] if reader else []
        log.record(delivery.audience_id, Own.EMAIL_COMPLAINED, ids, _of(delivery))
    if email := delivery.email or (reader.email if reader else ""):
        listed = [(Suppression.Kind.COMPLAINT, email)]
        Suppression.objects.keep_all(delivery.audience, listed, timezone.now())
    _readers(delivery).unsubscribe(Cause(delivery.audience, "complaint"))


def _dead(soft: Sequence[Delivery]) -> list[Delivery]:
    """Those of which so many in a row, with them, were not taken for now."""
    named = [one for one in soft if one.contact_id]
    looks = [some for one in named for some in _around(one)]
    if not looks:
        return []
    found: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
    for of, *row in looks[0].union(*looks[1:], all=True):
        found[of].append((row[0], row[1], row[2]))
    return [one for one in named if _is_dead(one, sorted(found[one.pk]))]


def _around(delivery: Delivery) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """What went to the same address: the last before it with it, the first after."""
    rows = Delivery.objects.filter(
        audience=delivery.audience_id,
        contact=delivery.contact_id,
        email=delivery.email,
    )
    went = rows.annotate(of=Value(delivery.pk), at=Coalesce("sent_at", "dispatched_at"))
    went = went.filter(at__isnull=False).exclude(sent_at=None, bounce="")
    fields = went.values_list("of", "pk", "bounce", "at")
    return [
        fields.filter(pk__lte=delivery.pk).order_by("-pk")[:SOFT_IN_A_ROW],
        fields.filter(pk__gt=delivery.pk).order_by("pk")[:SOFT_IN_A_ROW],
    ]


def _is_dead(delivery: Delivery, around: list[tuple[int, str, datetime]]) -> bool:
    before = [row for row in reversed(around) if row[0] <= delivery.pk]
    after = [row for row in around if row[0] > delivery.pk]
    run = [
        at
        for some in (before, after)
        for _pk, _bounce, at in takewhile(lambda row: row[1] == Bounce.SOFT, some)
    ]
    if len(run) < SOFT_IN_A_ROW:
        return False
    return max(run) - min(run) >= timedelta(days=SOFT_DAYS)


def _clean(dead: Sequence[Delivery]) -> None:
    """The addresses are dead; whoever has another one by now is left alone."""
    if not dead:
        return
    audience = dead[0].audience
    emails = [one.email for one in dead]
    listed = [(Suppression.Kind.CLEANED, email) for email in emails]
    Suppression.objects.keep_all(audience, listed, timezone.now())
    ids = [one.contact_id for one in dead if one.contact_id]
    here = audience.contacts.filter(pk__in=ids, email__in=emails)
    here.clean(Cause(audience, "bounce"))


def _readers(delivery: Delivery) -> ContactQuerySet:
    """The contact who got it, or who they became, if any is there still."""
    contacts: ContactQuerySet = delivery.audience.contacts.filter(
        pk=delivery.reader_id or 0
    )
    return contacts


def _of(delivery: Delivery) -> dict[str, object]:
    """What an event says of a delivery."""
    return {"delivery": delivery.pk, "message": delivery.message_id}
