import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audiences.models.jobs
import audiences.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("contacts", "0017_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "Added by hand"),
                    ("import", "Import"),
                    ("form", "Sign-up form"),
                    ("api", "API"),
                    ("webhook", "Incoming webhook"),
                    ("inbox", "Inbox"),
                    ("past", "Past events"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="PastImport",
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
                ("filename", models.CharField(max_length=200, verbose_name="file")),
                ("size", models.BigIntegerField(default=0, verbose_name="size")),
                (
                    "encoding",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="encoding"
                    ),
                ),
                (
                    "delimiter",
                    models.CharField(
                        blank=True, max_length=1, verbose_name="delimiter"
                    ),
                ),
                (
                    "has_header",
                    models.BooleanField(
                        default=True, verbose_name="the first row holds titles"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=audiences.models.jobs.private_storage,
                        upload_to="past",
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                (
                    "name",
                    models.CharField(blank=True, max_length=30, verbose_name="event"),
                ),
                (
                    "order",
                    models.CharField(default="day", max_length=5, verbose_name="dates"),
                ),
                ("zone", models.CharField(max_length=63, verbose_name="time zone")),
                (
                    "unknown",
                    models.CharField(
                        choices=[
                            ("refuse", "Leave their rows out"),
                            ("add", "Add them as nonsubscribed"),
                        ],
                        default="refuse",
                        max_length=6,
                        verbose_name="people who are not here",
                    ),
                ),
                ("undo", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("undone", models.BigIntegerField(default=0)),
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
                    "check_job",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to="audiences.job",
                    ),
                ),
                (
                    "job",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to="audiences.job",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import of past events",
                "verbose_name_plural": "imports of past events",
            },
        ),
        migrations.CreateModel(
            name="PastKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "past_id",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.UUIDField()),
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
                    "past",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="keys",
                        to="contacts.pastimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastRefusal",
            fields=[
                ("line", models.BigIntegerField(verbose_name="line")),
                ("reason", models.CharField(max_length=30, verbose_name="reason")),
                (
                    "value",
                    models.CharField(blank=True, max_length=200, verbose_name="value"),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "past_id",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "column",
                    models.CharField(blank=True, max_length=100, verbose_name="column"),
                ),
                ("row", models.JSONField(default=list, verbose_name="row")),
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
                    "past",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="refusals",
                        to="contacts.pastimport",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pastimport",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="contacts_pastimport_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastimport",
            constraint=audiences.tenancy.AudienceReference(
                field="job", name="contacts_pastimport_job"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastimport",
            constraint=audiences.tenancy.AudienceReference(
                field="check_job", name="contacts_pastimport_check"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastkey",
            constraint=audiences.tenancy.AudienceReference(
                field="past", name="contacts_pastkey_past"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastrefusal",
            constraint=audiences.tenancy.AudienceReference(
                field="past", name="contacts_pastrefusal_past"
            ),
        ),
    ]
