import django.db.models.deletion
from django.db import migrations, models

SYNCING = """
ALTER TABLE events_event ADD COLUMN is_syncing boolean NOT NULL DEFAULT false
"""
# What was reported before it was counted.
KNOWN = """
INSERT INTO events_customevent (audience_id, name_id, description, created_at)
SELECT audience_id, name_id, '', min(first_at) FROM events_eventtotal
WHERE name_id >= 1000 AND audience_id IN (SELECT id FROM audiences_audience)
GROUP BY audience_id, name_id ORDER BY audience_id, name_id;

INSERT INTO events_eventday (audience_id, name_id, day, shard, n)
SELECT e.audience_id, e.name_id,
    (e.occurred_at AT TIME ZONE a.time_zone)::date, 0, count(*)
FROM events_event e JOIN audiences_audience a ON a.id = e.audience_id
WHERE e.kind = 'custom' GROUP BY 1, 2, 3;
"""


def _unkept(to, **more):
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        to=to,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("events", "0003_outbox_is_vacuumed"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    SYNCING, "ALTER TABLE events_event DROP COLUMN is_syncing"
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="event",
                    name="is_syncing",
                    field=models.BooleanField(db_default=False, default=False),
                ),
            ],
        ),
        migrations.AddField(
            model_name="outbox",
            name="is_syncing",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="outboxfailure",
            name="is_syncing",
            field=models.BooleanField(
                default=False, verbose_name="only caught up with"
            ),
        ),
        migrations.CreateModel(
            name="CustomEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="description"
                    ),
                ),
                (
                    "hidden_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hidden"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, verbose_name="first reported"
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="%(class)ss",
                        to="audiences.audience",
                    ),
                ),
                (
                    "name",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to="events.eventname",
                        verbose_name="event name",
                    ),
                ),
            ],
            options={
                "verbose_name": "custom event",
                "verbose_name_plural": "custom events",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["audience", "id"], name="events_customevent_key"
                    ),
                    models.UniqueConstraint(
                        fields=["audience", "name"], name="events_customevent_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "name_id",
                        "day",
                        "shard",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("shard", models.SmallIntegerField()),
                ("n", models.BigIntegerField()),
                (
                    "audience",
                    _unkept("audiences.audience", related_name="eventdays"),
                ),
                ("name", _unkept("events.eventname", related_name="+")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                ("digest", models.UUIDField(null=True)),
                ("answer", models.JSONField(null=True)),
                ("audience", _unkept("audiences.audience", related_name="receipts")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "received_at"],
                        name="events_receipt_received",
                    )
                ],
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
