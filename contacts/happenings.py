"""What can happen to a contact and how it is told.

Apps register their own events in a module `activity`: what kind they are for whoever
looks for them, the icon, the sentence, and what the ids in them stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from audiences.models import Audience
    from contacts.models import Contact

CUSTOM = "custom"

type Said = Mapping[str, Any]
type Sentence = Callable[[Said, Names], str]
type Details = Callable[[Said, Names], list[tuple[str, str]]]
type Leads = Callable[[Audience, Said, Names], str]
type Reader = Callable[[Audience, Collection[Any]], Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in events stand for, by what they are the ids of."""

    known: Mapping[str, Mapping[Any, Any]]

    def get(self, of: str, key: Any, default: Any = "") -> Any:
        return self.known.get(of, {}).get(key, default)


@dataclass(frozen=True, slots=True)
class Telling:
    """How one name of the log is told."""

    icon: str
    sentence: Sentence
    details: Details | None = None  # what stands below, a name and a value each
    label: str | Promise = ""  # of all such events together
    leads: Leads | None = None  # to a page about it; nowhere where that is gone


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of a row that is no event; its id is its place at one moment."""

    at: datetime
    id: int
    icon: str
    text: str
    url: str = ""  # of a page about it


@dataclass(frozen=True, slots=True)
class Page:
    """So many lines of a time, newest first, behind a place: a moment and an id."""

    kind: str  # the only one that is wanted, or nothing
    n: int
    since: datetime | None
    until: datetime | None
    key: tuple[datetime, int] | None


# What other tables than the log know of a contact.
type Ledger = Callable[[Contact, Page], list[Line]]


@dataclass(slots=True)
class Kind:
    """A kind of happenings that the feed can be narrowed to."""

    label: Promise
    names: list[int] = field(default_factory=list)
    ledgers: list[Ledger] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lookup:
    keys: tuple[str, ...]  # of properties that hold an id, or a list of them
    read: Reader


kinds: dict[str, Kind] = {
    "contact": Kind(_("Contact")),
    "status": Kind(_("Status")),
    "tags": Kind(_("Tags")),
    "groups": Kind(_("Groups")),
    "notes": Kind(_("Notes")),
    "imports": Kind(_("Imports")),
    "mail": Kind(_("Email")),
    "sms": Kind(_("SMS")),
    CUSTOM: Kind(_("Own events")),
}
tellings: dict[int, Telling] = {}
lookups: dict[str, Lookup] = {}


def tells(
    *names: int,
    kind: str,
    icon: str,
    label: str | Promise = "",
    details: Details | None = None,
    leads: Leads | None = None,
) -> Callable[[Sentence], Sentence]:
    """Register the sentence of these names, which makes them of that kind."""

    def register(sentence: Sentence) -> Sentence:
        for name in map(int, names):
            tellings[name] = Telling(icon, sentence, details, label, leads)
            kinds[kind].names.append(name)
        return sentence

    return register


def keeps(*of: str) -> Callable[[Ledger], Ledger]:
    """Register who reads tables whose rows are of these kinds, asked once for all."""

    def register(read: Ledger) -> Ledger:
        for kind in of:
            kinds[kind].ledgers.append(read)
        return read

    return register


def looks_up(of: str, *keys: str) -> Callable[[Reader], Reader]:
    """Register who knows the ids that events have under these keys."""

    def register(read: Reader) -> Reader:
        lookups[of] = Lookup(keys, read)
        return read

    return register


def choices() -> list[tuple[str, Promise]]:
    """The kinds of which there can be something."""
    return [
        (key, kind.label)
        for key, kind in kinds.items()
        if kind.names or kind.ledgers or key == CUSTOM
    ]


def names_in(audience: Audience, said: Iterable[Said]) -> Names:
    """Ask for everything that these events name, each sort of thing once."""
    events = list(said)
    known = {}
    for of, lookup in lookups.items():
        ids = {id for each in events for key in lookup.keys for id in _ids(each, key)}
        if ids:
            known[of] = lookup.read(audience, ids)
    return Names(known)


def _ids(said: Said, key: str) -> Iterable[Any]:
    found = said.get(key)
    if found is None:
        return ()
    ids = found if isinstance(found, list | dict) else [found]
    return [id for id in ids if isinstance(id, int | str)]
