"""Deleting contacts for good: what is kept is that they must not be written to.

To erase somebody is to delete them, to take them out of everything that speaks of them
beside, and to see to it that nobody but they themselves brings them back.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from audiences import people
from audiences.models import Counter
from audiences.parts import PARTS
from audiences.people import Persons
from contacts import holding
from contacts.holding import Held
from contacts.models import Suppression
from contacts.statuses import ARCHIVED
from contacts.suppression import KEEP, hash_params

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

DELETE = f"""
WITH kept AS ({KEEP})
DELETE FROM contacts_contact
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
RETURNING status, archived_at IS NOT NULL
"""


@transaction.atomic
def delete(contacts: ContactQuerySet, cause: Cause) -> list[int]:
    """Delete the contacts with all that was known of them; return their ids."""
    # Locked in the order of their ids, as every verb does.
    locked = contacts.select_for_update().order_by("pk")
    found = dict(locked.values_list("pk", "archived_at"))
    held = _held(cause, found)
    people.delete_rows(Persons(cause.audience, list(found)))
    return _delete(list(found), held, cause)


def _held(cause: Cause, found: Mapping[int, datetime | None]) -> Held:
    """What they hold, but for the archived: whom it names with when they were."""
    ids = [pk for pk, archived_at in found.items() if archived_at is None]
    return holding.held_by(cause.audience, ids)


def _delete(ids: list[int], held: Held, cause: Cause) -> list[int]:
    """Delete their own rows, when all else is gone, and count them no more."""
    params: dict[str, Any] = {
        **hash_params(),
        "account": cause.audience.account_id,
        "audience": cause.audience.pk,
        "now": cause.at,
        "ids": ids,
    }
    statuses: Tally[str] = Tally()
    with connection.cursor() as cursor:
        cursor.execute(DELETE, params)
        for status, is_archived in cursor.fetchall():
            statuses[ARCHIVED if is_archived else status] -= 1
    Counter.objects.add(cause.audience, Counter.Kind.STATUS, statuses)
    holding.count(cause.audience, held, -1)
    return ids


@transaction.atomic
def erase(contacts: ContactQuerySet, cause: Cause) -> list[int]:
    """Delete the contacts and every trace of them but a hash; return their ids."""
    audience = cause.audience
    Counter.objects.hold_adding(audience, range(PARTS))  # no import writes meanwhile
    locked = contacts.select_for_update().order_by("pk")
    found = list(locked.values_list("pk", "email", "sms_phone", "archived_at"))
    ids, emails = [pk for pk, *_of in found], [email for _pk, email, *_of in found]
    held = _held(cause, {pk: archived_at for pk, *_of, archived_at in found})
    people.erase(Persons(audience, ids, emails))
    # Whoever is erased leaves hashes, whatever their status.
    kinds = [("erased", email) for email in emails]
    kinds += [("sms", number) for _pk, _email, number, _at in found if number]
    Suppression.objects.keep_all(audience, kinds, cause.at)
    return _delete(ids, held, cause)
