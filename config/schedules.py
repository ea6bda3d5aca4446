"""What runs by the clock: name, path, cron; `manage.py sync_schedules` applies it."""

SCHEDULES = [
    ("resume stalled jobs", "audiences.tasks.resume_stalled_jobs", "* * * * *"),
    ("resume failed deletions", "audiences.tasks.resume_failed_deletions", "7 * * * *"),
    ("clear away notes", "contacts.tasks.clear_away_notes", "41 3 * * *"),
    ("rate contacts", "contacts.tasks.rate_contacts", "23 2 * * *"),
    ("expire exports", "contacts.tasks.expire_exports", "23 * * * *"),
    ("sweep files of exports", "contacts.tasks.sweep_export_files", "41 3 * * *"),
    ("purge jobs", "audiences.tasks.purge_jobs", "11 4 * * *"),
    (
        "expire files of imports",
        "contacts.tasks.expire_import_files",
        "37 3 * * *",
    ),
    ("sweep files of imports", "contacts.tasks.sweep_import_files", "43 3 * * *"),
    ("forget refused rows", "contacts.tasks.forget_refused_rows", "21 4 * * *"),
    (
        "expire lists of suppressed addresses",
        "contacts.tasks.expire_suppression_lists",
        "39 3 * * *",
    ),
    (
        "sweep files of suppressed addresses",
        "contacts.tasks.sweep_suppression_files",
        "45 3 * * *",
    ),
    (
        "forget refused suppressions",
        "contacts.tasks.forget_refused_suppressions",
        "31 4 * * *",
    ),
    ("sweep webhooks", "contacts.tasks.sweep_hooks", "51 3 * * *"),
    ("make months of the log", "events.tasks.ensure_partitions", "17 3 * * *"),
    ("forget old hits", "delivery.tasks.forget_old_hits", "35 3 * * *"),
    ("expire sign-ups", "forms.tasks.expire_signups", "29 3 * * *"),
    ("sweep pictures of pages", "forms.tasks.sweep_pictures", "55 3 * * *"),
    ("drop old events", "events.tasks.drop_old_events", "27 3 * * *"),
    ("repair segments", "segments.tasks.repair_segments", "9 4 * * *"),
    ("sweep the outbox", "events.tasks.sweep_outbox", "* * * * *"),
    ("purge failed reactions", "events.tasks.purge_failures", "57 3 * * *"),
    ("sync listeners", "events.tasks.sync_listeners", "53 3 * * *"),
    ("sweep deliveries", "delivery.tasks.sweep_deliveries", "* * * * *"),
    ("settle indexes", "contacts.tasks.settle_indexes", "31 4 * * *"),
    ("recount", "contacts.tasks.recount_counters", "47 2 * * *"),
    ("check sending domains", "delivery.tasks.check_domains", "33 1 * * *"),
    ("forget replaced keys", "delivery.tasks.forget_replaced_keys", "3 5 * * *"),
    ("forget full buckets", "accounts.tasks.forget_buckets", "51 4 * * *"),
    ("sum up days", "forms.tasks.sum_up_days", "13,43 * * * *"),
    ("look at received mail", "delivery.receiving.tasks.sweep", "* * * * *"),
    ("forget received mail", "delivery.receiving.tasks.forget_old", "33 3 * * *"),
]
# Only where there are mailboxes to look into.
MAILBOXES = [("fetch mail", "delivery.receiving.tasks.fetch", "* * * * *")]
