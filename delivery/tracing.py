"""One delivery: where it is, why, and what became of it, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.values import phones
from delivery.listing import Row, rows_of
from delivery.models import Channel
from delivery.optouts import reasons as opt_outs
from delivery.overview.explaining import Known

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.models import Delivery


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A delivery as its page shows it, with what became of it, the last first."""

    row: Row
    steps: list[Step]

    @property
    def delivery(self) -> Delivery:
        return self.row.delivery

    @property
    def address(self) -> str:
        """Where it went, or is to go; nothing once nobody knows any more."""
        if self.delivery.message.channel == Channel.SMS:
            return phones.in_words(self.delivery.email)
        return self.row.address

    @property
    def waits_until(self) -> datetime | None:
        return self.delivery.due_at if self.row.is_waiting else None


def trace(audience: Audience, delivery: Delivery) -> Trace:
    (row,) = rows_of([delivery], Known(audience.account, [audience.pk]))
    steps = sorted(_steps(delivery), key=lambda step: step.at, reverse=True)
    return Trace(row, steps)


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
        yield Step(one.unsubscribed_at, "mail-off", opt_outs.opted_out(one))
