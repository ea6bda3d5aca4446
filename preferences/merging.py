"""Two preferences become one: what people chose of the first, they chose of the second.

An opt-out from either stays. When, how and with which words somebody chose goes along.
The first is a tombstone at once; a job moves its people, and gives it back when the job
is stopped. It can be undone: of each person the action remembers both states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import actions, jobs
from contacts import usage
from contacts.causes import Cause
from preferences import choosing
from preferences.bulk import present_preference
from preferences.choosing import NONE, in_state
from preferences.managing import choices_of
from preferences.models import Preference, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from audiences.models import Action, ActionChunk, Audience, Job
    from contacts.querysets import ContactQuerySet

KIND = "preferences.merge"
SLICE = 5_000

CARRIED = """
, moved AS (
    INSERT INTO preferences_choice AS c (
        audience_id, contact_id, preference_id, state, was, at, how, source_id,
        actor_id, wording, language
    )
    SELECT h.audience_id, h.contact_id, there.id, h.state, '', h.at, h.how,
        h.source_id, h.actor_id, h.wording, h.language
    FROM preferences_choice h JOIN target ON target.id = h.contact_id CROSS JOIN there
    WHERE h.audience_id = %(audience)s AND h.preference_id = %(from)s
      AND h.state = %(state)s
    ORDER BY h.contact_id
    ON CONFLICT (audience_id, contact_id, preference_id) DO UPDATE SET
        state = excluded.state, was = c.state, at = excluded.at, how = excluded.how,
        source_id = excluded.source_id, actor_id = excluded.actor_id,
        wording = excluded.wording, language = excluded.language
    WHERE c.state = ANY (%(over)s)
    RETURNING contact_id, preference_id, was
)
"""
# An opt-out is carried over whatever was chosen, anything else where nothing was.
OVER = {State.UNSUBSCRIBED: [State.SUBSCRIBED.value], State.SUBSCRIBED: []}


@dataclass(frozen=True, slots=True)
class Preview:
    """How many are subscribed to each, and will be, without the archived.

    Counted from the people; `declined` are those who unsubscribed from either.
    """

    source: int
    target: int
    after: int
    declined: int

    @classmethod
    def of(cls, source: Preference, target: Preference) -> Preview:
        contacts: ContactQuerySet = source.audience.contacts.present()
        has, had = (in_state(contacts, one, SUBSCRIBED) for one in (target, source))
        out = in_state(contacts, source, DECLINED) | in_state(
            contacts, target, DECLINED
        )
        either = has | had
        return cls(
            source=had.count(),
            target=has.count(),
            after=either.exclude(pk__in=out.values("pk")).count(),
            declined=out.count(),
        )


SUBSCRIBED, DECLINED = State.SUBSCRIBED.value, State.UNSUBSCRIBED.value


@transaction.atomic
def merge_later(source: Preference, target: Preference, *, actor: User) -> Job | None:
    """Record the work and what undoes it; None when either just went."""
    audience = source.audience
    held = audience.preferences.present().filter(pk__in=[source.pk, target.pk])
    locked = held.order_by("pk").select_for_update()
    if source.pk == target.pk or len(locked) < 2:
        return None
    held.filter(pk=source.pk).update(deleted_at=timezone.now())
    usage.tell(audience, source)
    names = {"source": source.name, "target": target.name}
    label = _("Merging “%(source)s” into “%(target)s”") % names
    params = {"preference": target.pk, "preference_name": target.name}
    params |= {"source": source.pk, "source_name": source.name}
    action = actions.begin(audience, KIND, label, actor=actor, **params)
    return jobs.start(
        audience,
        KIND,
        label,
        owner=actor,
        total=choices_of(source).count(),
        action=action.pk,
        **params,
    )


@jobs.step_of(KIND)
def merge_slice(job: Job) -> bool:
    audience, params = job.audience, job.params
    action = audience.actions.get(pk=params["action"])
    if action.undone_at:
        return False
    target = present_preference(audience, params)
    source = audience.preferences.get(pk=params["source"])
    choices = choices_of(source).order_by("state", "contact_id")
    ids = list(choices.values_list("contact_id", flat=True)[:SLICE])
    contacts: ContactQuerySet = audience.contacts.filter(pk__in=ids)
    list(contacts.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    before = _states(ids, source, target)
    cause = Cause(audience, "preference_merged", actor=job.owner)
    for state, over in OVER.items():
        said = {"state": state.value, "over": over, "from": source.pk}
        choosing.move(contacts, CARRIED, [target.pk], said, cause)
    moved = choosing.sweep(contacts, source, cause)
    actions.add(action, moved, before={pk: before[pk] for pk in moved}, at=cause.at)
    job.done += len(moved)
    job.counts = {"changed": job.done}
    return bool(ids)


def _states(ids: list[int], *preferences: Preference) -> dict[int, list[str]]:
    """What each of these people chose of each of these preferences."""
    found = [
        dict(choices_of(one).filter(contact_id__in=ids).values_list("contact", "state"))
        for one in preferences
    ]
    return {pk: [states.get(pk, NONE) for states in found] for pk in ids}


@jobs.sweep_of(KIND)
def give_back(job: Job) -> None:
    """When the work stops on the way, the first is there again for those left."""
    _revive(job.audience, job.params["source"])


@actions.inverse_by_chunk(KIND)
def part(action: Action, chunk: ActionChunk, actor: User | None) -> int:
    """Give both states back to those who have chosen nothing of the second since."""
    audience, params = action.audience, action.params
    target = present_preference(audience, params)
    if not _revive(audience, params["source"]):
        name = params["source_name"]
        raise jobs.JobError(_("There is another preference “%s” by now.") % name)
    source = audience.preferences.get(pk=params["source"])
    before = {int(pk): states for pk, states in (chunk.before or {}).items()}
    now = _states(list(before), target)
    kept = {pk: states for pk, states in before.items() if now[pk] == [_after(*states)]}
    cause = Cause(audience, "undo", actor=actor)
    back = 0
    for state in (SUBSCRIBED, DECLINED):
        had = (pk for pk, states in kept.items() if states[0] == state)
        back += len(_put(audience, had, source, state, cause))
    for state in (SUBSCRIBED, DECLINED, NONE):
        had = (pk for pk, states in kept.items() if states[1] == state)
        _put(audience, had, target, state, cause)
    return back


def _after(source: str, target: str) -> str:
    """What somebody has who had these states of the two."""
    return DECLINED if DECLINED in {source, target} else SUBSCRIBED


def _put(
    audience: Audience,
    ids: Iterable[int],
    preference: Preference,
    state: str,
    cause: Cause,
) -> list[int]:
    contacts: ContactQuerySet = audience.contacts.filter(pk__in=list(ids))
    return choosing.put(contacts, preference, state, cause)


def _revive(audience: Audience, pk: int) -> bool:
    """Make it present again, unless another one has its name by now."""
    source: Any = audience.preferences.get(pk=pk)
    others = audience.preferences.present().filter(name__iexact=source.name)
    if others.exclude(pk=pk).exists():
        return False
    gone = audience.preferences.filter(pk=pk).exclude(deleted_at=None)
    if gone.update(deleted_at=None):
        usage.tell(audience, source)
    return True
