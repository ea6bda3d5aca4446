"""Files of exports go when their time is over, and so does what killed work left."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from audiences.models import Job
from audiences.models.jobs import private_storage
from contacts import strays
from contacts.exports import personal, running
from contacts.exports.running import FOLDER
from contacts.models import ExportPart

# Higher apps add those whose results are files of exports as well.
KINDS = [running.KIND, personal.KIND]


def expire() -> int:
    """Delete the files of exports that ended long ago; return how many that were."""
    jobs = expired()
    for job in jobs:
        # The file first: a row that names a file which is gone is tried again.
        private_storage().delete(str(job.result.name))
        Job.objects.filter(audience=job.audience_id, pk=job.pk).update(result="")
    return len(jobs)


def expired() -> list[Job]:
    before = timezone.now() - timedelta(days=settings.EXPORT_DAYS)
    ended = Job.objects.filter(kind__in=KINDS, finished_at__lt=before).exclude(
        result=""
    )
    return list(ended.order_by("pk"))


def sweep_strays() -> int:
    return strays.sweep(FOLDER, known_files)


def known_files(names: list[str]) -> set[str]:
    results = Job.objects.filter(result__in=names).values_list("result", flat=True)
    parts = ExportPart.objects.filter(file__in=names).values_list("file", flat=True)
    return {*results, *parts}
