"""Deleting contacts for good: what is kept is that they must not be written to.

To erase somebody is to delete them, to take them out of everything that speaks of them
beside, and to see to it that nobody but they themselves brings them back.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from audiences import people
from audiences.models import Counter
from audiences.parts import PARTS
from audiences.people import Persons
from contacts.statuses import ARCHIVED
from contacts.suppression import HASH_SQL, hash_params

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

# Those who opted out or whose address is dead leave a hash, in the order of the hashes.
DELETE = f"""
WITH kept AS (
    INSERT INTO contacts_suppression (account_id, audience_id, kind, hash, created_at)
    SELECT %(account)s, CASE WHEN status = 'cleaned' THEN NULL ELSE %(audience)s END,
        status, {HASH_SQL.format(email="email")} AS hash, %(now)s
    FROM contacts_contact
    WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
      AND status IN ('unsubscribed', 'cleaned')
    ORDER BY hash
    ON CONFLICT (account_id, hash, audience_id, kind) DO NOTHING
)
DELETE FROM contacts_contact
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
RETURNING status, archived_at IS NOT NULL, tag_ids, group_ids
"""


# Whoever is erased leaves a hash, whatever their status.
KEEP_ERASED = f"""
INSERT INTO contacts_suppression (account_id, audience_id, kind, hash, created_at)
SELECT %(account)s, %(audience)s, 'erased', {HASH_SQL.format(email="email")} AS hash,
    %(now)s
FROM unnest(%(emails)s::text[]) AS email
ORDER BY hash
ON CONFLICT (account_id, hash, audience_id, kind) DO NOTHING
"""


@transaction.atomic
def delete(contacts: ContactQuerySet, cause: Cause) -> list[int]:
    """Delete the contacts with all that was known of them; return their ids."""
    # Locked in the order of their ids, as every verb does.
    ids = list(contacts.select_for_update().order_by("pk").values_list("pk", flat=True))
    people.delete_rows(Persons(cause.audience, ids))
    return _delete(ids, cause)


def _delete(ids: list[int], cause: Cause) -> list[int]:
    """Delete their own rows, when all else is gone, and count them no more."""
    params: dict[str, Any] = {
        **hash_params(),
        "account": cause.audience.account_id,
        "audience": cause.audience.pk,
        "now": cause.at,
        "ids": ids,
    }
    statuses: Tally[str] = Tally()
    tags: Tally[str] = Tally()
    groups: Tally[str] = Tally()
    with connection.cursor() as cursor:
        cursor.execute(DELETE, params)
        for status, is_archived, tag_ids, group_ids in cursor.fetchall():
            statuses[ARCHIVED if is_archived else status] -= 1
            if not is_archived:
                tags.subtract(map(str, tag_ids))
                groups.subtract(map(str, group_ids))
    Counter.objects.add(cause.audience, Counter.Kind.STATUS, statuses)
    Counter.objects.add(cause.audience, Counter.Kind.TAG, tags)
    Counter.objects.add(cause.audience, Counter.Kind.GROUP, groups)
    return ids


@transaction.atomic
def erase(contacts: ContactQuerySet, cause: Cause) -> list[int]:
    """Delete the contacts and every trace of them but a hash; return their ids."""
    audience = cause.audience
    Counter.objects.hold_adding(audience, range(PARTS))  # no import writes meanwhile
    locked = contacts.select_for_update().order_by("pk")
    emails = dict(locked.values_list("pk", "email"))
    people.erase(Persons(audience, list(emails), list(emails.values())))
    params: dict[str, Any] = {
        **hash_params(),
        "account": audience.account_id,
        "audience": audience.pk,
        "now": cause.at,
        "emails": list(emails.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_ERASED, params)
    return _delete(list(emails), cause)
