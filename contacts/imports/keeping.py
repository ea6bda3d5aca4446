"""Files of imports are kept for a while after the end, then deleted; reports stay.

What was never begun goes whole.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from contacts import strays
from contacts.imports import intake
from contacts.models import Import

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
