"""The ways a status changes, each with its events, its consent and its counters.

Nothing here subscribes a person who opted out or whose address is dead: only the person
can do that, which is what `come_back` is for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from contacts import holding
from contacts.changing import Changed, change, count_statuses
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

ARCHIVED = "archived"

# What is written in the log when somebody comes to be of a status.
EVENTS = {
    "subscribed": Own.CONTACT_SUBSCRIBED,
    "unsubscribed": Own.CONTACT_UNSUBSCRIBED,
    "pending": Own.CONTACT_PENDING,
    "cleaned": Own.CONTACT_CLEANED,
}
# And when undo gives a status back.
RESTORED = {
    "subscribed": Own.CONTACT_SUBSCRIBED,
    "nonsubscribed": Own.CONTACT_UPDATED,
    "pending": Own.CONTACT_PENDING,
}

CONSENT = """
INSERT INTO contacts_consent (
    audience_id, contact_id, channel, purpose, given, at, how, source_id, actor_id, ip,
    wording, version, language
)
SELECT %(audience)s, id, %(channel)s, 'marketing', %(given)s, %(at)s, %(how)s,
    %(source)s, %(actor)s, %(ip)s, %(wording)s, %(version)s, %(language)s
FROM unnest(%(ids)s::bigint[]) AS id
"""


@transaction.atomic
def subscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    willing = contacts.filter(status__in=["nonsubscribed", "pending"])
    free = willing.without_standing_opt_out()
    return _move(free, cause, "subscribed", Own.CONTACT_SUBSCRIBED, given=True)


@transaction.atomic
def ask_to_confirm(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    """Make them pending: from then on only they themselves can undo an opt-out."""
    alive = contacts.exclude(status__in=["cleaned", "pending"])
    return _move(alive, cause, "pending", Own.CONTACT_PENDING)


@transaction.atomic
def come_back(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    """Subscribe people who sign up themselves, also if they opted out before."""
    willing = contacts.filter(status__in=["nonsubscribed", "pending", "unsubscribed"])
    return _move(willing, cause, "subscribed", Own.CONTACT_SUBSCRIBED, given=True)


@transaction.atomic
def unsubscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    reachable = contacts.filter(status__in=["subscribed", "nonsubscribed", "pending"])
    name = Own.CONTACT_UNSUBSCRIBED
    return _move(reachable, cause, "unsubscribed", name, given=False)


@transaction.atomic
def take_back_unsubscribing(
    contacts: ContactQuerySet, cause: Cause, before: Mapping[str, str], at: datetime
) -> list[Changed]:
    """Give those whom staff unsubscribed at that moment the status they had, by id.

    Whom anything has touched since, or who has opted out as well, stays as they are.
    """
    untouched = contacts.filter(status="unsubscribed", changed_at=at, status_at=at)
    changed = change(
        untouched.without_opt_out_since(at),
        cause,
        "status = %s::jsonb ->> c.id::text, status_at = %s",
        [json.dumps(before), cause.at],
    )
    for status, name in RESTORED.items():
        of_it = [row.id for row in changed if row.status == status]
        said = cause.properties(status=status)
        log.record(cause.audience.pk, name, of_it, said)
        record_consent(of_it, cause, given=True if status == "subscribed" else None)
    _count(cause.audience, changed)
    return changed


@transaction.atomic
def clean(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    alive = contacts.exclude(status__in=["cleaned", "unsubscribed"])
    return _move(alive, cause, "cleaned", Own.CONTACT_CLEANED)


@transaction.atomic
def archive(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    changed = change(contacts.present(), cause, "archived_at = %s", [cause.at])
    _record(changed, cause, Own.CONTACT_ARCHIVED)
    count_statuses(cause.audience, ((row.old_status, ARCHIVED) for row in changed))
    held = holding.held_by(cause.audience, _ids(changed))
    holding.count(cause.audience, held, -1)
    return changed


@transaction.atomic
def unarchive(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    changed = change(contacts.archived(), cause, "archived_at = NULL", [])
    _record(changed, cause, Own.CONTACT_UNARCHIVED)
    count_statuses(cause.audience, ((ARCHIVED, row.status) for row in changed))
    held = holding.held_by(cause.audience, _ids(changed))
    holding.count(cause.audience, held, 1)
    return changed


def record_consent(
    ids: list[int], cause: Cause, *, given: bool | None, channel: str = "email"
) -> None:
    """Append to the ledger that these people agreed to mail or SMS, or no longer do.

    None for those who did neither, after a withdrawal that was none was taken back.
    """
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            CONSENT,
            {
                "audience": cause.audience.pk,
                "channel": channel,
                "given": given,
                "at": cause.at,
                "how": cause.how,
                "source": cause.source.pk if cause.source else None,
                "actor": cause.actor.pk if cause.actor else None,
                "ip": cause.ip,
                "wording": cause.wording,
                "version": cause.version,
                "language": cause.language,
                "ids": ids,
            },
        )


def _move(
    contacts: ContactQuerySet,
    cause: Cause,
    status: str,
    name: Own,
    *,
    given: bool | None = None,
) -> list[Changed]:
    changed = change(contacts, cause, "status = %s, status_at = %s", [status, cause.at])
    _record(changed, cause, name)
    if given is not None:
        record_consent(_ids(changed), cause, given=given)
    # Last of all: others who count have to wait until the transaction ends.
    _count(cause.audience, changed)
    return changed


def _count(audience: Audience, changed: list[Changed]) -> None:
    """The archived count as archived, whatever the status beneath."""
    moved = ((row.old_status, row.status) for row in changed if not row.was_archived)
    count_statuses(audience, moved)


def _record(changed: list[Changed], cause: Cause, name: Own) -> None:
    log.record(cause.audience.pk, name, _ids(changed), cause.properties())


def _ids(changed: list[Changed]) -> list[int]:
    return [row.id for row in changed]
