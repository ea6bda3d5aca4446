"""Messages that may say that somebody wants out: a person judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts import texting
from contacts.causes import Cause

if TYPE_CHECKING:
    from accounts.models import User
    from delivery.models import ReceivedText
    from delivery.querysets import ReceivedTextQuerySet


@transaction.atomic
def opt_out(text: ReceivedText, *, actor: User, ip: str | None = None) -> bool:
    """The number is out of SMS, by its own words; False if it was.

    Nothing is answered: who wrote it may have done so long ago.
    """
    audience = text.audience
    wording = text.body[:500]
    cause = Cause(audience, "sms", actor=actor, ip=ip, wording=wording)
    moved = texting.say_no(text.number, cause)
    audience.receivedtexts.from_number(text.number).judge(actor)
    return moved


def dismiss(text: ReceivedText, *, actor: User) -> bool:
    """They want no such thing; False if somebody judged it already."""
    return bool(_alone(text).judge(actor))


def take_up(text: ReceivedText) -> bool:
    """Somebody has to judge it once more."""
    return bool(_alone(text).unjudge())


def _alone(text: ReceivedText) -> ReceivedTextQuerySet:
    rows: ReceivedTextQuerySet = text.audience.receivedtexts.filter(pk=text.pk)
    return rows
