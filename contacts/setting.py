"""Single facts that staff sets on many contacts at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.changing import Changed, change
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

TYPES = {"language": "text", "country": "text", "vip": "boolean"}


@transaction.atomic
def set_fact(
    contacts: ContactQuerySet, name: str, value: Any, cause: Cause
) -> list[Changed]:
    """Set a column to one value where it holds another; the rows say which."""
    others = contacts.exclude(**{name: value})
    changed = change(others, cause, f"{name} = %s", [value], keep=name)
    return _record(changed, name, cause)


@transaction.atomic
def restore_fact(
    contacts: ContactQuerySet,
    name: str,
    value: Any,
    before: Mapping[str, Any],
    cause: Cause,
) -> list[Changed]:
    """Give those who still have the value what they had before it, by id."""
    still = contacts.filter(**{name: value})
    found = f"{name} = (%s::jsonb ->> c.id::text)::{TYPES[name]}"
    changed = change(still, cause, found, [json.dumps(before)])
    return _record(changed, name, cause)


def _record(changed: list[Changed], name: str, cause: Cause) -> list[Changed]:
    ids = [row.id for row in changed]
    said = cause.properties(fields=[name])
    log.record(cause.audience.pk, Own.CONTACT_UPDATED, ids, said)
    return changed
