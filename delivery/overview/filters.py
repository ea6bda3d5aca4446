"""Which deliveries a list shows, as its URL says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q

from accounts.http import number_of
from contacts.facets import beginning, clean_day
from delivery import reasons
from delivery.listing import text_of
from delivery.models import State
from delivery.models.deliveries import host, moment

# States under one name, as the columns of a list of messages add them up.
WAITING, NOT_SENT = "waiting", "not_sent"
GROUPS = {
    WAITING: (State.PENDING, State.LEASED, State.DEFERRED),
    NOT_SENT: (State.FAILED, State.SUPPRESSED, State.EXCLUDED, State.UNKNOWN),
}
NARROWED = ("reason", "audience", "message", "domain", "since", "until", "one")


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What is empty or None narrows nothing.

    `state` is a state or a name of `GROUPS`, `since` and `until` are days by the clock
    of the account, both of them included.
    """

    state: str = ""
    reason: str = ""
    audience: int | None = None
    message: int | None = None
    domain: str = ""
    text: str = ""
    since: str = ""
    until: str = ""
    one: int | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What a query asks for; what makes no sense is left out."""
        state, reason = query.get("state", ""), query.get("reason", "")
        text, domain = text_of(query), cleaned_domain(query.get("domain", ""))
        if text.startswith("@") and len(text) > 1:
            text, domain = "", cleaned_domain(text)
        return cls(
            state=state if state in State or state in GROUPS else "",
            reason=reason if reason in reasons.REASONS else "",
            audience=number_of(query.get("audience", "")),
            message=number_of(query.get("message", "")),
            domain=domain,
            text=text,
            since=clean_day(query.get("since", "")),
            until=clean_day(query.get("until", "")),
            one=number_of(query.get("one", "")),
        )

    def to_query(self) -> list[tuple[str, str]]:
        """Name and value of each part that is there."""
        pairs = [("q", self.text), ("state", self.state)]
        pairs += [(name, getattr(self, name) or "") for name in NARROWED]
        return [(name, str(value)) for name, value in pairs if value]

    @property
    def query_string(self) -> str:
        return urlencode(self.to_query())

    def without(self, name: str) -> Self:
        """Leave out the part of this name."""
        return replace(self, **{name: getattr(type(self)(), name)})

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than a state."""
        return any(name not in {"state"} for name, _value in self.to_query())

    @property
    def states(self) -> tuple[str, ...]:
        """Those that are wanted; all where none is said."""
        if not self.state:
            return tuple(State.values)
        return tuple(map(str, GROUPS.get(self.state, (self.state,))))

    @property
    def is_by_whom(self) -> bool:
        """Whether it says to whom, so that indexes of that find them."""
        return bool(self.domain or self.text or self.one)

    @property
    def of_states(self) -> Q:
        wanted = Q()
        if self.state:
            wanted &= Q(state__in=self.states)
        return wanted & Q(reason=self.reason) if self.reason else wanted

    @property
    def of_the_rest(self) -> Q:
        """What it asks for beside states, reasons and persons."""
        wanted = Q()
        if self.message is not None:
            wanted &= Q(message_id=self.message)
        if self.one is not None:
            wanted &= Q(pk=self.one)
        if self.since:
            wanted &= Q(moment__gte=beginning(date.fromisoformat(self.since)))
        if self.until:
            after = date.fromisoformat(self.until) + timedelta(days=1)
            wanted &= Q(moment__lt=beginning(after))
        return wanted


# What the names in a `Q` of a filter stand for.
ALIASES = {"moment": moment(), "host": host()}


def cleaned_domain(text: str) -> str:
    """A domain as it stands in addresses, or nothing."""
    domain = text.replace("\0", "").strip().lower().rpartition("@")[2].rstrip(".")
    return domain[:253]
