"""What is done to the chosen rows of a list, or to all that match, as a job.

Who is concerned is fixed when it starts: whoever is added later is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audiences import actions, jobs
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.listing import Counts

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.models import Tag
    from contacts.querysets import ContactQuerySet

FIRST_SLICE = 1000
SLICE = 10_000
MAX_CHOSEN = 1000  # rows ticked one by one


class Verb(StrEnum):
    TAG = "contacts.tag"
    UNTAG = "contacts.untag"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that were ticked; without ids, everyone whom the filter lets through."""

    wanted: Filter
    ids: tuple[int, ...] | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        wanted = Filter.from_query(query)
        if query.get("select") == "matching":
            return cls(wanted)
        ids = (int(pk) for pk in query.getlist("contact") if pk.isdecimal())
        return cls(wanted, tuple(sorted({pk for pk in ids if pk < 2**63}))[:MAX_CHOSEN])

    def to_query(self) -> list[tuple[str, str]]:
        """Name and value of each hidden field that says the same."""
        if self.ids is None:
            return [*self.wanted.to_query(), ("select", "matching")]
        chosen = [("contact", str(pk)) for pk in self.ids]
        return [*self.wanted.to_query(), ("select", "page"), *chosen]

    def apply(self, contacts: ContactQuerySet) -> ContactQuerySet:
        if self.ids is None:
            return self.wanted.apply(contacts)
        return contacts.filter(pk__in=self.ids)

    def count(self, audience: Audience) -> int | None:
        """How many these are; None when they are too many to count."""
        if self.ids is None:
            return Counts.of(audience, self.wanted).number(self.wanted.status)
        return self.apply(audience.contacts.all()).count()


def start(selection: Selection, verb: Verb, tag: Tag, *, owner: User) -> Job:
    """Record the work and what undoes it; the caller runs it."""
    audience = tag.audience
    label = _labels(verb) % {"tag": tag.name}
    action = actions.begin(
        audience, verb, label, actor=owner, tag=tag.pk, tag_name=tag.name
    )
    return jobs.start(
        audience,
        verb,
        label,
        owner=owner,
        total=selection.count(audience),
        action=action.pk,
        tag=tag.pk,
        tag_name=tag.name,
        filter=selection.wanted.to_dict(),
        ids=selection.ids,
        up_to=audience.contacts.last_id(),
    )


def running(audience: Audience, owner: User) -> list[Job]:
    """What this person has under way here."""
    own = audience.jobs.open().filter(kind__in=list(Verb), owner=owner)
    return list(own.newest_first())


def _labels(verb: Verb) -> str:
    if verb is Verb.TAG:
        return _("Tagging with “%(tag)s”")
    return _("Taking the tag “%(tag)s”")


@jobs.step_of(Verb.TAG)
def tag_slice(job: Job) -> bool:
    return _slice(job, Verb.TAG)


@jobs.step_of(Verb.UNTAG)
def untag_slice(job: Job) -> bool:
    return _slice(job, Verb.UNTAG)


def _slice(job: Job, verb: Verb) -> bool:
    audience, params = job.audience, job.params
    action = audience.actions.get(pk=params["action"])
    if action.undone_at:
        return False
    tag = present_tag(audience, params)
    # Slices grow, so that the first ones are done while a person waits.
    size = min(SLICE, max(FIRST_SLICE, job.done))
    matching = _selection(params).apply(audience.contacts.all())
    ids = matching.next_ids(job.cursor.get("id", 0), params["up_to"], size)
    if not ids:
        return False
    cause = Cause(audience, "staff", actor=job.owner)
    taken = audience.contacts.filter(pk__in=ids)
    changed = (taken.tag if verb is Verb.TAG else taken.untag)(tag, cause)
    actions.add(action, changed)
    job.cursor = {"id": ids[-1]}
    job.done += len(ids)
    job.counts = {"changed": job.counts.get("changed", 0) + len(changed)}
    return len(ids) == size


def _selection(params: dict[str, Any]) -> Selection:
    ids = params["ids"]
    return Selection(
        Filter.from_dict(params["filter"]), None if ids is None else tuple(ids)
    )


def present_tag(audience: Audience, params: dict[str, Any]) -> Tag:
    """The tag that a job or an action is about; a `JobError` when it was deleted."""
    tag = audience.tags.present().filter(pk=params["tag"]).first()
    if tag is None:
        raise jobs.JobError(
            _("The tag “%s” was deleted meanwhile.") % params["tag_name"]
        )
    return tag


def result(job: Job) -> str:
    """What a finished job did, in a sentence."""
    changed = job.counts.get("changed", 0)
    said = {"n": intcomma(changed), "tag": job.params["tag_name"]}
    left = job.done - changed
    if job.kind == Verb.TAG:
        done = ngettext(
            "%(n)s contact tagged “%(tag)s”", "%(n)s contacts tagged “%(tag)s”", changed
        )
        others = ngettext("%(n)s had the tag", "%(n)s had the tag", left)
    else:
        done = ngettext(
            "Tag “%(tag)s” taken from %(n)s contact",
            "Tag “%(tag)s” taken from %(n)s contacts",
            changed,
        )
        others = ngettext("%(n)s did not have it", "%(n)s did not have it", left)
    sentence = done % said
    return f"{sentence}; {others % {'n': intcomma(left)}}" if left else sentence
