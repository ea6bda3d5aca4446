"""Undo: what was done to many contacts is taken back where it still stands.

An action keeps, in chunks, the ids that were actually changed. Undoing it is a job that
applies the inverse verb to them; rows that something touched since fall out of the verb
by themselves and are counted as left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from audiences import jobs
from audiences.models import Action, ActionChunk, Job

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

type Slice = Callable[[Action, int, User | None], tuple[int, int, int] | None]
type Inverse = Callable[[Action, Sequence[int], User | None], int]
type ChunkInverse = Callable[[Action, ActionChunk, User | None], int]

type Words = Callable[[int, int], str]

LIFETIME = timedelta(days=30)

in_words: dict[str, Words] = {}
_slices: dict[str, Slice] = {}
_inverses: dict[str, ChunkInverse] = {}


def inverse_of(verb: str) -> Callable[[Inverse], Inverse]:
    """Register `undo(action, ids, actor) -> int`; it returns how many it changed."""

    def register(inverse: Inverse) -> Inverse:
        _inverses[verb] = lambda action, chunk, who: inverse(action, chunk.ids, who)
        return inverse

    return register


def inverse_by_chunk(verb: str) -> Callable[[ChunkInverse], ChunkInverse]:
    """The same for a verb that needs to know when it was, or what was there before."""

    def register(inverse: ChunkInverse) -> ChunkInverse:
        _inverses[verb] = inverse
        return inverse

    return register


def undone_by_slices(verb: str, words: Words | None = None) -> Callable[[Slice], Slice]:
    """Register `undo(action, after, actor)` for what the log tells of, without chunks.

    It takes back a slice of what lies behind the id `after` and returns how many that
    were, how many of them it changed, and the last id; nothing when nothing is left.
    `words(n, left)` says what was taken back and left, where these are no contacts.
    """

    def register(undo: Slice) -> Slice:
        _slices[verb] = undo
        if words:
            in_words[verb] = words
        return undo

    return register


def begin(
    audience: Audience, verb: str, label: str, *, actor: User | None, **params: Any
) -> Action:
    return Action.objects.create(
        audience=audience, verb=verb, label=label[:200], actor=actor, params=params
    )


def add(
    action: Action,
    ids: Sequence[int],
    *,
    before: Mapping[int, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Remember that the action changed these, in the transaction that did."""
    if not ids:
        return
    chunks = ActionChunk.objects.filter(audience=action.audience_id, action=action)
    ActionChunk.objects.create(
        audience_id=action.audience_id,
        action=action,
        position=chunks.count(),
        ids=list(ids),
        at=at,
        before=before,
    )
    Action.objects.filter(audience=action.audience_id, pk=action.pk).update(
        n=F("n") + len(ids)
    )


def undo(action: Action, *, actor: User | None) -> Job | None:
    """Start taking the action back; None when that is done already or too long ago."""
    now = timezone.now()
    claimed = Action.objects.filter(
        audience=action.audience_id,
        pk=action.pk,
        undone_at=None,
        created_at__gt=now - LIFETIME,
    ).update(undone_at=now)
    if not claimed:
        return None
    action.refresh_from_db()
    return jobs.start(
        action.audience,
        "audiences.undo",
        action.label,
        owner=actor,
        total=action.n,
        action=action.pk,
        verb=action.verb,
    )


@jobs.step_of("audiences.undo")
def undo_chunk(job: Job) -> bool:
    action = job.audience.actions.get(pk=job.params["action"])
    if action.verb in _slices:
        return _undo_slice(job, action)
    chunk = job.audience.actionchunks.filter(
        action=action, position=job.cursor.get("position", 0)
    ).first()
    if chunk is None:
        return False
    undone = _inverses[action.verb](action, chunk, job.owner)
    Action.objects.filter(audience=job.audience_id, pk=action.pk).update(
        undone=F("undone") + undone
    )
    job.cursor = {"position": chunk.position + 1}
    job.done += len(chunk.ids)
    job.counts = {"undone": job.counts.get("undone", 0) + undone}
    return True


def _undo_slice(job: Job, action: Action) -> bool:
    found = _slices[action.verb](action, job.cursor.get("after", 0), job.owner)
    if found is None:
        return False
    n, undone, last = found
    Action.objects.filter(audience=job.audience_id, pk=action.pk).update(
        undone=F("undone") + undone
    )
    job.cursor = {"after": last}
    job.done += n
    job.counts = {"undone": job.counts.get("undone", 0) + undone}
    return True
