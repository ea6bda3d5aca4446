"""Long work in slices, each one transaction together with its cursor.

A kind of work is a function that does the next slice of a job, registered by name in an
app's `jobs` or other autodiscovered module. Whoever runs a slice holds an advisory lock
for that transaction: killed, it rolls back and the next runner goes on from the cursor;
two runners never do the same slice. `attempts` counts the tries at the slice that is
due, the one under way among them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from audiences.models import Job

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

logger = logging.getLogger(__name__)

type Step = Callable[[Job], bool]
type Sweep = Callable[[Job], None]
type Rest = Callable[[], None]

MAX_ATTEMPTS = 5
WAIT = 0.7  # seconds that a person waits for a page
TASK_SECONDS = 8.0  # what one task of the queue works before it hands on
STALLED = timedelta(seconds=60)

LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('audiences.job', %s))"

_steps: dict[str, Step] = {}
_sweeps: dict[str, Sweep] = {}
_rests: dict[str, Rest] = {}


class JobError(Exception):
    """Why a job cannot go on, in a sentence for the person who started it."""


def step_of(kind: str) -> Callable[[Step], Step]:
    """Register `step(job) -> bool`, which does a slice and says if more is left.

    It changes `cursor`, `counts`, `done` and `total` of the job it is given, and runs
    again from the last committed ones when it fails or is killed.
    """

    def register(step: Step) -> Step:
        _steps[kind] = step
        return step

    return register


def sweep_of(kind: str) -> Callable[[Sweep], Sweep]:
    """Register what is cleared away when a job of the kind is canceled or fails."""

    def register(sweep: Sweep) -> Sweep:
        _sweeps[kind] = sweep
        return sweep

    return register


def rest_of(kind: str) -> Callable[[Rest], Rest]:
    """Register what a runner does when it leaves off working at a job of the kind."""

    def register(rest: Rest) -> Rest:
        _rests[kind] = rest
        return rest

    return register


def start(
    audience: Audience,
    kind: str,
    label: str,
    *,
    owner: User | None,
    total: int | None = None,
    **params: Any,
) -> Job:
    """Record the work and the language of the moment; `run_later` or `run` does it."""
    return Job.objects.create(
        audience=audience,
        kind=kind,
        label=label[:200],
        owner=owner,
        total=total,
        params={"language": translation.get_language(), **params},
        heartbeat_at=timezone.now(),
    )


def run_later(job: Job) -> None:
    """Queue the next task of the job; inside a transaction, it is queued with it."""
    async_task("audiences.tasks.run_job", job.audience_id, job.pk)


def run(job: Job) -> Job:
    """Do the whole of the job in this process; return it as it ended."""
    work(job, None)
    job.refresh_from_db()
    return job


def run_for_now(job: Job, seconds: float | None = None) -> Job:
    """Do what can be done while a person waits, and leave the rest to the queue.

    What fails is told by the job, as when nobody waits.
    """
    try:
        if work(job, WAIT if seconds is None else seconds):
            run_later(job)
    except Exception:
        logger.exception("Job %s of audience %s failed", job.pk, job.audience_id)
    job.refresh_from_db()
    return job


def work(job: Job, seconds: float | None) -> bool:
    """Do slices until the job is over or the time is; return whether more is left here.

    Nothing is left for this runner when another one holds the job.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    language, zone = job.params.get("language"), job.audience.time_zone
    with translation.override(language), timezone.override(zone):
        if not _take_up(job.audience_id, job.pk):
            return False
        try:
            while _slice(job.audience_id, job.pk):
                if ends is not None and time.monotonic() >= ends:
                    return True
        finally:
            if rest := _rests.get(job.kind):
                rest()
            _put_down(job)
    return False


def cancel(job: Job) -> bool:
    """Ask the job to stop before its next slice; False when it is over already."""
    jobs = Job.objects.filter(audience=job.audience_id, pk=job.pk).open()
    return bool(jobs.update(cancel_requested=True))


def resume_stalled() -> int:
    """Queue again what a killed worker left behind; return how many jobs that were."""
    stalled = Job.objects.stalled(timezone.now() - STALLED)
    return sum(map(_resume, list(stalled.order_by("audience_id", "pk"))))


