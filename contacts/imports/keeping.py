"""The rows that an import refused are kept as long as what ran is listed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from contacts.models import Import, ImportRefusal

SLICE = 10_000


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


def _long_ago() -> datetime:
    return timezone.now() - timedelta(days=settings.JOB_DAYS)
