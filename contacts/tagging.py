"""Giving and taking tags, over as many contacts as there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audiences.models import Counter
from contacts.changing import Changed, change
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Tag
    from contacts.querysets import ContactQuerySet


@transaction.atomic
def tag(contacts: ContactQuerySet, tag: Tag, cause: Cause) -> list[int]:
    lacking = contacts.exclude(tag_ids__contains=[tag.pk])
    changed = change(lacking, cause, "tag_ids = c.tag_ids | %s::int", [tag.pk])
    return _record(changed, tag, cause, Own.TAG_ADDED, 1)


@transaction.atomic
def untag(contacts: ContactQuerySet, tag: Tag, cause: Cause) -> list[int]:
    having = contacts.filter(tag_ids__contains=[tag.pk])
    changed = change(having, cause, "tag_ids = c.tag_ids - %s::int", [tag.pk])
    return _record(changed, tag, cause, Own.TAG_REMOVED, -1)


@transaction.atomic
def retag(
    contacts: ContactQuerySet, old: Tag, new: Tag, cause: Cause
) -> dict[int, bool]:
    having = contacts.filter(tag_ids__contains=[old.pk]).order_by("pk")
    locked = having.select_for_update(of=("self",))
    held = dict(locked.values_list("pk", "tag_ids"))
    rows = cause.audience.contacts.filter(pk__in=list(held))
    params = [old.pk, new.pk]
    changed = change(rows, cause, "tag_ids = (c.tag_ids - %s::int) | %s::int", params)
    moved = {pk: new.pk not in tag_ids for pk, tag_ids in held.items()}
    _record(changed, old, cause, Own.TAG_REMOVED, -1)
    given = [row for row in changed if moved[row.id]]
    _record(given, new, cause, Own.TAG_ADDED, 1)
    return moved


def _record(
    changed: list[Changed], tag: Tag, cause: Cause, name: Own, by: int
) -> list[int]:
    """Write it in the log, and count those who are not archived."""
    ids = [row.id for row in changed]
    log.record(cause.audience.pk, name, ids, cause.properties(tag=tag.pk))
    n = sum(not row.was_archived for row in changed)
    Counter.objects.add(cause.audience, Counter.Kind.TAG, {str(tag.pk): by * n})
    return ids
