"""Looking at what came in, each by itself: one message never holds up another.

The attempt is counted and committed first, so that a message that kills whoever looks
at it is set aside after some attempts like one that fails. What it was and what follows
from it are then written in one transaction, once.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from delivery import proof
from delivery.models import Delivery, Received
from delivery.optouts import verbs
from delivery.receiving import following
from delivery.receiving.reading import clean_text
from delivery.receiving.understanding import Finding, understand

logger = logging.getLogger(__name__)

AT_ONCE = 100  # by one look for what is left
LONGEST_ERROR = 500
NAMELESS: dict[str, Any] = {
    "sender": "",
    "recipients": [],
    "raw": b"",
    "about": [],
    "answer": "",
    "names": [],
    "contact_id": None,
}


def look_at(pk: int) -> None:
    """Find out what a message is and do what follows; nothing if that is done."""
    rows = Received.objects.filter(pk=pk)
    if not rows.take():
        return
    received = rows.get()
    try:
        settle(received, understand(received))
    except Exception as error:
        if not connection.is_usable():
            raise
        logger.exception("The received message %s was not understood", pk)
        said = clean_text(f"{type(error).__name__}: {error}")[:LONGEST_ERROR]
        rows.waiting().update(error=said)
        rows.set_aside(said)


@transaction.atomic
def settle(received: Received, finding: Finding) -> bool:
    """Write down what it was, with what follows; False if that was done already.

    The contact is locked before anything else, as by whoever erases them.
    """
    delivery = finding.delivery
    if delivery is not None and delivery.reader_id and not following.hold(delivery):
        # They went meanwhile, and left it without a name or to whom they became.
        rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
        delivery = rows.select_related("audience__account", "message").first()
        if delivery is not None:
            following.hold(delivery)
    columns = finding.columns(delivery)
    if delivery is not None and not (delivery.reader_id or delivery.email):
        columns |= NAMELESS | {"reason": "gone"}
    waiting = Received.objects.waiting().filter(pk=received.pk)
    if not waiting.update(state=Received.State.DONE, error="", **columns):
        return False
    if delivery is not None and (delivery.reader_id or delivery.email):
        _follow(delivery, finding, received)
    if delivery is not None:
        proof.was_sent(delivery)
    return True


def _follow(delivery: Delivery, finding: Finding, received: Received) -> None:
    match finding.kind:
        # What was passed on went to an address that nobody knows any more.
        case Received.Kind.BOUNCE if finding.verdict and delivery.email:
            at, said = received.received_at, finding.answer
            following.bounced(delivery, finding.verdict, at, said)
        case Received.Kind.COMPLAINT if finding.reason != "praise":
            following.complained(delivery, received.received_at)
        case Received.Kind.UNSUBSCRIBE:
            verbs.opt_out(delivery, "mail")


def sweep() -> int:
    """Look at what is due and was left, for whatever reason; how many that were."""
    Received.objects.set_aside()
    due = Received.objects.due().order_by("due_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        look_at(pk)
    return len(pks)


def forget_old() -> int:
    """Drop what was kept long enough; 0 days keep it for good."""
    days = settings.RECEIVED_DAYS
    return Received.objects.older_than(days).delete()[0] if days else 0
