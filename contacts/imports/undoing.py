"""Taking an import back: who came by it goes, unless something happened to them since.

Who was new, which tags were given and which groups joined is told by the import's own
events, all of one moment, so that nothing is written for it while importing. Statuses
are never taken back, and an opt-out among those who go leaves its hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import actions, jobs
from contacts import deleting
from contacts.causes import Cause
from contacts.gifts import GROUPS, TAGS, change_each
from contacts.imports import extras, giving
from contacts.models import Source
from events.names import Own

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Action, Audience, Job
    from contacts.models import Import

VERB = "contacts.import"
LIFETIME = timedelta(days=30)
SLICE = 2_000

# The next people the import wrote, what it says of them (twice of two who were merged
# since), and whether they are still as it left them; locked in the order of their ids,
# as every verb does.
NEXT = """
SELECT contact_id, jsonb_agg(properties) FROM events_event
WHERE kind = 'own' AND audience_id = %(audience)s AND name_id = %(name)s
  AND occurred_at = %(at)s AND contact_id > %(after)s
  AND (properties ->> 'source')::bigint = %(source)s
GROUP BY contact_id ORDER BY contact_id LIMIT %(n)s
"""
# Into which segments somebody comes follows from the import itself, and so does what is
# given there.
GIVEN = f"({int(Own.TAG_ADDED)}, {int(Own.PREFERENCE_GAINED)})"
HANDED = f"name_id IN {GIVEN} AND properties ->> 'how' = 'segment'"
HELD = f"""
SELECT id, changed_at <= greatest(%(at)s, (
        SELECT max(occurred_at) FROM events_event
        WHERE audience_id = %(audience)s AND contact_id = c.id AND {HANDED}
    )), tag_ids, group_ids
FROM contacts_contact c
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
ORDER BY id FOR UPDATE OF c
"""
TOUCHED = f"""
SELECT DISTINCT contact_id FROM events_event
WHERE audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
  AND NOT (name_id IN (%(name)s, {int(Own.PREFERENCE_GAINED)})
    AND occurred_at = %(at)s) AND NOT ({HANDED})
  AND name_id NOT IN ({int(Own.SEGMENT_ENTERED)}, {int(Own.SEGMENT_LEFT)})
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the import wrote, as they stand now."""

    pk: int
    is_new: bool
    is_untouched: bool
    tags: set[int]  # given by the import, and still there
    groups: set[int]  # joined by it, and still so
    left: set[int]  # groups that were left for these


def can_undo(run: Import) -> bool:
    """Whether it is over, wrote anybody, and is not too long ago."""
    if run.job is None or run.job.is_open or run.dry_run or run.undone_at:
        return False
    wrote = any(run.job.counts.get(name) for name in ("created", "updated"))
    return wrote and run.job.created_at > timezone.now() - LIFETIME


def undo(audience: Audience, pk: int, *, actor: User) -> Job | None:
    """Start taking the import back; None when that cannot be, or is done already."""
    with transaction.atomic():
        locked = audience.imports.select_for_update(of=("self",))
        run: Import = locked.select_related("job").get(pk=pk)
        if not can_undo(run) or run.job is None:
            return None
        label = _("Undoing the import of %s") % run.filename
        action = actions.begin(audience, VERB, label, actor=actor, **{"import": run.pk})
        action.n = sum(run.job.counts.get(name, 0) for name in ("created", "updated"))
        action.save(update_fields=["n"])
        run.undo, run.undone_at = action.pk, timezone.now()
        run.undone = {"removed": 0, "kept": 0, "untagged": 0}
        run.save(update_fields=["undo", "undone_at", "undone"])
        job = actions.undo(action, actor=actor)
    return jobs.run_for_now(job) if job else None


def job_of(run: Import) -> Job | None:
    """The job that takes the import back, while it is remembered."""
    if run.undo is None:
        return None
    undoing = run.audience.jobs.filter(kind="audiences.undo", params__action=run.undo)
    return undoing.first()


@actions.undone_by_slices(VERB)
def undo_slice(
    action: Action, after: int, actor: User | None
) -> tuple[int, int, int] | None:
    run = action.audience.imports.select_related("job").get(pk=action.params["import"])
    key = _key(run)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {**key, "after": after, "n": SLICE})
        said = {pk: _together(json.loads(text)) for pk, text in cursor.fetchall()}
    if not said:
        return None
    cause = Cause(action.audience, "undo", actor=actor)
    people = _people(key, said)
    removed = _remove(people, key, cause)
    kept = [person for person in people if person.pk not in removed]
    untagged = set(change_each(TAGS, {}, _of(kept, "tags"), cause))
    ungrouped = set(change_each(GROUPS, {}, _of(kept, "groups"), cause))
    giving.join_again(_of(kept, "left"), _of(kept, "groups"), cause)
    unchosen = _take_back([person.pk for person in kept], key["at"], cause)
    new = sum(person.is_new for person in kept)
    taken = {"untagged": untagged, "ungrouped": ungrouped, "unchosen": unchosen}
    lost = {name: len(people) for name, people in taken.items()}
    _note(run, {"removed": len(removed), "kept": new, **lost})
    changed = untagged | ungrouped | unchosen
    return len(said), len(removed) + len(changed), max(said)


def _key(run: Import) -> dict[str, Any]:
    source = run.audience.sources.get(kind=Source.Kind.IMPORT, object_id=run.pk)
    at = run.job.created_at if run.job else run.created_at
    name = int(Own.CONTACT_IMPORTED)
    return {
        "audience": run.audience_id,
        "name": name,
        "at": at,
        "source": source.pk,
    }


def _together(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the import says of one person, in however many events."""
    whole: dict[str, Any] = {}
    for said in events:
        for name, value in said.items():
            many = isinstance(value, list)
            whole[name] = [*whole.get(name, ()), *value] if many else value
    return whole


