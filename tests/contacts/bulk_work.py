"""Doing something to many contacts, taking it back, and looking at what came of it."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from audiences import actions, jobs
from audiences.models import Audience, Counter, Job
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.models import Consent, Contact
from events.models import Event
from tests.factories import ContactFactory

EVERYONE = Selection(Filter())


def do(
    audience: Audience,
    verb: str,
    owner: User,
    selection: Selection = EVERYONE,
    **params: Any,
) -> Job:
    does = bulk.verbs[verb]
    return jobs.run(bulk.start(audience, selection, does, params, owner=owner))


def undo(audience: Audience, owner: User) -> tuple[int, int]:
    job = actions.undo(audience.actions.latest("pk"), actor=owner)
    assert job is not None
    jobs.run(job)
    action = audience.actions.latest("pk")
    return action.n, action.undone


def people(audience: Audience, *statuses: str, **facts: Any) -> list[Contact]:
    make = ContactFactory.create
    return [make(audience=audience, status=status, **facts) for status in statuses]


def statuses(audience: Audience) -> list[str]:
    contacts = audience.contacts.order_by("pk")
    return list(contacts.values_list("status", flat=True))


def counted(audience: Audience) -> dict[str, int]:
    counts = Counter.objects.by_key(audience, "status")
    return {key: n for key, n in counts.items() if n}


def happened(audience: Audience) -> list[str]:
    events = Event.objects.filter(audience=audience).order_by("id")
    return list(events.values_list("name__name", flat=True))


def consents(contact: Contact) -> list[bool | None]:
    own = Consent.objects.filter(audience=contact.audience_id, contact=contact)
    return list(own.order_by("pk").values_list("given", flat=True))


def ids_of(audience: Audience) -> tuple[int, ...]:
    return tuple(audience.contacts.values_list("pk", flat=True))


def values(audience: Audience, column: str) -> list[Any]:
    return list(audience.contacts.order_by("pk").values_list(column, flat=True))
