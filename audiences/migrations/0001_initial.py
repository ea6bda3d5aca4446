import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audiences.models.audiences
import audiences.models.jobs
import audiences.tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
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
                ("verb", models.CharField(max_length=50)),
                ("label", models.CharField(max_length=200)),
                ("params", models.JSONField(default=dict)),
                ("n", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone", models.BigIntegerField(default=0)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
            },
        ),
        migrations.CreateModel(
            name="Audience",
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
                    "public_id",
                    models.CharField(
                        default=audiences.models.audiences.new_public_id,
                        editable=False,
                        max_length=10,
                        unique=True,
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, verbose_name="position"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "from_name",
                    models.CharField(max_length=100, verbose_name="default from name"),
                ),
                (
                    "from_email",
                    models.EmailField(
                        max_length=254, verbose_name="default from email"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="default subject"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en", max_length=10, verbose_name="language"
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", max_length=63, verbose_name="time zone"
                    ),
                ),
                (
                    "permission_reminder",
                    models.TextField(
                        max_length=1000, verbose_name="permission reminder"
                    ),
                ),
                ("company", models.CharField(max_length=200, verbose_name="company")),
                (
                    "address1",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="address"
                    ),
                ),
                (
                    "address2",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="address, second line"
                    ),
                ),
                ("city", models.CharField(max_length=100, verbose_name="city")),
                (
                    "region",
                    models.CharField(blank=True, max_length=100, verbose_name="region"),
                ),
                (
                    "postcode",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="postcode"
                    ),
                ),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                (
                    "phone",
                    models.CharField(blank=True, max_length=40, verbose_name="phone"),
                ),
                (
                    "double_opt_in",
                    models.BooleanField(default=False, verbose_name="double opt-in"),
                ),
                (
                    "gdpr_fields",
                    models.BooleanField(default=False, verbose_name="GDPR fields"),
                ),
                (
                    "notify_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="send notifications to"
                    ),
                ),
                (
                    "notify_daily",
                    models.BooleanField(default=False, verbose_name="a daily summary"),
                ),
                (
                    "notify_subscribe",
                    models.BooleanField(default=False, verbose_name="each subscribe"),
                ),
                (
                    "notify_unsubscribe",
                    models.BooleanField(default=False, verbose_name="each unsubscribe"),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created"),
                ),
                (
                    "archived_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="archived"
                    ),
                ),
                (
                    "deleting_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="deleting"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audiences",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "audience",
                "verbose_name_plural": "audiences",
            },
        ),
        migrations.CreateModel(
            name="ActionChunk",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "action_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField()
                    ),
                ),
                (
                    "action",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="chunks",
                        to="audiences.action",
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
            ],
        ),
        migrations.AddField(
            model_name="action",
            name="audience",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="%(class)ss",
                to="audiences.audience",
            ),
        ),
        migrations.CreateModel(
            name="AudienceAccess",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "membership_id",
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
                        related_name="accesses",
                        to="audiences.audience",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="audience_accesses",
                        to="accounts.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "kind",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("status", "Status"),
                            ("tag", "Tag"),
                            ("ordinal", "Ordinal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=20)),
                ("n", models.BigIntegerField(default=0)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="%(class)ss",
                        to="audiences.audience",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "day",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("key", models.CharField(max_length=20)),
                ("change", models.BigIntegerField(default=0)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="%(class)ss",
                        to="audiences.audience",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                ("kind", models.CharField(max_length=50)),
                ("label", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("cursor", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("error", models.TextField(blank=True)),
                (
                    "result",
                    models.FileField(
                        blank=True,
                        storage=audiences.models.jobs.private_storage,
                        upload_to="",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
            },
        ),
        migrations.AddIndex(
            model_name="audience",
            index=models.Index(
                fields=["account", "position", "id"], name="audiences_audience_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="audiences_action_key"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["audience", "heartbeat_at"],
                name="audiences_job_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="audiences_job_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionchunk",
            constraint=audiences.tenancy.AudienceReference(
                field="action", name="audiences_actionchunk_action"
            ),
        ),
    ]
