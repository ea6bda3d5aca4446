from django.db import migrations

# Who entered and left a segment is read from the log: of its rows, only those that
# tell it stand in this index (docs/decisions/0015).
HISTORY = """
CREATE INDEX events_event_segment ON events_event_own
    (audience_id, (properties -> 'segment'), name_id, occurred_at DESC, id DESC)
    WHERE name_id IN (40, 41)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0003_followed"),
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(HISTORY, "DROP INDEX events_event_segment"),
    ]
