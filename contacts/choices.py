"""The choices of a field: when one changes its name or goes, the values follow.

The field has its new choices at once; a job carries the values of the people along.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import jobs
from contacts.causes import Cause
from contacts.changing import change
from events import log
from events.names import Own

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.models import Field
    from contacts.querysets import ContactQuerySet

KIND = "contacts.field_choices"
SLICE = 10_000

type Changes = Mapping[str, str | None]  # None takes the value away

CARRY = """
fields = CASE
    WHEN %s::jsonb ->> (c.fields ->> %s) IS NULL THEN c.fields - %s
    ELSE jsonb_set(c.fields, ARRAY[%s], %s::jsonb -> (c.fields ->> %s))
END
"""


def carry_later(field: Field, changes: Changes, *, actor: User | None) -> Job:
    """Record the work that follows changed choices, with the change itself."""
    contacts = field.audience.contacts
    return jobs.start(
        field.audience,
        KIND,
        _("Changing the choices of “%s”") % field.label,
        owner=actor,
        total=contacts.with_choice(field, changes).count(),
        field=field.pk,
        changes=dict(changes),
        up_to=contacts.last_id(),
    )


@jobs.step_of(KIND)
def carry_slice(job: Job) -> bool:
    """Each person once, in the order of ids, so that two choices can trade names."""
    field = job.audience.fields.get(pk=job.params["field"])
    changes = job.params["changes"]
    holding = job.audience.contacts.with_choice(field, changes)
    up_to, after = job.params["up_to"], job.cursor.get("id", 0)
    ids = holding.next_ids(after, up_to, SLICE)
    if ids:
        job.done += carry(holding.filter(pk__in=ids), field, changes, job)
        job.cursor = {"id": ids[-1]}
    return len(ids) == SLICE


@transaction.atomic
def carry(contacts: ContactQuerySet, field: Field, changes: Changes, job: Job) -> int:
    """Give these people the new names of their choices; return how many they are."""
    audience: Audience = field.audience
    key, news = field.key, json.dumps(changes)
    cause = Cause(audience, "choices", actor=job.owner)
    changed = change(contacts, cause, CARRY, [news, key, key, key, news, key])
    said = cause.properties(fields=[key])
    ids = [row.id for row in changed]
    log.record(audience.pk, Own.CONTACT_UPDATED, ids, said)
    return len(ids)
