"""Files of imports are kept for a while after the end, then deleted; reports stay.

So do the rows that were refused, as long as what ran is listed. What was never begun
goes whole.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from contacts import strays
from contacts.imports import intake
from contacts.models import Import, ImportRefusal

SLICE = 10_000

FOLDER = "imports"


def expire() -> int:
    """Delete the files whose time is over; return of how many imports these were."""
    runs = expired()
    for run in runs:
        if run.job_id is None:
            intake.discard(run)
            continue
        # The files first: a row that names a file which is gone is tried again.
        intake.forget_files(run)
        rows = Import.objects.filter(audience=run.audience_id, pk=run.pk)
        rows.update(file="", original="")
    return len(runs)


def is_long_over(run: Import) -> bool:
    """Whether it ended so long ago that its refused rows are not kept any more."""
    ended = run.job.finished_at if run.job else None
    return ended is not None and ended < _long_ago()


def forget_refusals() -> int:
    """Delete the refused rows of imports of long ago; return how many those were."""
    forgotten = 0
    for run in long_over():
        refused = run.audience.importrefusals.filter(import_run=run)
        in_order = refused.order_by("line").values_list("line", flat=True)
        while lines := list(in_order[:SLICE]):
            forgotten += refused.filter(line__lte=lines[-1]).delete()[0]
    return forgotten


def long_over() -> list[Import]:
    """Imports, or checks of one, that ended so long ago and still have refused rows."""
    before = _long_ago()
    over = Q(job__finished_at__lt=before) | Q(job=None, created_at__lt=before)
    refused = ImportRefusal.objects.filter(
        audience_id=OuterRef("audience_id"), import_run_id=OuterRef("pk")
    )
    runs = Import.objects.filter(over, Exists(refused)).select_related("audience")
    return list(runs.order_by("pk"))


def expired() -> list[Import]:
    """Imports that ended long ago, or were never begun."""
    before = timezone.now() - timedelta(days=settings.IMPORT_FILE_DAYS)
    kept = Import.objects.exclude(file="", original="")
    over = Q(job=None, created_at__lt=before) | Q(job__finished_at__lt=before)
    return list(kept.filter(over).order_by("pk"))


def sweep_strays() -> int:
    return strays.sweep(FOLDER, known_files)


def known_files(names: list[str]) -> set[str]:
    named = Import.objects.filter(Q(file__in=names) | Q(original__in=names))
    return {name for pair in named.values_list("file", "original") for name in pair}


def _long_ago() -> datetime:
    return timezone.now() - timedelta(days=settings.JOB_DAYS)
