import django.db.models.deletion
from django.db import migrations, models

DICTIONARY = "CREATE SEQUENCE events_eventname_custom_id AS integer START WITH 1000"

LOG = """
CREATE TABLE events_event (
    kind varchar(6) NOT NULL,
    audience_id bigint NOT NULL,
    id bigint NOT NULL DEFAULT nextval('events_event_id'),
    contact_id bigint NOT NULL,
    name_id integer NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    properties jsonb NOT NULL,
    PRIMARY KEY (kind, audience_id, id, occurred_at)
) PARTITION BY LIST (kind);

CREATE TABLE events_event_own PARTITION OF events_event
FOR VALUES IN ('own') PARTITION BY RANGE (occurred_at);

CREATE TABLE events_event_custom PARTITION OF events_event
FOR VALUES IN ('custom') PARTITION BY RANGE (occurred_at);

CREATE INDEX events_event_contact ON events_event
    (audience_id, contact_id, occurred_at DESC, id DESC);
CREATE INDEX events_event_name ON events_event
    (audience_id, name_id, occurred_at, contact_id);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audiences", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(DICTIONARY, "DROP SEQUENCE events_eventname_custom_id"),
        migrations.CreateModel(
            name="EventName",
            fields=[
                (
                    "id",
                    models.IntegerField(
                        db_default=models.Func(
                            models.Value("events_eventname_custom_id"),
                            function="nextval",
                        ),
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=50, unique=True)),
            ],
            options={
                "verbose_name": "event name",
                "verbose_name_plural": "event names",
            },
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE events_event_id", "DROP SEQUENCE events_event_id"
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(LOG, "DROP TABLE events_event"),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "kind",
                                "audience_id",
                                "id",
                                "occurred_at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("own", "Own"), ("custom", "Custom")],
                                max_length=6,
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("contact_id", models.BigIntegerField()),
                        ("occurred_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("properties", models.JSONField(default=dict)),
                        (
                            "audience",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="audiences.audience",
                            ),
                        ),
                        (
                            "name",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="events.eventname",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="EventTotal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "name_id",
                        "contact_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("contact_id", models.BigIntegerField()),
                ("n", models.BigIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="eventtotals",
                        to="audiences.audience",
                    ),
                ),
                (
                    "name",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.eventname",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Listener",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "name_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
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
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("contact_id", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("properties", models.JSONField(default=dict)),
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.eventname",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
