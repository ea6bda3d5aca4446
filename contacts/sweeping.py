"""Deleted tags, fields and groups: tombstones at once, swept by a job afterwards.

Until it is done nobody sees them: what is shown are those that are present.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs
from contacts import usage
from contacts.causes import Cause
from contacts.indexes.settling import settle_later

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.models import Field, Tag

TAG = "contacts.sweep_tag"
FIELD = "contacts.sweep_field"
GROUPS = "contacts.sweep_groups"
SLICE = 10_000


@transaction.atomic
def delete_tag(tag: Tag, *, actor: User | None) -> Job | None:
    """Make the tag a tombstone and record its sweeping; None when it is one already."""
    tags = tag.audience.tags.present().filter(pk=tag.pk)
    if not tags.update(deleted_at=timezone.now()):
        return None
    usage.tell(tag.audience, tag)
    return jobs.start(
        tag.audience,
        TAG,
        _("Deleting the tag “%s”") % tag.name,
        owner=actor,
        total=tag.audience.contacts.tagged(tag.pk).count(),
        tag=tag.pk,
    )


@transaction.atomic
def delete_field(
    field: Field, *, actor: User | None, ip: str | None = None, with_key: str = ""
) -> Job | None:
    """The same for a field, but for the address; it stands in the audit log."""
    fields = field.audience.fields.deletable().filter(pk=field.pk)
    if not fields.update(deleted_at=timezone.now()):
        return None
    settle_later()
    usage.tell(field.audience, field)
    n = field.audience.contacts.with_value(field).count()
    AuditEntry.objects.record(
        field.audience.account,
        "field.deleted",
        field.label,
        actor=actor,
        ip=ip,
        with_key=with_key,
        audience=field.audience_id,
        tag=field.tag,
        values=n,
    )
    return jobs.start(
        field.audience,
        FIELD,
        _("Deleting the field “%s”") % field.label,
        owner=actor,
        total=n,
        field=field.pk,
    )


def sweep_groups_later(
    audience: Audience, label: str, group_ids: list[int], *, actor: User | None
) -> Job:
    """Record the sweeping of groups that are tombstones already."""
    return jobs.start(
        audience,
        GROUPS,
        label,
        owner=actor,
        total=audience.contacts.count_joined(group_ids),
        groups=group_ids,
    )


@jobs.step_of(TAG)
def sweep_tag(job: Job) -> bool:
    audience = job.audience
    tag = audience.tags.get(pk=job.params["tag"])
    # Also whoever was given the tag in the moment of its deletion.
    ids = audience.contacts.tagged(tag.pk).next_ids(
        0, audience.contacts.last_id(), SLICE
    )
    cause = Cause(audience, "tag_deleted", actor=job.owner)
    job.done += len(audience.contacts.filter(pk__in=ids).untag(tag, cause))
    return bool(ids)


@jobs.step_of(GROUPS)
def sweep_groups(job: Job) -> bool:
    audience = job.audience
    cause = Cause(audience, "group_deleted", actor=job.owner)
    for group in audience.groups.filter(pk__in=job.params["groups"]).order_by("pk"):
        members = audience.contacts.in_groups(group.pk)
        ids = members.next_ids(0, audience.contacts.last_id(), SLICE)
        if ids:
            job.done += len(audience.contacts.filter(pk__in=ids).leave(group, cause))
            return True
    return False


@jobs.step_of(FIELD)
def sweep_field(job: Job) -> bool:
    """No index finds the values: people are passed by once, and then once more.

    The second time is for whoever got a value in the moment of the deletion.
    """
    audience = job.audience
    field = audience.fields.get(pk=job.params["field"])
    after, again = job.cursor.get("id", 0), job.cursor.get("again", False)
    ids = audience.contacts.with_value(field).next_ids(
        after, audience.contacts.last_id(), SLICE
    )
    cause = Cause(audience, "field_deleted", actor=job.owner)
    job.done += audience.contacts.filter(pk__in=ids).empty(field, cause)
    full = len(ids) == SLICE
    job.cursor = {"id": ids[-1] if full else 0, "again": again or not full}
    return full or not again
