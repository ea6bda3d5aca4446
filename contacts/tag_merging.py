"""Two tags become one: whoever has the first gets the second in its place.

The first is a tombstone at once; a job moves its people, and gives it back when the job
is stopped. It can be undone: of each person the action remembers whether they had the
second tag already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import actions, jobs
from contacts import usage
from contacts.bulk.tags import present_tag
from contacts.causes import Cause

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Action, ActionChunk, Audience, Job
    from contacts.models import Tag

KIND = "contacts.merge_tag"
SLICE = 5_000

# Imports that wait give their people the tag that stays.
WAITING = """
UPDATE contacts_import SET tag_ids = array_replace(tag_ids, %s, %s)
WHERE audience_id = %s AND tag_ids @> ARRAY[%s]
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many have each tag now, as lists show them: without the archived.

    The counts are taken from the people.
    """

    source: int
    target: int
    both: int

    @classmethod
    def of(cls, source: Tag, target: Tag) -> Preview:
        contacts = source.audience.contacts.present()
        return cls(
            source=contacts.tagged(source.pk).count(),
            target=contacts.tagged(target.pk).count(),
            both=contacts.tagged(source.pk, target.pk).count(),
        )

    @property
    def after(self) -> int:
        return self.source + self.target - self.both


@transaction.atomic
def merge_later(source: Tag, target: Tag, *, actor: User) -> Job | None:
    """Record the work and what undoes it; None when either tag just went."""
    audience = source.audience
    tags = audience.tags.present()
    held = tags.filter(pk__in=[source.pk, target.pk]).order_by("pk")
    if source.pk == target.pk or len(held.select_for_update()) < 2:
        return None
    tags.filter(pk=source.pk).update(deleted_at=timezone.now())
    usage.tell(audience, source)
    with connection.cursor() as cursor:
        ids = [source.pk, target.pk, audience.pk, source.pk]
        cursor.execute(WAITING, ids)
    names = {"source": source.name, "target": target.name}
    label = _("Merging “%(source)s” into “%(target)s”") % names
    params = {"tag": target.pk, "tag_name": target.name}
    params |= {"source": source.pk, "source_name": source.name}
    action = actions.begin(audience, KIND, label, actor=actor, **params)
    return jobs.start(
        audience,
        KIND,
        label,
        owner=actor,
        total=audience.contacts.tagged(source.pk).count(),
        action=action.pk,
        **params,
    )


@jobs.step_of(KIND)
def merge_slice(job: Job) -> bool:
    audience, params = job.audience, job.params
    action = audience.actions.get(pk=params["action"])
    if action.undone_at:
        return False
    target = present_tag(audience, params)
    source = audience.tags.get(pk=params["source"])
    # Also whoever was given the tag in the moment it went.
    last = audience.contacts.last_id()
    ids = audience.contacts.tagged(source.pk).next_ids(0, last, SLICE)
    cause = Cause(audience, "tag_merged", actor=job.owner)
    moved = audience.contacts.filter(pk__in=ids).retag(source, target, cause)
    had = {pk: not is_given for pk, is_given in moved.items()}
    actions.add(action, list(moved), before=had, at=cause.at)
    job.done += len(moved)
    job.counts = {"changed": job.done}
    return bool(ids)


@jobs.sweep_of(KIND)
def give_back(job: Job) -> None:
    """When the work stops on the way, the tag is there again for those left."""
    _revive(job.audience, job.params["source"])


@actions.inverse_by_chunk(KIND)
def part(action: Action, chunk: ActionChunk, actor: User | None) -> int:
    """Give the first tag back, and take the second where it came by the merge."""
    audience, params = action.audience, action.params
    target = present_tag(audience, params)
    if not _revive(audience, params["source"]):
        raise jobs.JobError(
            _("There is another tag “%s” by now.") % params["source_name"]
        )
    source = audience.tags.get(pk=params["source"])
    cause = Cause(audience, "undo", actor=actor)
    moved = audience.contacts.filter(pk__in=chunk.ids)
    back = moved.tagged(target.pk).tag(source, cause)
    had = chunk.before or {}
    given = [pk for pk in back if not had.get(str(pk))]
    audience.contacts.filter(pk__in=given).untag(target, cause)
    return len(back)


def _revive(audience: Audience, pk: int) -> bool:
    """Make the tag present again, unless another one has its name by now."""
    tag = audience.tags.get(pk=pk)
    others = audience.tags.ids_by_name(audience, [tag.name])
    if others.get(tag.name, pk) != pk:
        return False
    if audience.tags.filter(pk=pk).exclude(deleted_at=None).update(deleted_at=None):
        usage.tell(audience, tag)
    return True
