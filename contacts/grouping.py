"""Joining and leaving groups, over as many contacts as there are.

In a category of radio buttons or a drop-down a contact is in one group at most: joining
one leaves the others. Contacts are locked before the category is read, and whoever
changes its kind waits for them, so that no race leaves anybody in two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from audiences.models import Counter
from contacts.changing import Changed, change
from contacts.gifts import GROUPS as GIFT
from contacts.gifts import change_each
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause
    from contacts.models import Group
    from contacts.querysets import ContactQuerySet

# Shared: others join meanwhile, nobody makes another kind of the category.
KIND = """
SELECT kind FROM contacts_groupcategory
WHERE audience_id = %s AND id = %s FOR SHARE
"""
CATEGORIES = """
SELECT g.id, k.id, k.kind
FROM contacts_group g
JOIN contacts_groupcategory k ON k.audience_id = g.audience_id AND k.id = g.category_id
WHERE g.audience_id = %s AND g.id = ANY(%s)
ORDER BY k.id, g.id FOR SHARE OF k
"""
GROUPS = """
SELECT g.id, CASE WHEN k.kind IN ('radio', 'dropdown') THEN k.id END
FROM contacts_group g
JOIN contacts_groupcategory k ON k.audience_id = g.audience_id AND k.id = g.category_id
WHERE g.audience_id = %s AND k.id = ANY(%s)
  AND g.deleted_at IS NULL AND k.deleted_at IS NULL
ORDER BY k.id, g.id FOR SHARE OF k
"""
SINGLE = frozenset({"radio", "dropdown"})
# Of these groups, in their order, only the first that the contact is in.
FIRST = """
group_ids = (c.group_ids - %s::int[]) | (
    SELECT listed.id FROM unnest(%s::int[]) WITH ORDINALITY AS listed(id, place)
    WHERE listed.id = ANY (c.group_ids) ORDER BY listed.place LIMIT 1
)
"""


def groups_of(
    audience: Audience, category_ids: Sequence[int]
) -> list[tuple[int, int | None]]:
    """The groups of these categories, each with the category if it holds one alone.

    Nobody changes the kinds of these until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [audience.pk, list(category_ids)])
        return list(cursor.fetchall())


@transaction.atomic
def together(
    audience: Audience, first: Sequence[int], second: Sequence[int]
) -> list[int]:
    """The groups of both; where one is in one group at most, the first one's."""
    with connection.cursor() as cursor:
        cursor.execute(CATEGORIES, [audience.pk, sorted({*first, *second})])
        single = {
            group: category
            for group, category, kind in cursor.fetchall()
            if kind in SINGLE
        }
    taken = {single[group] for group in first if group in single}
    added = [group for group in second if single.get(group) not in taken]
    return sorted({*first, *added})


@transaction.atomic
def join(contacts: ContactQuerySet, group: Group, cause: Cause) -> dict[int, list[int]]:
    """Let those join who are not in the group; by id, which groups each left for it."""
    lacking = contacts.exclude(group_ids__contains=[group.pk])
    held = lacking.locked_groups()
    others = _others(group)
    if not held or others is None:
        return {}
    rows = cause.audience.contacts.filter(pk__in=list(held))
    changes = "group_ids = (c.group_ids - %s::int[]) | %s::int"
    changed = change(rows, cause, changes, [others, group.pk])
    _record(changed, group.pk, cause, Own.GROUP_JOINED, 1)
    _record_left(changed, held, others, cause)
    return {pk: [id for id in of if id in others] for pk, of in held.items()}


@transaction.atomic
def leave(contacts: ContactQuerySet, group: Group, cause: Cause) -> list[int]:
    having = contacts.filter(group_ids__contains=[group.pk])
    changed = change(having, cause, "group_ids = c.group_ids - %s::int", [group.pk])
    _record(changed, group.pk, cause, Own.GROUP_LEFT, -1)
    return [row.id for row in changed]


@transaction.atomic
def choose_each(
    audience: Audience, wanted: Mapping[int, Mapping[int, bool]], cause: Cause
) -> list[int]:
    """Let each contact join or leave groups, as said by id; return whom it changed.

    Of a category where one is in one group at most, the last one joined stays.
    """
    named = {group for wishes in wanted.values() for group in wishes}
    if not named:
        return []
    audience.contacts.filter(pk__in=list(wanted)).locked_groups()
    among = audience.groups.present().filter(pk__in=named)
    of = dict(
        groups_of(audience, sorted(set(among.values_list("category", flat=True))))
    )
    gives: dict[int, set[int]] = {}
    takes: dict[int, set[int]] = {}
    for pk, wishes in wanted.items():
        said = {group: joins for group, joins in wishes.items() if group in of}
        # By the category where one is alone in it, else by itself.
        joined = {of[group] or -group: group for group in said if said[group]}
        gives[pk] = set(joined.values())
        left = {group for group in said if not said[group]}
        left |= {group for group, category in of.items() if category in joined}
        takes[pk] = left - gives[pk]
    return change_each(GIFT, gives, takes, cause)


@transaction.atomic
def keep_first(
    contacts: ContactQuerySet, group_ids: Sequence[int], cause: Cause
) -> int:
    """Leave all of these groups but the first a contact is in; count who left any."""
    held = contacts.in_several(group_ids).locked_groups()
    rows = cause.audience.contacts.filter(pk__in=list(held))
    changed = change(rows, cause, FIRST, [list(group_ids), list(group_ids)])
    for place, pk in enumerate(group_ids):
        earlier = set(group_ids[:place])
        leaving = {id: of for id, of in held.items() if earlier & set(of)}
        _record_left(changed, leaving, [pk], cause)
    return len(held)


def _others(group: Group) -> list[int] | None:
    """The groups that are left by joining this one; None when it is there no more."""
    with connection.cursor() as cursor:
        cursor.execute(KIND, [group.audience_id, group.category_id])
        (kind,) = cursor.fetchone()
    groups = group.audience.groups.present().filter(category=group.category_id)
    listed = list(groups.order_by("pk").values_list("pk", flat=True))
    if group.pk not in listed:
        return None
    single = kind in group.category.SINGLE
    return [pk for pk in listed if single and pk != group.pk]


def _record_left(
    changed: Sequence[Changed],
    held: dict[int, list[int]],
    group_ids: Sequence[int],
    cause: Cause,
) -> None:
    """Log for each of these groups who of the changed was in it."""
    for pk in group_ids:
        leaving = [row for row in changed if pk in held.get(row.id, ())]
        _record(leaving, pk, cause, Own.GROUP_LEFT, -1)


def _record(
    changed: Sequence[Changed], group_id: int, cause: Cause, name: Own, by: int
) -> None:
    """Write it in the log, and count those who are not archived."""
    ids = [row.id for row in changed]
    log.record(cause.audience.pk, name, ids, cause.properties(group=group_id))
    changes = {str(group_id): by * sum(not row.was_archived for row in changed)}
    Counter.objects.add(cause.audience, Counter.Kind.GROUP, changes)
