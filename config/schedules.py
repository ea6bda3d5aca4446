"""What runs by the clock: name, path, cron; `manage.py sync_schedules` applies it."""

SCHEDULES = [
    ("resume stalled jobs", "audiences.tasks.resume_stalled_jobs", "* * * * *"),
    ("resume failed deletions", "audiences.tasks.resume_failed_deletions", "7 * * * *"),
    (
        "expire files of imports",
        "contacts.tasks.expire_import_files",
        "37 3 * * *",
    ),
    ("make months of the log", "events.tasks.ensure_partitions", "17 3 * * *"),
]
