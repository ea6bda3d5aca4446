"""One delivery: where it is, why, and what became of it, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.values import phones
from delivery import reasons
from delivery.listing import STATES
from delivery.models import Channel, Delivery, State
from delivery.sms import news

if TYPE_CHECKING:
    from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A delivery as its page shows it; `kind` is how the badge of its state looks."""

    delivery: Delivery
    kind: str
    why: str
    steps: list[Step]  # the last first

    @property
    def address(self) -> str:
        """Where it went, or is to go; nothing once nobody knows any more."""
        one = self.delivery
        if one.message.channel == Channel.SMS:
            return phones.in_words(one.email)
        return one.email or (one.contact.email_display if one.contact else "")

    @property
    def may_retry(self) -> bool:
        one = self.delivery
        if one.message.stage == "canceled" or not (one.contact_id or one.email):
            return False
        return one.state in {State.FAILED, State.UNKNOWN}

    @property
    def waits_until(self) -> datetime | None:
        one = self.delivery
        return one.due_at if one.state in Delivery.OPEN else None


def trace(audience: Audience, delivery: Delivery) -> Trace:
    if delivery.message.channel == Channel.SMS:
        news.tell(audience, [delivery])
    steps = sorted(_steps(delivery), key=lambda step: step.at, reverse=True)
    kind = STATES.get(delivery.state, "")
    return Trace(delivery, kind, reasons.of(delivery), steps)


def _steps(one: Delivery) -> Iterator[Step]:
    """None of them is made up: only what is known of when it happened."""
    if one.sent_at:
        yield Step(one.sent_at, "send", _("Sent"))
    elif one.dispatched_at:
        yield Step(one.dispatched_at, "send", _("Handed over"))
    if one.news:
        icon = {"ok": "circle-check", "bad": "circle-x"}.get(one.news.kind, "point")
        yield Step(one.news.at, icon, one.news.label)
    if one.bounced_at:
        label = str(one.get_bounce_display())
        text = _("Came back: %(bounce)s") % {"bounce": label}
        yield Step(one.bounced_at, "mail-x", text)
    if one.opened_at:
        n = ngettext("%(n)s time", "%(n)s times", one.opens) % {"n": one.opens}
        text = _("Opened for the first time, %(times)s in all") % {"times": n}
        yield Step(one.opened_at, "mail-opened", text)
    if one.clicked_at:
        n = ngettext("%(n)s time", "%(n)s times", one.clicks) % {"n": one.clicks}
        text = _("Clicked for the first time, %(times)s in all") % {"times": n}
        yield Step(one.clicked_at, "click", text)
    if one.complained_at:
        yield Step(one.complained_at, "alert-triangle", _("Called a message spam"))
    if one.unsubscribed_at:
        yield Step(one.unsubscribed_at, "mail-off", _("Opted out by it"))
