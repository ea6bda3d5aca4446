"""Why somebody leaves, in their own word on the page that says that they are out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from delivery.models import Delivery, OptOutReason
from delivery.receiving.reading import clean_text

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.models import Message

LONGEST_WORDS = 500
# What the page offers, as the reader would say it.
BY_THE_READER: Mapping[OptOutReason, Promise] = {
    OptOutReason.NO_LONGER: pgettext_lazy("by the reader", "I no longer want it"),
    OptOutReason.NEVER_SIGNED_UP: pgettext_lazy(
        "by the reader", "I never signed up for it"
    ),
    OptOutReason.INAPPROPRIATE: pgettext_lazy("by the reader", "It is inappropriate"),
    OptOutReason.SPAM: pgettext_lazy("by the reader", "It is spam"),
    OptOutReason.OTHER: pgettext_lazy("by the reader", "Another reason"),
}


class Why(NamedTuple):
    """A reason, with their own words where it is another one."""

    reason: OptOutReason
    words: str = ""

    @classmethod
    def from_post(cls, said: Mapping[str, str]) -> Self | None:
        """None of a reason that is none, as of somebody who chose nothing."""
        try:
            reason = OptOutReason(said.get("reason", ""))
        except ValueError:
            return None
        if reason != OptOutReason.OTHER:
            return cls(reason)
        words = clean_text(said.get("words", "").replace("\r\n", "\n")).strip()
        return cls(reason, words[:LONGEST_WORDS])


class Left(NamedTuple):
    """Who left when by which message, and why in words."""

    contact: int
    at: datetime
    message: int
    why: str


class Choice(NamedTuple):
    value: str
    label: Promise
    is_chosen: bool


def choices(delivery: Delivery) -> list[Choice]:
    """What the page offers, with what was said before.

    Their own words are not shown again: the message may be forwarded.
    """
    said = delivery.opt_out_reason
    return [
        Choice(reason.value, label, reason == said)
        for reason, label in BY_THE_READER.items()
    ]


def wording_of(why: Why) -> str:
    """What the page asked and they chose, as the ledger keeps it."""
    return f"{_('Why are you leaving?')} {BY_THE_READER[why.reason]}"


def in_words(reason: str, words: str = "") -> str:
    """As staff read it; nothing of a reason that is not given."""
    if reason not in OptOutReason:
        return ""
    label = str(OptOutReason(reason).label)
    if not words:
        return label
    return _("%(reason)s: “%(words)s”") % {"reason": label, "words": words}


def opted_out(delivery: Delivery) -> str:
    """That they left by this message and why, or nothing."""
    why = in_words(delivery.opt_out_reason, delivery.opt_out_words)
    if why:
        return _("Opted out: %(why)s") % {"why": why}
    return pgettext("by a message", "Opted out") if delivery.unsubscribed_at else ""


def of_contacts(audiences: Iterable[Audience], contacts: Iterable[int]) -> list[Left]:
    """Those of these contacts who said why they left, in one query."""
    deliveries = Delivery.objects.filter(audience__in=audiences).who_said_why(contacts)
    rows = deliveries.values_list(
        *("contact_id", "unsubscribed_at", "message_id"),
        *("opt_out_reason", "opt_out_words"),
    )
    return [
        Left(who, at, message, in_words(why, words))
        for who, at, message, why, words in rows
        if at
    ]


def numbers_of(message: Message) -> list[tuple[str, int]]:
    """How many left by it for each reason, the most frequent first. One query."""
    counts = message.deliveries.count_opt_out_reasons()
    known = [reason for reason in OptOutReason if reason in counts]
    known.sort(key=lambda reason: -counts[reason])
    return [(str(reason.label), counts[reason]) for reason in known]
