"""The long work of an audience as a page lists it, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Right
from audiences.actions import LIFETIME
from audiences.kinds import Kind, Link, hidden_from, kind_of

if TYPE_CHECKING:
    from accounts.models import Membership
    from audiences.models import Action, Audience, Job
    from audiences.querysets import JobQuerySet

PAGE_SIZE = 25
UNDO = "audiences.undo"


@dataclass(frozen=True, slots=True)
class Entry:
    """One job; `action` is what stands behind it, while it can be taken back."""

    job: Job
    kind: Kind
    action: Action | None
    may_cancel: bool

    @property
    def outcome(self) -> str:
        """What came of it, in words; empty while it goes on or says so itself."""
        said = "" if self.job.is_open else self.kind.outcome(self.job)
        if said or self.job.state != self.job.State.CANCELED:
            return said
        if self.job.done:
            return _("Stopped before its end.")
        return _("Stopped before anything was done.")

    @property
    def link(self) -> Link | None:
        return self.kind.link(self.job)


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    here: str
    next_url: str

    @property
    def is_live(self) -> bool:
        """Whether any of it is under way, so that the page has to ask again."""
        return any(entry.job.is_open for entry in self.entries)

    @classmethod
    def of(cls, audience: Audience, member: Membership, before: int | None) -> Self:
        """Two queries, however many jobs there are and however deep the page lies."""
        listed = visible(audience, member).listed().select_related("owner")
        listed = listed.newest_first()
        if before is not None:
            listed = listed.filter(pk__lt=before)
        jobs = list(listed[: PAGE_SIZE + 1])
        shown = jobs[:PAGE_SIZE]
        return cls(
            entries_of(audience, shown, member),
            here=f"?before={before}" if before is not None else "?",
            next_url=f"?before={shown[-1].pk}" if len(jobs) > PAGE_SIZE else "",
        )


def visible(audience: Audience, member: Membership) -> JobQuerySet:
    """The jobs of the audience that the member may see."""
    jobs: JobQuerySet = audience.jobs.exclude(kind__in=hidden_from(member))
    return jobs


def entries_of(
    audience: Audience, jobs: Sequence[Job], member: Membership
) -> list[Entry]:
    may_manage = member.may(Right.MANAGE)
    actions = _undoable(audience, jobs) if may_manage else {}
    return [
        Entry(
            job,
            kind_of(job),
            action=actions.get(job.params.get("action", 0)) if _is_over(job) else None,
            may_cancel=may_manage and job.is_open,
        )
        for job in jobs
    ]


def _is_over(job: Job) -> bool:
    return not job.is_open and job.kind != UNDO


def _undoable(audience: Audience, jobs: Sequence[Job]) -> dict[int, Action]:
    ids = {job.params.get("action") for job in jobs} - {None}
    actions = audience.actions.filter(
        pk__in=ids,
        n__gt=0,
        undone_at=None,
        created_at__gt=timezone.now() - LIFETIME,
    )
    return {action.pk: action for action in actions}