def _people(key: dict[str, Any], said: dict[int, Any]) -> list[Person]:
    ids = list(said)
    with connection.cursor() as cursor:
        cursor.execute(HELD, {**key, "ids": ids})
        held = cursor.fetchall()
    tags = giving.given_anew(TAGS, key, ids)
    groups = giving.given_anew(GROUPS, key, ids)
    return [
        Person(
            *(pk, "created" in said[pk], is_untouched),
            tags=set(said[pk].get("tags", ())) & set(tag_ids) - tags[pk],
            groups=set(said[pk].get("groups", ())) & set(group_ids) - groups[pk],
            left=set(said[pk].get("left", ())),
        )
        for pk, is_untouched, tag_ids, group_ids in held
    ]


def _remove(people: list[Person], key: dict[str, Any], cause: Cause) -> set[int]:
    """Delete the new people to whom nothing happened since; return their ids."""
    ids = [person.pk for person in people if person.is_new and person.is_untouched]
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {**key, "ids": ids})
        touched = {pk for (pk,) in cursor.fetchall()}
    going = cause.audience.contacts.filter(pk__in=set(ids) - touched)
    return set(deleting.delete(going, cause))


def _take_back(ids: list[int], at: datetime, cause: Cause) -> set[int]:
    """Take from them what higher apps gave them then; return who had any of it."""
    ways = [one.take_back for one in extras.EXTRAS.values() if one.take_back]
    return {pk for take_back in ways for pk in take_back(ids, at, cause)}


def _of(people: list[Person], name: str) -> dict[int, set[int]]:
    """By their ids, the tags or groups of those who have any."""
    return {person.pk: ids for person in people if (ids := getattr(person, name))}


def _note(run: Import, more: dict[str, int]) -> None:
    """Add to what the import says of its undoing."""
    for name, n in more.items():
        if n or name in run.undone:
            run.undone[name] = run.undone.get(name, 0) + n
    run.save(update_fields=["undone"])
