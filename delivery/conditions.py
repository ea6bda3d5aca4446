"""What can be asked of contacts about the messages that they were sent.

Sends are in the ledger and not in the log: who is in a segment that asks for them is
seen whenever it is asked anew, and at night where it is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import (
    gettext_lazy,
    ngettext,
    ngettext_lazy,
    npgettext_lazy,
)

from conditions.controls import DAYS, NOTHING, Choice, Number
from conditions.matching import Members
from conditions.subjects import Operator, Subject, provides
from contacts.conditions.ways import ACTIVITY, quoted
from delivery.models import Delivery

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from conditions.controls import Control
    from conditions.moments import At

OFFERED = 200  # messages to choose from, the last ones
LAST = Number(whole=True, least=1, most=50, unit=gettext_lazy("messages"))

_SAID = {
    "one": gettext_lazy("who were sent %(message)s"),
    "one_not": gettext_lazy("who were not sent %(message)s"),
    "any": gettext_lazy("who were sent any message"),
    "any_not": gettext_lazy("who were sent no message"),
}
_COUNTED = {
    "days": ngettext_lazy(
        "who were sent a message today",
        "who were sent a message in the last %(n)s days",
        "n",
    ),
    "days_not": ngettext_lazy(
        "who were sent no message today",
        "who were sent no message in the last %(n)s days",
        "n",
    ),
    "some": npgettext_lazy(
        "one of several messages",
        "who were sent the last message",
        "who were sent one of the last %(n)s messages",
        "n",
    ),
    "some_not": npgettext_lazy(
        "none of several messages",
        "who were not sent the last message",
        "who were sent none of the last %(n)s messages",
        "n",
    ),
    "all": npgettext_lazy(
        "all of several messages",
        "who were sent the last message",
        "who were sent all of the last %(n)s messages",
        "n",
    ),
    "all_not": npgettext_lazy(
        "not all of several messages",
        "who were not sent the last message",
        "who were not sent all of the last %(n)s messages",
        "n",
    ),
}


@provides
def of_deliveries(audience: Audience) -> Iterable[Subject]:
    yield Sent(audience)


class Sent(Subject):
    key, label, section = "sent", gettext_lazy("Message"), ACTIVITY

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        """Of the last messages to many, newest first."""
        messages = self.audience.messages.to_many().newest_first()[:OFFERED]
        return dict(messages.values_list("pk", "name"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This message is no longer there.")
        one = Choice(lambda: self.names, gone)
        return (
            *_both("one", gettext_lazy("was sent"), gettext_lazy("was not sent"), one),
            *_both(
                "any",
                gettext_lazy("was sent anything"),
                gettext_lazy("was sent nothing"),
                NOTHING,
            ),
            *_both(
                "days",
                gettext_lazy("was sent something in the last … days"),
                gettext_lazy("was sent nothing in the last … days"),
                DAYS,
            ),
            *_both(
                "some",
                gettext_lazy("was sent one of the last … messages"),
                gettext_lazy("was sent none of the last … messages"),
                LAST,
            ),
            *_both(
                "all",
                gettext_lazy("was sent all of the last … messages"),
                gettext_lazy("was not sent all of the last … messages"),
                LAST,
            ),
        )

    def matching(self, op: str, value: Any, at: At) -> Members:
        sent = self._sent(op, value, at)
        if op != "all":
            return Members(sent)
        counted = sent.values("contact_id").alias(n=Count("*"))
        # Where there is no message nobody was sent all of them.
        return Members(counted.filter(n=max(len(self._last(value)), 1)))

    def clause(self, op: str, value: Any) -> str:
        if op in _COUNTED:
            return str(_COUNTED[op] % {"n": value})
        name = quoted(self.names[value]) if value is not None else ""
        return str(_SAID[op]) % {"message": name}

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        sent = self._sent(op.removesuffix("_not"), value, at)
        found = sent.filter(contact_id=contact.pk).order_by("-sent_at", "-pk")
        times: list[datetime] = [
            moment for moment in found.values_list("sent_at", flat=True) if moment
        ]
        if not times:
            return _("They were sent none.")
        last = date_format(times[0].astimezone(at.zone), "j F Y")
        n = len(times)
        text = ngettext(
            "They were sent %(n)s, on %(day)s.",
            "They were sent %(n)s, the last on %(day)s.",
            n,
        )
        return text % {"n": n, "day": last}

    def turns_with(self, op: str, value: Any) -> bool:
        return op.removesuffix("_not") == "days"

    def listens(self, op: str, value: Any) -> frozenset[int]:
        return frozenset()

    def _sent(self, op: str, value: Any, at: At) -> QuerySet[Any]:
        """The deliveries that an operator asks for, of whomever."""
        rows: QuerySet[Any] = Delivery.objects.filter(
            audience=self.audience.pk, state="sent", contact__isnull=False
        )
        match op:
            case "one":
                return rows.filter(message_id=value)
            case "days":
                since = at.beginning(at.first_of_last(value))
                # What was finished before sent nothing since.
                messages = self.audience.messages.filter(
                    Q(finished_at=None) | Q(finished_at__gte=since)
                )
                recent = rows.filter(message_id__in=messages.values("pk"))
                return recent.filter(sent_at__gte=since)
            case "some" | "all":
                return rows.filter(message_id__in=self._last(value))
        return rows

    def _last(self, n: int) -> list[int]:
        """The last messages to many whose readers are written down."""
        messages = self.audience.messages.to_many().exclude(stage="freezing")
        return list(messages.newest_first().values_list("pk", flat=True)[:n])


def _both(op: str, yes: Text, no: Text, control: Control) -> tuple[Operator, Operator]:
    return Operator(op, yes, control), Operator(f"{op}_not", no, control, op)
