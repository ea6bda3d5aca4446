"""What was done with a message, and how it is asked of whom, and of which messages.

Opens and clicks are events: whoever follows a segment that asks for them hears at once.
Sends are in the ledger alone, and a new message is no event either: what changes by
them is seen whenever it is asked anew, and at night where it is followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from conditions.controls import DAYS, NOTHING, Choice, Number
from conditions.matching import Members
from conditions.subjects import Operator, Subject
from contacts.conditions.ways import ACTIVITY, quoted
from delivery.models import Delivery

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from conditions.controls import Control
    from conditions.moments import At
    from delivery.querysets import MessageQuerySet

OFFERED = 200  # messages to choose from, the last ones
# Messages that can tell of being read: no SMS, none of text alone.
IN_HTML = Q(channel="email") & ~Q(html="")
LAST = Number(whole=True, least=1, most=50, unit=gettext_lazy("messages"))
# Between “message opened” and, if anything, “2 days” or “2 messages”.
WAYS: Mapping[str, tuple[Text, Text]] = {
    "one": (
        pgettext_lazy("a message", "this one"),
        pgettext_lazy("a message", "not this one"),
    ),
    "any": (pgettext_lazy("a message", "any"), pgettext_lazy("a message", "none")),
    "days": (
        pgettext_lazy("so many days", "in the last"),
        pgettext_lazy("so many days", "not in the last"),
    ),
    "some": (
        pgettext_lazy("so many messages", "one of the last"),
        pgettext_lazy("so many messages", "none of the last"),
    ),
    "all": (
        pgettext_lazy("so many messages", "all of the last"),
        pgettext_lazy("so many messages", "not all of the last"),
    ),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done with a message; its sentences stand by operator.

    `said` holds `%(message)s` where one is meant. `counted` are plurals with `%(n)s`,
    as is `times`, which says `%(day)s` as well.
    """

    key: str
    label: Text
    at: str  # the column of a delivery that says when
    is_done: Q  # with a delivery
    is_known: Q  # of a message: whether this can be known of its deliveries
    said: Mapping[str, Text]
    counted: Mapping[str, Any]
    times: Any
    never: Text
    note: Text = ""
    names: frozenset[int] = frozenset()  # of the events that tell of it
    is_over_when_finished: bool = False


class Done(Subject):
    """A deed, asked of the contacts of an audience."""

    section = ACTIVITY

    def __init__(self, audience: Audience, deed: Deed) -> None:
        self.audience, self.deed = audience, deed
        self.key, self.label = deed.key, deed.label

    @cached_property
    def names(self) -> dict[int, str]:
        """Of the messages to many, newest first."""
        return dict(self._messages().newest_first().values_list("pk", "name"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This message is no longer there.")
        one = Choice(lambda: self.names, gone, lambda: list(self.names)[OFFERED:])
        return (
            *self._both("one", one),
            *self._both("any", NOTHING),
            *self._both("days", DAYS),
            *self._both("some", LAST),
            *self._both("all", LAST),
        )

    def matching(self, op: str, value: Any, at: At) -> Members:
        done = self._done(op, value, at)
        if op != "all":
            return Members(done)
        counted = done.values("contact_id").alias(n=Count("*"))
        # Where there is no message nobody did it with all of them.
        return Members(counted.filter(n=max(len(self._last(value)), 1)))

    def clause(self, op: str, value: Any) -> str:
        if op in self.deed.counted:
            return str(self.deed.counted[op] % {"n": value})
        name = quoted(self.names[value]) if value is not None else ""
        return str(self.deed.said[op]) % {"message": name}

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        when = self.deed.at
        done = self._done(op.removesuffix("_not"), value, at)
        found = done.filter(contact_id=contact.pk).order_by(f"-{when}", "-pk")
        times: list[datetime] = [
            moment for moment in found.values_list(when, flat=True) if moment
        ]
        if not times:
            return str(self.deed.never)
        last = date_format(times[0].astimezone(at.zone), "j F Y")
        return str(self.deed.times % {"n": len(times), "day": last})

    def turns_with(self, op: str, value: Any) -> bool:
        return op.removesuffix("_not") == "days"

    def listens(self, op: str, value: Any) -> frozenset[int]:
        return self.deed.names

    def note(self) -> str:
        return str(self.deed.note)

    def _both(self, op: str, control: Control) -> tuple[Operator, Operator]:
        yes, no = WAYS[op]
        return Operator(op, yes, control), Operator(f"{op}_not", no, control, op)

    def _done(self, op: str, value: Any, at: At) -> QuerySet[Any]:
        """The deliveries that an operator asks for, of whomever."""
        rows: QuerySet[Any] = Delivery.objects.filter(
            self.deed.is_done, audience=self.audience.pk, contact__isnull=False
        )
        match op:
            case "one":
                return rows.filter(message_id=value)
            case "days":
                since = at.beginning(at.first_of_last(value))
                if self.deed.is_over_when_finished:
                    messages = self.audience.messages.filter(
                        Q(finished_at=None) | Q(finished_at__gte=since)
                    )
                    rows = rows.filter(message_id__in=messages.values("pk"))
                return rows.filter(**{f"{self.deed.at}__gte": since})
            case "some" | "all":
                return rows.filter(message_id__in=self._last(value))
        return rows

    def _messages(self) -> MessageQuerySet:
        messages: MessageQuerySet = self.audience.messages.to_many()
        return messages.filter(self.deed.is_known)

    def _last(self, n: int) -> list[int]:
        """The last messages to many that anybody got; others were canceled, or wait."""
        messages = self._messages().filter(sent__gt=0).newest_first()
        return list(messages.values_list("pk", flat=True)[:n])
