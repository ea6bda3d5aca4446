"""Sending again and calling off as jobs: with progress, and a way back.

Which deliveries are concerned is written down when it starts, and never more of them
than somebody agreed to; whatever came further meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from audiences import actions, jobs, kinds
from audiences.jobs import JobError
from audiences.kinds import Kind
from audiences.models import Action, Job, JobChunk
from delivery.overview import verbs

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import ActionChunk, Audience
    from delivery.overview.reading import Matching
    from delivery.querysets import DeliveryQuerySet

RETRY, CANCEL = "delivery.retry", "delivery.cancel"


@dataclass(frozen=True, slots=True)
class Verb:
    kind: str
    icon: str
    fitting: Callable[[DeliveryQuerySet], DeliveryQuerySet]
    do: Callable[[Audience, Sequence[int]], Mapping[int, Any]]
    undo: Callable[[Audience, Mapping[str, Any]], int]


VERBS = {
    RETRY: Verb(
        RETRY,
        "refresh",
        lambda deliveries: deliveries.to_send_again(),
        verbs.send_again,
        verbs.leave_failed,
    ),
    CANCEL: Verb(
        CANCEL,
        "player-stop",
        lambda deliveries: deliveries.to_call_off(),
        verbs.call_off,
        verbs.call_on,
    ),
}


def chosen(matching: Matching, verb: Verb) -> DeliveryQuerySet:
    """Those that match and that the verb can be done to."""
    return verb.fitting(matching.deliveries)


@transaction.atomic
def start(matching: Matching, verb: Verb, *, owner: User, agreed: int) -> list[Job]:
    """A job for each audience in which there are some; the caller runs them.

    Raises a JobError where they are more than somebody agreed to.
    """
    rows = chosen(matching, verb)
    found = rows.order_by().values_list("audience_id", flat=True).distinct()
    audiences = [matching.scope.by_id[pk] for pk in sorted(found)]
    started = [_start(audience, rows, verb, owner) for audience in audiences]
    if sum(job.total or 0 for job in started) > agreed:
        raise JobError(_("By now there are more of them. Look at the number again."))
    return started


def _start(audience: Audience, rows: DeliveryQuerySet, verb: Verb, owner: User) -> Job:
    label = label_of(verb.kind)
    action = actions.begin(audience, verb.kind, label, actor=owner)
    job = jobs.start(audience, verb.kind, label, owner=owner, action=action.pk)
    job.total = JobChunk.objects.fix(job, rows.filter(audience=audience))
    job.save(update_fields=["total"])
    return job


@jobs.step_of(RETRY)
@jobs.step_of(CANCEL)
def do_slice(job: Job) -> bool:
    verb, audience = VERBS[job.kind], job.audience
    action: Action = audience.actions.get(pk=job.params["action"])
    chunk = audience.jobchunks.of(job, job.cursor.get("position", 0))
    if chunk is None or action.undone_at:
        return False
    before = verb.do(audience, chunk.ids)
    actions.add(action, list(before), before=before)
    job.cursor = {"position": chunk.position + 1}
    job.done += len(chunk.ids)
    job.counts = {"changed": job.counts.get("changed", 0) + len(before)}
    return True


@actions.inverse_by_chunk(RETRY)
@actions.inverse_by_chunk(CANCEL)
def undo_chunk(action: Action, chunk: ActionChunk, actor: User | None) -> int:
    return VERBS[action.verb].undo(action.audience, chunk.before or {})


def undo(scope_ids: Sequence[int], pks: Sequence[int], *, actor: User) -> list[Job]:
    """Start taking back those of the actions that are of here and these audiences."""
    known = Action.objects.filter(
        audience__in=scope_ids, pk__in=pks, verb__in=list(VERBS)
    )
    started = (
        actions.undo(action, actor=actor)
        for action in known.select_related("audience").order_by("pk")
    )
    return [job for job in started if job]


def label_of(kind: str) -> str:
    return {RETRY: _("Sending again"), CANCEL: _("Canceling deliveries")}[kind]


def title_of(kind: str) -> str:
    return {RETRY: _("Send again"), CANCEL: _("Cancel deliveries")}[kind]


def submit_of(kind: str) -> str:
    return {RETRY: _("Send again"), CANCEL: pgettext("deliveries", "Cancel them")}[kind]


def result(started: Sequence[Job]) -> str:
    """What these jobs of one kind did, in a sentence."""
    n = sum(job.counts.get("changed", 0) for job in started)
    left = sum(job.done for job in started) - n
    said = {"n": intcomma(n)}
    if started[0].kind == RETRY:
        text = ngettext("%(n)s is sent again.", "%(n)s are sent again.", n) % said
    else:
        text = ngettext("%(n)s is canceled.", "%(n)s are canceled.", n) % said
    return f"{text} {_left_alone(left)}" if left else text


def undone(n: int, left: int) -> str:
    text = ngettext(
        "%(n)s delivery is where it was.", "%(n)s deliveries are where they were.", n
    ) % {"n": intcomma(n)}
    return f"{text} {_left_alone(left)}" if left else text


def _left_alone(n: int) -> str:
    return ngettext(
        "%(n)s was left alone, since it has come further meanwhile.",
        "%(n)s were left alone, since they have come further meanwhile.",
        n,
    ) % {"n": intcomma(n)}


for _kind, _verb in VERBS.items():
    kinds.register(_kind, Kind(_verb.icon, outcome=lambda job: result([job])))
    actions.in_words[_kind] = undone
