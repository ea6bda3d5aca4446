"""Brings what runs by the clock in line with the list of the settings."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule

type Line = tuple[str, str, str]  # name, dotted path, cron

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('audiences.schedules', 0))"


@transaction.atomic
def sync(wanted: Sequence[Line]) -> int:
    """Make the schedules those of the list; return how many were added.

    One that is right already keeps the time of its next run.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    present = Schedule.objects.filter(schedule_type=Schedule.CRON, repeats__lt=0)
    by_line = {(row.name, row.func, row.cron): row.pk for row in present}
    kept = {line: by_line[line] for line in wanted if line in by_line}
    Schedule.objects.exclude(pk__in=kept.values()).delete()
    missing = [_schedule(*line) for line in wanted if line not in kept]
    Schedule.objects.bulk_create(missing)
    return len(missing)


def _schedule(name: str, path: str, cron: str) -> Schedule:
    import_string(path)  # a path that is wrong fails here, not at night
    schedule = Schedule(
        name=name, func=path, cron=cron, schedule_type=Schedule.CRON, repeats=-1
    )
    schedule.next_run = schedule.calculate_next_run()
    return schedule
