"""Giving and taking tags, over as many contacts as there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audiences.models import Counter
from contacts.changing import change
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
    return _record([row.id for row in changed], tag, cause, Own.TAG_ADDED, 1)


@transaction.atomic
def untag(contacts: ContactQuerySet, tag: Tag, cause: Cause) -> list[int]:
    having = contacts.filter(tag_ids__contains=[tag.pk])
    changed = change(having, cause, "tag_ids = c.tag_ids - %s::int", [tag.pk])
    return _record([row.id for row in changed], tag, cause, Own.TAG_REMOVED, -1)


@transaction.atomic
def retag(
    contacts: ContactQuerySet, old: Tag, new: Tag, cause: Cause
) -> dict[int, bool]:
    having = contacts.filter(tag_ids__contains=[old.pk]).order_by("pk")
    locked = having.select_for_update(of=("self",))
    held = dict(locked.values_list("pk", "tag_ids"))
    rows = cause.audience.contacts.filter(pk__in=list(held))
    change(rows, cause, "tag_ids = (c.tag_ids - %s::int) | %s::int", [old.pk, new.pk])
    moved = {pk: new.pk not in tag_ids for pk, tag_ids in held.items()}
    _record(list(moved), old, cause, Own.TAG_REMOVED, -1)
    given = [pk for pk, is_given in moved.items() if is_given]
    _record(given, new, cause, Own.TAG_ADDED, 1)
    return moved


def _record(ids: list[int], tag: Tag, cause: Cause, name: Own, by: int) -> list[int]:
    log.record(cause.audience.pk, name, ids, cause.properties(tag=tag.pk))
    Counter.objects.add(cause.audience, Counter.Kind.TAG, {str(tag.pk): by * len(ids)})
    return ids
