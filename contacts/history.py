"""How a contact's status and permissions came about: one list, newest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils.translation import gettext as _

from contacts.facts import language_in_words
from contacts.happenings import Names, kinds, names_in, tellings
from contacts.keys import key_of_moment, text_of_moment
from contacts.models import Consent
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact

PAGE_SIZE = 30

# What came in brought a status along.
ARRIVALS = (Own.CONTACT_ADDED, Own.CONTACT_IMPORTED, Own.CONTACT_MERGED)

HOWS = {
    "staff": lambda: _("by hand"),
    "import": lambda: _("by an import"),
    "form": lambda: _("by a form"),
    "default": lambda: _("ticked on a form beforehand"),
    "api": lambda: _("by the API"),
    "webhook": lambda: _("by a webhook"),
    "link": lambda: _("by the link in an email"),
    "centre": lambda: _("on the page of their choices"),
    "one_click": lambda: _("by a click in their mail program"),
    "mail": lambda: _("by an email to us"),
    "bounce": lambda: _("by a bounce"),
    "complaint": lambda: _("by a complaint about spam"),
    "sms": lambda: _("by an SMS"),
    "number": lambda: _("as the number opted out before"),
    "sms_provider": lambda: _("told by the provider of SMS"),
    "segment": lambda: _("on entering a segment"),
    "undo": lambda: _("by undo"),
    "merge": lambda: _("by a merge"),
    "suppression": lambda: _("by a list of suppressed addresses"),
}
SAID: dict[tuple[str, bool | None], Callable[[], str]] = {
    ("email", True): lambda: _("Email: permission given"),
    ("email", False): lambda: _("Email: permission withdrawn"),
    ("email", None): lambda: _("Email: withdrawal taken back, no permission given"),
    ("sms", True): lambda: _("SMS: permission given"),
    ("sms", False): lambda: _("SMS: permission withdrawn"),
    ("tracking", True): lambda: _("Tracking: permission given"),
    ("tracking", False): lambda: _("Tracking: permission withdrawn"),
    ("tracking", None): lambda: _(
        "Tracking: withdrawal taken back, no permission given"
    ),
    ("one_to_one", True): lambda: _("One-to-one messages: permission given"),
    ("one_to_one", False): lambda: _("One-to-one messages: permission withdrawn"),
    ("sms", None): lambda: _("SMS: withdrawal taken back, no permission given"),
    ("permission", True): lambda: _("Permission given"),
    ("permission", False): lambda: _("Permission withdrawn"),
    ("permission", None): lambda: _("Withdrawal taken back, no permission given"),
}
# A purpose that is not known here is told by its own name, or by who called it so.
PURPOSES = {"marketing": lambda: _("for marketing")}
type Titles = Callable[[Audience, Collection[str]], Mapping[str, str]]
ICONS = {True: "circle-check", False: "circle-x", None: "arrow-back-up"}


purposes: list[Titles] = []


def titles(read: Titles) -> Titles:
    """Register `read(audience, names)`: what some of these purposes are called."""
    purposes.append(read)
    return read


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    rank: int  # of two at the same moment, which is told first
    pk: int
    icon: str
    text: str
    purpose: str = ""
    by: str = ""
    how: str = ""
    source: str = ""
    ip: str = ""
    wording: str = ""
    version: str = ""
    language: str = ""

    @property
    def key(self) -> tuple[datetime, int, int]:
        return (self.at, self.rank, self.pk)


@dataclass(frozen=True, slots=True)
class History:
    lines: list[Line]
    older: str  # where the rest begins, or nothing


def history_of(contact: Contact, before: str = "") -> History:
    """The next lines before a place, or the newest."""
    rank, _dash, rest = before.partition("-")
    key = key_of_moment(rest) if rank in {"0", "1"} else None
    place = (key[0], int(rank), key[1]) if key else None
    both = merge(
        _events(contact, place),
        _consents(contact, place),
        key=lambda line: line.key,
        reverse=True,
    )
    found = list(islice(both, PAGE_SIZE + 1))
    lines = found[:PAGE_SIZE]
    older = ""
    if len(found) > PAGE_SIZE:
        last = lines[-1]
        older = f"{last.rank}-{text_of_moment(last.at, last.pk)}"
    return History(lines, older)


def _events(
    contact: Contact, place: tuple[datetime, int, int] | None
) -> Iterator[Line]:
    log = Event.objects.filter(audience=contact.audience_id)
    names_wanted = [*kinds["status"].names, *map(int, ARRIVALS)]
    own = log.kept_of(Event.Kind.OWN, contact.audience.account)
    events = own.of_contact(contact.pk).filter(name_id__in=names_wanted)
    found = list(_before(events, "occurred_at", "id", 1, place)[: PAGE_SIZE + 1])
    names = names_in(contact.audience, (event.properties for event in found))
    for event in found:
        yield _line(event, names)


def _line(event: Event, names: Names) -> Line:
    said, telling = event.properties, tellings[event.name_id]
    how = HOWS.get(said.get("how", ""))
    return Line(
        at=event.occurred_at,
        rank=1,
        pk=event.id,
        icon=telling.icon,
        text=telling.sentence(said, names),
        by=names.get("person", said.get("by")),
        how=how() if how else "",
        source=names.get("source", said.get("source")),
    )


def _consents(
    contact: Contact, place: tuple[datetime, int, int] | None
) -> Iterator[Line]:
    own = contact.consents.select_related("actor", "source").newest_first()
    found = list(_before(own, "at", "pk", 0, place)[: PAGE_SIZE + 1])
    titled = _titled(contact.audience, found)
    for consent in found:
        yield _permission(consent, titled)


def _titled(audience: Audience, found: Iterable[Consent]) -> dict[str, str]:
    names = {one.purpose for one in found} - PURPOSES.keys()
    titled: dict[str, str] = {}
    for read in purposes if names else ():
        titled |= read(audience, names)
    return titled


def _permission(consent: Consent, titled: Mapping[str, str]) -> Line:
    actor = consent.actor
    how = HOWS.get(consent.how)
    purpose = PURPOSES.get(consent.purpose)
    return Line(
        at=consent.at,
        rank=0,
        pk=consent.pk,
        icon=ICONS[consent.given],
        text=SAID[consent.channel, consent.given](),
        purpose=purpose() if purpose else titled.get(consent.purpose, consent.purpose),
        by=(actor.name or actor.email) if actor else "",
        how=how() if how else "",
        source=str(consent.source or ""),
        ip=consent.ip or "",
        wording=consent.wording,
        version=consent.version,
        language=language_in_words(consent.language),
    )


def last_permission(contact: Contact) -> Line | None:
    """The last line of the ledger."""
    consent = contact.consents.select_related("actor", "source").newest_first().first()
    if consent is None:
        return None
    return _permission(consent, _titled(contact.audience, [consent]))


def _before[Q: QuerySet[Any]](
    rows: Q, at: str, pk: str, rank: int, place: tuple[datetime, int, int] | None
) -> Q:
    """What follows a place in the list of both, of rows that have this rank in it."""
    if place is None:
        return rows
    moment, its_rank, its_pk = place
    if rank != its_rank:
        compare = "lte" if rank < its_rank else "lt"
        return rows.filter(**{f"{at}__{compare}": moment})
    return rows.filter(TupleLessThan(Row(F(at), F(pk)), (moment, its_pk)))
