"""Taking past events back: those that a file brought leave the log again.

They are told by the moment they arrived at, which is that of the import's job, and lie
between the first and the last id that it wrote. People it added stay, and so do names.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditEntry
from audiences import actions, jobs
from contacts.past import turns
from events import withdrawing

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Action, Audience, Job
    from contacts.models import PastImport

VERB = turns.UNDOING
LIFETIME = timedelta(days=30)
SLICE = 2_000


def can_undo(run: PastImport) -> bool:
    """Whether it is over, wrote anything, and is not too long ago."""
    if run.job is None or run.job.is_open or run.undone_at:
        return False
    is_late = run.job.created_at < timezone.now() - LIFETIME
    return bool(run.job.counts.get("new")) and not is_late


def undo(audience: Audience, pk: int, *, actor: User | None) -> Job | None:
    """Start taking the events back; None when that cannot be, or is done already.

    Raises `JobError` while a file is being written.
    """
    with transaction.atomic():
        locked = audience.pastimports.select_for_update(of=("self",))
        run: PastImport = locked.select_related("job").get(pk=pk)
        run.audience = audience
        if not can_undo(run) or run.job is None:
            return None
        turns.to_undo(audience)
        label = _("Taking back the past events of %s") % run.filename
        action = actions.begin(audience, VERB, label, actor=actor, past=run.pk)
        action.n = run.job.counts["new"]
        action.save(update_fields=["n"])
        run.undo, run.undone_at = action.pk, timezone.now()
        run.save(update_fields=["undo", "undone_at"])
        AuditEntry.objects.record(
            audience.account,
            "events.import_undone",
            run.filename,
            actor=actor,
            audience=audience.pk,
            events=action.n,
        )
        job = actions.undo(action, actor=actor)
    return jobs.run_for_now(job) if job else None


def job_of(run: PastImport) -> Job | None:
    """The job that takes them back, while it is remembered."""
    if run.undo is None:
        return None
    undoing = run.audience.jobs.filter(kind="audiences.undo", params__action=run.undo)
    return undoing.first()


def _in_words(n: int, _left: int) -> str:
    return ngettext(
        "%(n)s event was taken out of the log.",
        "%(n)s events were taken out of the log.",
        n,
    ) % {"n": intcomma(n)}


@actions.undone_by_slices(VERB, _in_words)
def undo_slice(
    action: Action, after: int, actor: User | None
) -> tuple[int, int, int] | None:
    runs = action.audience.pastimports.select_related("job")
    run: PastImport = runs.get(pk=action.params["past"])
    if run.job is None:
        return None
    cursor = run.job.cursor
    batch = withdrawing.Batch(run.job.created_at, cursor["first"], cursor["last"])
    gone = withdrawing.withdraw(
        action.audience_id, batch, after=after, most=SLICE, zone=run.zone
    )
    if gone is None:
        return None
    runs.filter(pk=run.pk).update(undone=F("undone") + gone.n)
    return gone.n, gone.n, gone.last
