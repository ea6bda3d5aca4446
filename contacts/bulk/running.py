"""Starting a verb over many people, doing it slice by slice, taking it back.

Who is concerned is written down when it starts: whoever comes later is left alone, and
so is, by each verb itself, whoever has been changed meanwhile.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audiences import actions, jobs, kinds
from audiences.kinds import Kind, Link
from audiences.models import JobChunk
from contacts.bulk import registry
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.selection import Selection
from contacts.causes import Cause

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Action, ActionChunk, Audience, Job


def register(verb: type[BulkVerb]) -> type[BulkVerb]:
    """Offer the verb in lists, as a kind of job and of action."""
    registry.register(verb)
    jobs.step_of(verb.kind)(do_slice)
    jobs.sweep_of(verb.kind)(registry.verbs[verb.slug].over)
    kinds.register(verb.kind, Kind(verb.icon, outcome=_outcome, link=_report))
    if verb.undoable:
        actions.inverse_by_chunk(verb.kind)(undo_chunk)
    return verb


@transaction.atomic
def start(
    audience: Audience,
    selection: Selection,
    verb: BulkVerb,
    params: dict[str, Any],
    *,
    owner: User | None,
    ip: str | None = None,
) -> Job:
    """Record the work, on whom, and what undoes it; the caller runs it.

    Pressed twice it is the same job, as long as that is under way. Raises a `JobError`
    when it is not what was agreed to.
    """
    selection = selection.fixed(audience)
    said: dict[str, Any] = {"with": params, "selection": selection.to_query_string()}
    for job in running(audience, owner):
        if job.kind == verb.kind and {**job.params, **said} == job.params:
            return job
    label = verb.doing(params)
    action = None
    if verb.undoable:
        action = actions.begin(audience, verb.kind, label, actor=owner, **params).pk
    job = jobs.start(
        audience, verb.kind, label, owner=owner, action=action, ip=ip, **said
    )
    job.total = JobChunk.objects.fix(job, selection.apply(audience))
    job.save(update_fields=["total"])
    verb.agree(job)
    return job


def running(audience: Audience, owner: User | None) -> list[Job]:
    """What this person has under way here."""
    kinds = [verb.kind for verb in registry.verbs.values()]
    own = audience.jobs.open().filter(kind__in=kinds, owner=owner)
    return list(own.newest_first())


def do_slice(job: Job) -> bool:
    verb, audience = registry.verb_of(job.kind), job.audience
    chunk = audience.jobchunks.of(job, job.cursor.get("position", 0))
    pk = job.params["action"]
    action = audience.actions.get(pk=pk) if pk else None
    if chunk is None or (action and action.undone_at):
        verb.over(job)
        return False
    cause = Cause(audience, "staff", actor=job.owner, ip=job.params["ip"])
    contacts = audience.contacts.filter(pk__in=chunk.ids)
    done = verb.do(contacts, job.params["with"], cause)
    if action:
        actions.add(action, done.ids, before=done.before, at=cause.at)
    job.cursor = {"position": chunk.position + 1}
    job.done += len(chunk.ids)
    counts = Tally(job.counts) + Tally(changed=len(done.ids))
    job.counts = dict(counts + _left(verb, audience, chunk.ids, done))
    return True


def _left(
    verb: BulkVerb, audience: Audience, chosen: list[int], done: Done
) -> Tally[str]:
    """How many of the chosen were not changed, by reason."""
    rest = set(chosen).difference(done.ids)
    if not rest:
        return Tally()
    why_left = done.why_left or verb.why_left
    left = Tally(why_left(audience.contacts.filter(pk__in=rest)))
    return left + Tally(gone=len(rest) - left.total())


def undo_chunk(action: Action, chunk: ActionChunk, actor: User | None) -> int:
    verb = registry.verb_of(action.verb)
    cause = Cause(action.audience, "undo", actor=actor)
    contacts = action.audience.contacts.filter(pk__in=chunk.ids)
    return verb.undo(contacts, action.params, chunk, cause)


def _outcome(job: Job) -> str:
    return result(job) if job.counts else ""


def _report(job: Job) -> Link:
    args = [job.audience_id, job.pk]
    return Link(_("Report"), reverse("contacts:contact_bulk_result", args=args))


def result(job: Job) -> str:
    """What a finished job did, in a sentence, and whom it left alone and why."""
    verb, params = registry.verb_of(job.kind), job.params["with"]
    parts = [
        _fill(verb.done_text(job.counts.get("changed", 0), params), job, "changed")
    ]
    parts += [text for _reason, _n, text in reasons(job)]
    return "; ".join(parts)


def reasons(job: Job) -> list[tuple[str, int, str]]:
    """Why people were left alone, how many, and that in words."""
    verb, params = registry.verb_of(job.kind), job.params["with"]
    return [
        (reason, n, _fill(verb.left_text(reason, n, params), job, reason))
        for reason, n in job.counts.items()
        if reason != "changed" and n
    ]


def _fill(text: str, job: Job, count: str) -> str:
    words: Params = job.params["with"]
    return text % {**words, "n": intcomma(job.counts.get(count, 0))}
