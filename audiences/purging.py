"""What work leaves behind goes in time: jobs, files, spent actions, failed tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_q.models import Failure

from audiences import kinds
from audiences.actions import LIFETIME
from audiences.models import Action, Job
from audiences.models.jobs import private_storage

BATCH = 1_000


def purge() -> tuple[int, int]:
    """Delete old jobs and what can be undone no more; count the jobs and actions."""
    days = timedelta(days=settings.JOB_DAYS)
    now = timezone.now()
    jobs = actions = 0
    while old := old_jobs(now - days):
        for job in old:
            _delete_job(job)
        jobs += len(old)
    while spent := spent_actions(now - max(days, LIFETIME)):
        for action in spent:
            of_audience = Action.objects.filter(audience=action.audience_id)
            of_audience.filter(pk=action.pk).delete()
        actions += len(spent)
    Failure.objects.filter(stopped__lt=now - days).delete()
    return jobs, actions


def old_jobs(before: datetime) -> list[Job]:
    """Some of those that ended before, but for kinds by which something is told."""
    ended = Job.objects.filter(finished_at__lt=before)
    return list(ended.exclude(kind__in=kinds.staying()).order_by("pk")[:BATCH])


def spent_actions(before: datetime) -> list[Action]:
    return list(Action.objects.filter(created_at__lt=before).order_by("pk")[:BATCH])


def _delete_job(job: Job) -> None:
    # The file first: a row that names a file which is gone is tried again.
    if job.result:
        private_storage().delete(str(job.result.name))
    Job.objects.filter(audience=job.audience_id, pk=job.pk).delete()
