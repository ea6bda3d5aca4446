"""Messages and their deliveries as pages list them: where each is, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.http import number_of
from delivery.finding import Sought
from delivery.models import Delivery, Message, State
from delivery.optouts import reasons as opt_outs
from delivery.overview import explaining
from delivery.overview.explaining import Known
from delivery.sms import news

if TYPE_CHECKING:
    from audiences.models import Audience

MESSAGES = 25
DELIVERIES = 50
NOTICES = "notices"
MAX_TEXT = 200
# How a badge looks.
STATES = {
    "sent": "ok",
    "failed": "bad",
    "unknown": "bad",
    "deferred": "warn",
    "pending": "info",
    "leased": "running",
}
STAGES = {
    "freezing": "running",
    "sending": "running",
    "paused": "paused",
    "finished": "ok",
}


def text_of(query: Mapping[str, str]) -> str:
    """What is searched for."""
    return query.get("q", "").replace("\0", "").strip()[:MAX_TEXT]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """News or notices, newest first; `here` and `next_url` are queries."""

    messages: list[Message]
    here: str
    next_url: str
    is_of_notices: bool
    has_notices: bool

    @property
    def is_live(self) -> bool:
        return any(one.is_open for one in self.messages)

    @property
    def rows(self) -> list[tuple[Message, str]]:
        return [(one, STAGES.get(one.stage, "")) for one in self.messages]

    @property
    def tabs(self) -> list[Tab]:
        """None where there is one kind of messages alone."""
        if not self.has_notices:
            return []
        return [
            Tab(pgettext("messages", "News"), "?", not self.is_of_notices),
            Tab(_("Notices"), f"?kind={NOTICES}", self.is_of_notices),
        ]

    @classmethod
    def of(cls, audience: Audience, before: int | None, kind: str = "") -> Self:
        """Two queries, however many there are and however deep the page lies."""
        notices, of_notices = audience.messages.notices(), kind == NOTICES
        listed = notices if of_notices else audience.messages.unasked()
        listed = listed.newest_first()
        if before is not None:
            listed = listed.filter(pk__lt=before)
        found = list(listed[: MESSAGES + 1])
        shown = found[:MESSAGES]
        own = {"kind": NOTICES} if of_notices else {}
        here = own | ({"before": before} if before is not None else {})
        more = own | {"before": shown[-1].pk} if len(found) > MESSAGES else {}
        return cls(
            shown,
            here=f"?{urlencode(here)}",
            next_url=f"?{urlencode(more)}" if more else "",
            is_of_notices=of_notices,
            has_notices=notices.exists(),
        )


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries are listed, as the URL says."""

    state: str = ""
    text: str = ""
    after: str = ""  # the state and id of the last one of the page before

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        state = query.get("state", "")
        state = state if state in State else ""
        return cls(state, text_of(query), query.get("after", "")[:40])

    @property
    def place(self) -> tuple[str, int] | None:
        state, _colon, number = self.after.partition(":")
        pk = number_of(number)
        return (state, pk) if state in State and pk is not None else None

    def query(self, **changes: str) -> str:
        pairs = {"state": self.state, "q": self.text, "after": ""} | changes
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery with its message, why it is where it is, and what can be done."""

    delivery: Delivery
    why: str
    place: str  # where what holds it is changed, if it can be
    kind: str

    @classmethod
    def of(cls, one: Delivery, known: Known) -> Self:
        why = explaining.why_of(one, one.message, known)
        return cls(one, why.words, why.place, STATES.get(one.state, ""))

    @property
    def address(self) -> str:
        """Where it went, or is to go."""
        contact = self.delivery.contact
        return self.delivery.email or (contact.email_display if contact else "")

    @property
    def opted_out(self) -> str:
        """That they left by it, and why; or nothing."""
        return opt_outs.opted_out(self.delivery)

    @property
    def may_retry(self) -> bool:
        """Whether it can be sent once more, be it with a warning."""
        one = self.delivery
        is_known = one.contact_id is not None or one.email != ""
        is_over = one.message.stage == "canceled"
        return is_known and not is_over and one.state in {State.FAILED, State.UNKNOWN}

    @property
    def is_unknown(self) -> bool:
        return self.delivery.state == State.UNKNOWN

    @property
    def may_cancel(self) -> bool:
        going = {"freezing", "sending", "paused"}
        return self.is_waiting and self.delivery.message.stage in going

    @property
    def is_waiting(self) -> bool:
        return self.delivery.state in Delivery.OPEN


def rows_of(deliveries: Sequence[Delivery], known: Known) -> list[Row]:
    """With what providers of SMS said of them, in two queries where any is one."""
    news.tell(deliveries)
    return [Row.of(one, known) for one in deliveries]


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    message: Message
    wanted: Wanted
    rows: list[Row]
    next_url: str
    is_cut: bool  # more people match than are looked for

    @classmethod
    def of(cls, message: Message, wanted: Wanted) -> Self:
        """Three queries, and four for what holds them, however many there are."""
        listed = message.deliveries.in_state(wanted.state)
        is_cut = False
        if wanted.text:
            sought = Sought.of(message.audience, wanted.text)
            listed, is_cut = listed.filter(sought.within), sought.is_cut
        if wanted.place:
            listed = listed.after(*wanted.place)
        found = list(listed.select_related("contact").in_order()[: DELIVERIES + 1])
        shown = found[:DELIVERIES]
        next_url = ""
        if len(found) > DELIVERIES:
            next_url = wanted.query(after=f"{shown[-1].state}:{shown[-1].pk}")
        known = Known(message.audience.account, [message.audience_id])
        for one in shown:
            one.message = message
        return cls(message, wanted, rows_of(shown, known), next_url, is_cut)

    @property
    def tabs(self) -> list[Tab]:
        """All, and each state that some are in: they add up."""
        message, wanted = self.message, self.wanted
        tabs = [Tab(_("All"), wanted.query(state=""), not wanted.state, message.total)]
        for state, label in State.choices:
            n = message.counts[state]
            if n or state == wanted.state:
                url, current = wanted.query(state=state), state == wanted.state
                tabs.append(Tab(str(label), url, current, n))
        return tabs

    @property
    def here(self) -> str:
        return self.wanted.query(after=self.wanted.after)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Deliveries of all messages to whom a text names, newest first."""

    text: str
    rows: list[Row]
    here: str
    next_url: str
    is_cut: bool

    @classmethod
    def of(cls, audience: Audience, text: str, before: int | None) -> Self:
        """Three queries, and four for what holds them, however deep the page lies."""
        sought = Sought.of(audience, text)
        own = Delivery.objects.filter(audience=audience)
        listed = own.filter(sought.anywhere).newest_first()
        if before is not None:
            listed = listed.filter(pk__lt=before)
        found = list(listed.select_related("contact", "message")[: DELIVERIES + 1])
        shown = found[:DELIVERIES]
        here = {"q": text} | ({"before": before} if before is not None else {})
        more = {"q": text, "before": shown[-1].pk} if len(found) > DELIVERIES else {}
        known = Known(audience.account, [audience.pk])
        return cls(
            text,
            rows_of(shown, known),
            here=f"?{urlencode(here)}",
            next_url=f"?{urlencode(more)}" if more else "",
            is_cut=sought.is_cut,
        )
