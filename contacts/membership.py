"""The groups of one category that a contact is in, as somebody wants them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Contact, GroupCategory


@transaction.atomic
def choose(
    contact: Contact,
    category: GroupCategory,
    was: Collection[int],
    wanted: Collection[int],
    cause: Cause,
) -> int:
    """Join and leave what differs from what was shown; count the changes.

    What others changed meanwhile stays, unless it is a category of one group at most:
    then the last one who chose wins.
    """
    row = contact.audience.contacts.filter(pk=contact.pk)
    groups = contact.audience.groups.present().filter(category=category).order_by("pk")
    changed = 0
    for group in groups.filter(pk__in=set(was) - set(wanted)):
        changed += len(row.leave(group, cause))
    for group in groups.filter(pk__in=set(wanted) - set(was)):
        changed += len(row.join(group, cause))
    return changed
