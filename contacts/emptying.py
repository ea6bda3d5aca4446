"""Taking the value of a field from many contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts.changing import change
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Field
    from contacts.querysets import ContactQuerySet


@transaction.atomic
def empty(contacts: ContactQuerySet, field: Field, cause: Cause) -> int:
    having = contacts.with_value(field)
    if field.column:
        changed = change(having, cause, f"{field.column} = ''", [])
    else:
        changed = change(having, cause, "fields = c.fields - %s::text", [field.key])
    said = cause.properties(fields=[field.column or field.key])
    ids = [row.id for row in changed]
    log.record(cause.audience.pk, Own.CONTACT_UPDATED, ids, said)
    return len(ids)
