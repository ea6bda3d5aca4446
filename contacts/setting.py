"""One fact or one field of many contacts, set to one value and put back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.changing import Changed, change, remembered
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Field
    from contacts.querysets import ContactQuerySet

TYPES = {"vip": "boolean"}  # of columns that hold no text

SET = "fields = jsonb_set(c.fields, ARRAY[%s], %s::jsonb)"
CLEAR = "fields = c.fields - %s::text"
# Who had nothing has nothing again.
RESTORE = """
fields = CASE jsonb_typeof(%s::jsonb -> c.id::text)
    WHEN 'null' THEN c.fields - %s::text
    ELSE jsonb_set(c.fields, ARRAY[%s], %s::jsonb -> c.id::text)
END
"""


@transaction.atomic
def set_fact(
    contacts: ContactQuerySet, name: str, value: Any, cause: Cause
) -> list[Changed]:
    """Set a column to one value where it holds another; the rows say which."""
    others = contacts.exclude(**{name: value})
    changed = change(others, cause, f"{name} = %s", [value], keep=name)
    return _record(changed, name, dict.fromkeys(_ids(changed), value), cause)


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
    found = f"{name} = (%s::jsonb ->> c.id::text)::{TYPES.get(name, 'text')}"
    changed = change(still, cause, found, [json.dumps(before)], keep=name)
    return _record(changed, name, _earlier(changed, before), cause)


@transaction.atomic
def set_field(
    contacts: ContactQuerySet, field: Field, value: Any, cause: Cause
) -> list[Changed]:
    """The same for a field of the audience; None takes its value away."""
    if field.column:
        return set_fact(contacts, field.column, value or "", cause)
    others, key = contacts.not_holding(field, value), field.key
    if value is None:
        done = change(others, cause, CLEAR, [key], keep=f"fields__{key}")
    else:
        news = [key, json.dumps(value)]
        done = change(others, cause, SET, news, keep=f"fields__{key}")
    changed = _read(done)
    return _record(changed, key, dict.fromkeys(_ids(changed), value), cause)


@transaction.atomic
def restore_field(
    contacts: ContactQuerySet,
    field: Field,
    value: Any,
    before: Mapping[str, Any],
    cause: Cause,
) -> list[Changed]:
    if field.column:
        return restore_fact(contacts, field.column, value or "", before, cause)
    still, key = contacts.holding(field, value), field.key
    said = json.dumps(before)
    params = [said, key, key, said]
    changed = _read(change(still, cause, RESTORE, params, keep=f"fields__{key}"))
    return _record(changed, key, _earlier(changed, before), cause)


def _read(changed: list[Changed]) -> list[Changed]:
    """The rows with their earlier values as such, which the database says as JSON."""
    return [
        row if row.before is None else row._replace(before=json.loads(row.before))
        for row in changed
    ]


def _earlier(changed: list[Changed], before: Mapping[str, Any]) -> dict[int, Any]:
    return {pk: before[str(pk)] for pk in _ids(changed)}


def _record(
    changed: list[Changed], name: str, news: Mapping[int, Any], cause: Cause
) -> list[Changed]:
    """Write down of each what it was and what it is now."""
    said = {
        row.id: cause.properties(
            fields=[name], changes=remembered({name: [row.before, news[row.id]]})
        )
        for row in changed
    }
    log.record_each(cause.audience.pk, Own.CONTACT_UPDATED, said)
    return changed


def _ids(changed: list[Changed]) -> list[int]:
    return [row.id for row in changed]
