"""What runs by the clock: name, path, cron; `manage.py sync_schedules` applies it."""

SCHEDULES = [
    ("resume stalled jobs", "audiences.tasks.resume_stalled_jobs", "* * * * *"),
    ("resume failed deletions", "audiences.tasks.resume_failed_deletions", "7 * * * *"),
    ("clear away notes", "contacts.tasks.clear_away_notes", "41 3 * * *"),
    ("rate contacts", "contacts.tasks.rate_contacts", "23 2 * * *"),
    ("make months of the log", "events.tasks.ensure_partitions", "17 3 * * *"),
]
