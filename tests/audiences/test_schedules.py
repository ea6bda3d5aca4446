from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from audiences import schedules

NIGHTLY = ("nightly", "audiences.tasks.resume_stalled_jobs", "17 3 * * *")
HOURLY = ("hourly", "audiences.tasks.resume_stalled_jobs", "5 * * * *")


def lines() -> list[tuple[str | None, str, str | None]]:
    rows = Schedule.objects.order_by("name")
    return list(rows.values_list("name", "func", "cron"))


def test_syncing_twice_leaves_one_schedule_for_each_line(db: None) -> None:
    first = schedules.sync([NIGHTLY, HOURLY])
    second = schedules.sync([NIGHTLY, HOURLY])

    assert (first, second) == (2, 0)
    assert lines() == [HOURLY, NIGHTLY]


def test_one_that_is_right_keeps_its_next_run(db: None) -> None:
    schedules.sync([NIGHTLY])
    then = timezone.now() + timedelta(days=3)
    Schedule.objects.update(next_run=then)

    schedules.sync([NIGHTLY])

    assert Schedule.objects.get().next_run == then


def test_what_is_not_listed_goes(db: None) -> None:
    Schedule.objects.create(name="old", func="gone.task", schedule_type="D")
    schedules.sync([NIGHTLY, HOURLY])

    schedules.sync([NIGHTLY])

    assert lines() == [NIGHTLY]


def test_another_cron_replaces_the_schedule(db: None) -> None:
    schedules.sync([NIGHTLY])
    sooner = (*NIGHTLY[:2], "18 3 * * *")

    schedules.sync([sooner])

    assert lines() == [sooner]


def test_a_new_schedule_waits_for_its_time(db: None) -> None:
    schedules.sync([NIGHTLY])

    next_run = Schedule.objects.get().next_run
    assert next_run is not None
    assert next_run > timezone.now()
    assert (next_run.hour, next_run.minute) == (3, 17)


def test_a_path_that_leads_nowhere_is_refused(db: None) -> None:
    with pytest.raises(ImportError):
        schedules.sync([NIGHTLY, ("wrong", "audiences.tasks.nothing", "* * * * *")])

    assert lines() == []


def test_the_schedules_of_the_settings_run_what_is_there(db: None) -> None:
    call_command("sync_schedules", verbosity=0)

    assert Schedule.objects.count() == len(settings.SCHEDULES)
    assert all(callable(import_string(path)) for _, path, _ in settings.SCHEDULES)
