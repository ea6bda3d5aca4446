"""What happened to a member: read from the log, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from api.documents.activity import ACTIONS, EVENT, TYPES, Known
from delivery.optouts import reasons
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Contact
    from events.querysets import EventQuerySet

NOTED, LEFT = int(Own.NOTE_ADDED), int(Own.CONTACT_UNSUBSCRIBED)
LATEST = 50  # of the older list, which has no pages


def feed(contact: Contact, types: Iterable[str]) -> EventQuerySet:
    """Those of these types, or of all that the API knows; unknown ones are none."""
    wanted = set(types) or {*TYPES, EVENT}
    names = [int(n) for kind, names in TYPES.items() if kind in wanted for n in names]
    which = Q(kind=Event.Kind.OWN, name_id__in=names)
    # An import of somebody who was here already is no sign-up.
    which &= ~Q(name_id=int(Own.CONTACT_IMPORTED)) | Q(properties__has_key="created")
    if EVENT in wanted:
        which |= Q(kind=Event.Kind.CUSTOM)
    return _kept(contact).filter(which)


def mail(contact: Contact, actions: Iterable[str]) -> EventQuerySet:
    wanted = set(actions) or set(ACTIONS)
    names = [int(name) for action, name in ACTIONS.items() if action in wanted]
    return _kept(contact).filter(kind=Event.Kind.OWN, name_id__in=names)


def known_of(contact: Contact, events: Iterable[Event]) -> Known:
    """What these name, asked for at once."""
    own = [event for event in events if event.kind == Event.Kind.OWN]
    ids = [each.properties.get("note") for each in own if each.name_id == NOTED]
    known = Known()
    if ids:
        notes: Any = contact.notes.present().select_related("author")
        known.notes.update({note.pk: note for note in notes.filter(pk__in=ids)})
    if any(event.name_id == LEFT for event in own):
        for one in reasons.of_contacts([contact.audience], [contact.pk]):
            known.reasons[one.message] = one.why
    return known


def _kept(contact: Contact) -> EventQuerySet:
    log: EventQuerySet = Event.objects.filter(audience=contact.audience_id)
    return log.of_contact(contact.pk).kept(contact.audience.account)
