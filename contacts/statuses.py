"""The ways a status changes, each with its events, its consent and its counters.

Nothing here subscribes a person who opted out or whose address is dead: only the person
can do that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from contacts.changing import Changed, change, count_statuses
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

ARCHIVED = "archived"

CONSENT = """
INSERT INTO contacts_consent
    (audience_id, contact_id, purpose, given, at, source_id, actor_id, ip, wording)
SELECT %s, id, 'email', %s, %s, %s, %s, %s, %s FROM unnest(%s::bigint[]) AS id
"""


@transaction.atomic
def subscribe(contacts: ContactQuerySet, cause: Cause) -> int:
    willing = contacts.filter(status__in=["nonsubscribed", "pending"])
    ids = _move(willing, cause, "subscribed", Own.CONTACT_SUBSCRIBED)
    record_consent(ids, cause, given=True)
    return len(ids)


@transaction.atomic
def unsubscribe(contacts: ContactQuerySet, cause: Cause) -> int:
    reachable = contacts.filter(status__in=["subscribed", "nonsubscribed", "pending"])
    ids = _move(reachable, cause, "unsubscribed", Own.CONTACT_UNSUBSCRIBED)
    record_consent(ids, cause, given=False)
    return len(ids)


@transaction.atomic
def clean(contacts: ContactQuerySet, cause: Cause) -> int:
    alive = contacts.exclude(status__in=["cleaned", "unsubscribed"])
    return len(_move(alive, cause, "cleaned", Own.CONTACT_CLEANED))


@transaction.atomic
def archive(contacts: ContactQuerySet, cause: Cause) -> int:
    changed = change(contacts.present(), cause, "archived_at = %s", [cause.at])
    count_statuses(cause.audience, ((row.old_status, ARCHIVED) for row in changed))
    return _record(changed, cause, Own.CONTACT_ARCHIVED)


@transaction.atomic
def unarchive(contacts: ContactQuerySet, cause: Cause) -> int:
    changed = change(contacts.archived(), cause, "archived_at = NULL", [])
    count_statuses(cause.audience, ((ARCHIVED, row.status) for row in changed))
    return _record(changed, cause, Own.CONTACT_UNARCHIVED)


def record_consent(ids: list[int], cause: Cause, *, given: bool) -> None:
    """Append to the ledger that these people agreed to mail, or no longer do."""
    with connection.cursor() as cursor:
        cursor.execute(
            CONSENT,
            [
                cause.audience.pk,
                given,
                cause.at,
                cause.source.pk if cause.source else None,
                cause.actor.pk if cause.actor else None,
                cause.ip,
                cause.wording,
                ids,
            ],
        )


def _move(contacts: ContactQuerySet, cause: Cause, status: str, name: Own) -> list[int]:
    changed = change(contacts, cause, "status = %s, status_at = %s", [status, cause.at])
    moved = ((row.old_status, status) for row in changed if not row.was_archived)
    count_statuses(cause.audience, moved)
    _record(changed, cause, name)
    return [row.id for row in changed]


def _record(changed: list[Changed], cause: Cause, name: Own) -> int:
    ids = [row.id for row in changed]
    return log.record(cause.audience.pk, name, ids, cause.properties())