def _resume(job: Job) -> bool:
    """Queue the job, unless somebody is at it."""
    with transaction.atomic():
        if not _hold(job.pk):
            return False
        jobs = Job.objects.filter(audience=job.audience_id, pk=job.pk).open()
        jobs.update(heartbeat_at=timezone.now())
        run_later(job)
    return True


@transaction.atomic
def _take_up(audience_id: int, pk: int) -> bool:
    """Count a try at the next slice before it begins: it may end whoever tries.

    False when there is nothing to do, or when too many have ended at this slice.
    """
    if not _hold(pk):
        return False
    jobs = Job.objects.filter(audience_id=audience_id, pk=pk).open()
    job = jobs.first()
    if job is None:
        return False
    if job.attempts >= MAX_ATTEMPTS and not job.cancel_requested:
        stopped = _(
            "It stopped %s times at the same place, each time with the program that "
            "did the work. The memory may not suffice."
        )
        _fail(audience_id, pk, stopped % MAX_ATTEMPTS)
        return False
    jobs.update(attempts=job.attempts + 1)
    return True


def _put_down(job: Job) -> None:
    """Take back the try that was counted for a slice nobody begins, or that is left."""
    jobs = Job.objects.filter(audience=job.audience_id, pk=job.pk).open()
    jobs.filter(attempts__gt=0).update(attempts=F("attempts") - 1)


def _slice(audience_id: int, pk: int) -> bool:
    """Do one slice; return whether this runner should go on."""
    try:
        with transaction.atomic():
            return _locked_slice(audience_id, pk)
    except JobError as error:
        _fail(audience_id, pk, str(error))
    except Exception as error:
        if _try_again(audience_id, pk, error):
            return True
        raise
    return False


def _hold(pk: int) -> bool:
    """Lock the job until the transaction ends; False when another runner has it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [pk])
        return bool(cursor.fetchone()[0])


def _locked_slice(audience_id: int, pk: int) -> bool:
    if not _hold(pk):
        return False
    job = Job.objects.filter(audience_id=audience_id, pk=pk).open().first()
    if job is None:
        return False
    if job.cancel_requested:
        _sweep(job)
        return _end(job, Job.State.CANCELED)
    job.started_at = job.started_at or timezone.now()
    if _steps[job.kind](job):
        _keep(job, Job.State.RUNNING)
        return True
    return _end(job, Job.State.FINISHED)


def _keep(job: Job, state: Job.State) -> None:
    """Write what a slice changed; a request to cancel that came meanwhile stays."""
    job.state = state
    job.heartbeat_at = timezone.now()
    job.attempts = int(state == Job.State.RUNNING)  # the try at the next slice
    job.save(
        update_fields=[
            *("state", "cursor", "counts", "done", "total", "result"),
            *("attempts", "started_at", "heartbeat_at", "finished_at"),
        ]
    )


def _end(job: Job, state: Job.State) -> bool:
    job.finished_at = timezone.now()
    if Job.objects.filter(audience_id=job.audience_id, pk=job.pk).exists():
        _keep(job, state)
    return False


@transaction.atomic
def _fail(audience_id: int, pk: int, reason: str) -> None:
    jobs = Job.objects.filter(audience_id=audience_id, pk=pk)
    failed = jobs.open().update(
        state=Job.State.FAILED, error=reason, finished_at=timezone.now()
    )
    if failed:
        _sweep(jobs.get())


def _sweep(job: Job) -> None:
    if sweep := _sweeps.get(job.kind):
        sweep(job)


def _try_again(audience_id: int, pk: int, error: Exception) -> bool:
    """Count the next try after one that failed; False when there were enough."""
    jobs = Job.objects.filter(audience_id=audience_id, pk=pk).open()
    attempts = jobs.values_list("attempts", flat=True).first() or 0
    if attempts < MAX_ATTEMPTS:
        jobs.update(attempts=attempts + 1, heartbeat_at=timezone.now())
        time.sleep(0.1 * 2**attempts)
        return True
    reason = _("It failed five times in a row, the last time with: %s") % error
    _fail(audience_id, pk, reason)
    return False
