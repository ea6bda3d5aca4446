"""Deleting a tag: nobody sees it any more at once, a job takes it from its contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs
from contacts.causes import Cause

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Job
    from contacts.models import Tag

KIND = "contacts.sweep_tag"
SLICE = 10_000


@transaction.atomic
def delete_tag(tag: Tag, *, actor: User) -> Job | None:
    """Make the tag a tombstone and record its sweeping; None when it is one already."""
    tags = tag.audience.tags.present().filter(pk=tag.pk)
    if not tags.update(deleted_at=timezone.now()):
        return None
    return jobs.start(
        tag.audience,
        KIND,
        _("Deleting the tag “%s”") % tag.name,
        owner=actor,
        total=tag.audience.contacts.tagged(tag.pk).count(),
        tag=tag.pk,
    )


@jobs.step_of(KIND)
def sweep_slice(job: Job) -> bool:
    audience = job.audience
    tag = audience.tags.get(pk=job.params["tag"])
    # Also whoever was given the tag in the moment of its deletion.
    ids = audience.contacts.tagged(tag.pk).next_ids(
        0, audience.contacts.last_id(), SLICE
    )
    cause = Cause(audience, "tag_deleted", actor=job.owner)
    job.done += len(audience.contacts.filter(pk__in=ids).untag(tag, cause))
    return bool(ids)
