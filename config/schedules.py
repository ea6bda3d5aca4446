"""What runs by the clock: name, dotted path, cron; `manage.py sync_schedules` applies."""

SCHEDULES = [
    ("resume stalled jobs", "audiences.tasks.resume_stalled_jobs", "* * * * *"),
    ("make months of the log", "events.tasks.ensure_partitions", "17 3 * * *"),
]
