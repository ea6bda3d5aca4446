"""People who are new in an audience: their rows, events, consent and counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audiences.models import Counter
from audiences.plans import check_contact_limit
from contacts.changing import count_statuses
from contacts.models import Contact
from contacts.statuses import EVENTS, record_consent
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause

CONSENTS = {"subscribed": True, "unsubscribed": False}


@dataclass(frozen=True, slots=True)
class New:
    """Who comes in, with what is known of them: columns by name, own fields by key."""

    email: str
    status: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def create(audience: Audience, people: Sequence[New], cause: Cause) -> list[Contact]:
    """Add them, in as many statements as one takes; raises `PlanLimit`.

    The caller holds the adding of contacts, and knows that none of them is here.
    """
    if not people:
        return []
    check_contact_limit(audience.account, len(people))
    first = Counter.objects.take_ordinals(audience, len(people))
    contacts = [
        _row(audience, person, ordinal, cause)
        for ordinal, person in enumerate(people, first)
    ]
    created = Contact.objects.bulk_create(contacts)
    _record(created, cause)
    count_statuses(audience, ((None, contact.status) for contact in created))
    return created


def _row(audience: Audience, person: New, ordinal: int, cause: Cause) -> Contact:
    known = {"email_display": person.email, **person.columns}
    return Contact(
        audience=audience,
        ordinal=ordinal,
        email=person.email,
        status=person.status,
        fields=dict(person.fields),
        source=cause.source,
        status_at=cause.at,
        created_at=cause.at,
        changed_at=cause.at,
        **known,
    )


def _record(contacts: Sequence[Contact], cause: Cause) -> None:
    """What happened to them, and what they said to mail."""
    audience_id, said = cause.audience.pk, cause.properties()
    log.record(audience_id, Own.CONTACT_ADDED, [one.pk for one in contacts], said)
    for status, name in EVENTS.items():
        ids = [one.pk for one in contacts if one.status == status]
        log.record(audience_id, name, ids, said)
        if ids and status in CONSENTS:
            record_consent(ids, cause, given=CONSENTS[status])
