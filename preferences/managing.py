"""Preferences as they are put in order, away, and deleted."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs, ordering
from contacts import usage
from contacts.causes import Cause
from preferences import choosing
from preferences.models import Choice, Preference

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job

SWEEP = "preferences.sweep"
SLICE = 10_000
MOST = 500  # of one audience


def has_room(audience: Audience) -> bool:
    """Whether there may be another one: all of them stand on one page."""
    return audience.preferences.present().count() < MOST


@transaction.atomic
def reorder(audience: Audience, data: QueryDict) -> list[int]:
    """Put them in the order a form names; return the one before, nothing if it is so.

    They stand by category: `category_up` and `category_down` name one of a category
    that goes one place on as a whole.
    """
    wanted = ordering.wanted_order(data)
    for name, by in (("category_up", -1), ("category_down", 1)):
        pressed = data.get(name, "")
        if pressed.isdecimal():
            wanted = _moved(audience, wanted, int(pressed), by)
    moved = ordering.reorder_rows(audience.preferences.present(), wanted)
    return [] if moved.before == moved.after else moved.before


def _moved(audience: Audience, order: list[int], pk: int, by: int) -> list[int]:
    rows = audience.preferences.present().filter(pk__in=order).in_order()
    groups = groupby(rows, key=lambda row: row.category.lower())
    blocks = [[row.pk for row in some] for _category, some in groups]
    place = next((n for n, some in enumerate(blocks) if pk in some), None)
    if place is None:
        return order
    block = blocks.pop(place)
    blocks.insert(max(0, place + by), block)
    return [one for some in blocks for one in some]


def archive(preference: Preference) -> bool:
    """Offer it no more; False where it is archived already."""
    offered = preference.audience.preferences.offered().filter(pk=preference.pk)
    return bool(offered.update(archived_at=timezone.now()))


def unarchive(preference: Preference) -> bool:
    archived = preference.audience.preferences.archived().filter(pk=preference.pk)
    return bool(archived.update(archived_at=None))


@transaction.atomic
def delete(preference: Preference, *, actor: User | None) -> Job | None:
    """Make it a tombstone and record the sweeping of what was chosen of it.

    None when it is one already.
    """
    audience = preference.audience
    rows = audience.preferences.present().filter(pk=preference.pk)
    if not rows.update(deleted_at=timezone.now()):
        return None
    usage.tell(audience, preference)
    return jobs.start(
        audience,
        SWEEP,
        _("Deleting the preference “%s”") % preference.name,
        owner=actor,
        total=choices_of(preference).count(),
        preference=preference.pk,
    )


@jobs.step_of(SWEEP)
def sweep_slice(job: Job) -> bool:
    preference = job.audience.preferences.get(pk=job.params["preference"])
    choices = choices_of(preference).order_by("state", "contact_id")
    ids = list(choices.values_list("contact_id", flat=True)[:SLICE])
    cause = Cause(job.audience, "preference_deleted", actor=job.owner)
    contacts = job.audience.contacts.filter(pk__in=ids)
    job.done += len(choosing.sweep(contacts, preference, cause))
    return bool(ids)


def choices_of(preference: Preference) -> QuerySet[Choice]:
    return Choice.objects.filter(
        audience=preference.audience_id, preference=preference.pk
    )
