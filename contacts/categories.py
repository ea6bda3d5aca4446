"""Categories of groups as they are made, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs, ordering
from contacts import sweeping, usage
from contacts.causes import Cause
from contacts.grouping import keep_first
from contacts.models import Group

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.models import GroupCategory
    from contacts.querysets import ContactQuerySet

NARROW = "contacts.keep_one_group"
MAX_GROUPS = 500  # of one category
SLICE = 5_000


def add_groups(category: GroupCategory, names: Iterable[str]) -> list[Group]:
    """Make groups of these names at the end of the category."""
    audience = category.audience
    position = ordering.next_position(audience.groups.present())
    return audience.groups.bulk_create(
        Group(audience=audience, category=category, name=name, position=place)
        for place, name in enumerate(names, start=position)
    )


def group_ids_of(
    audience: Audience, category_id: int, names: Iterable[str]
) -> dict[str, int]:
    """The ids of the groups of these names, which are made where they are missing."""
    position = ordering.next_position(audience.groups.present())
    return Group.objects.ensure(audience, category_id, list(names), position)


@transaction.atomic
def reorder(audience: Audience, data: QueryDict) -> dict[str, list[int]]:
    """Put categories and groups in the order a form names; return the one before.

    Where nothing moved that is empty.
    """
    kinds = {
        "category_": audience.group_categories.present(),
        "group_": audience.groups.present(),
    }
    moves = {
        kind: ordering.reorder_rows(rows, ordering.wanted_order(data, kind))
        for kind, rows in kinds.items()
    }
    if all(before == after for before, after in moves.values()):
        return {}
    return {kind: moved.before for kind, moved in moves.items()}


def in_several(category: GroupCategory) -> ContactQuerySet:
    """Who is in more than one of its groups."""
    return category.audience.contacts.in_several(_ids(category))


def narrow_later(category: GroupCategory, *, actor: User | None) -> Job:
    """Record the work after which nobody is in more than one of its groups."""
    return jobs.start(
        category.audience,
        NARROW,
        _("Keeping one group of “%s” for each") % category.title,
        owner=actor,
        total=in_several(category).count(),
        category=category.pk,
    )


@jobs.step_of(NARROW)
def narrow_slice(job: Job) -> bool:
    categories = job.audience.group_categories.present()
    category = categories.filter(pk=job.params["category"]).first()
    if category is None or not category.is_single:
        return False  # it went, or became another kind again
    ids = in_several(category).next_ids(0, job.audience.contacts.last_id(), SLICE)
    several = job.audience.contacts.filter(pk__in=ids)
    cause = Cause(job.audience, "kind_changed", actor=job.owner)
    job.done += keep_first(several, _ids(category), cause)
    return bool(ids)


@transaction.atomic
def delete_category(category: GroupCategory, *, actor: User | None) -> Job | None:
    """Make it and its groups tombstones and record their sweeping."""
    audience, now = category.audience, timezone.now()
    rows = audience.group_categories.present().filter(pk=category.pk)
    if not rows.update(deleted_at=now):
        return None
    ids = _ids(category)
    audience.groups.filter(pk__in=ids).update(deleted_at=now)
    usage.tell(audience, category)
    label = _("Deleting the groups “%s”") % category.title
    return sweeping.sweep_groups_later(audience, label, ids, actor=actor)


@transaction.atomic
def delete_group(group: Group, *, actor: User | None) -> Job | None:
    rows = group.audience.groups.present().filter(pk=group.pk)
    if not rows.update(deleted_at=timezone.now()):
        return None
    usage.tell(group.audience, group)
    label = _("Deleting the group “%s”") % group.name
    return sweeping.sweep_groups_later(group.audience, label, [group.pk], actor=actor)


def _ids(category: GroupCategory) -> list[int]:
    groups = category.audience.groups.present().filter(category=category.pk)
    return list(groups.in_order().values_list("pk", flat=True))
