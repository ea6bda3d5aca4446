import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import (
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models

import audiences.models.jobs
import audiences.tenancy
import contacts.models.contacts

PREPARE = """
CREATE SEQUENCE contacts_tag_or_segment_id AS integer;

CREATE FUNCTION contacts_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;

-- An address is one word: its dots and its @ would make every domain the beginning of
-- one, and a search by one or two letters would hit them all.
CREATE FUNCTION contacts_search_key(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT translate(public.contacts_fold($1), '.@-_+', 'XXXXX') $$;

CREATE FUNCTION contacts_search_text(email text, first_name text, last_name text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT public.contacts_search_key(
    ' ' || $1 || ' ' || $2 || ' ' || $3
) $$;
"""
UNPREPARE = """
DROP FUNCTION contacts_search_text(text, text, text);
DROP FUNCTION contacts_search_key(text);
DROP FUNCTION contacts_fold(text);
DROP SEQUENCE contacts_tag_or_segment_id;
"""

# Unlogged: the stored file is the truth, and what a crash empties is read again.
STAGING = """
CREATE UNLOGGED TABLE contacts_importline (
    audience_id bigint NOT NULL,
    import_id bigint NOT NULL,
    bucket integer NOT NULL,
    line bigint NOT NULL,
    email text COLLATE "C" NOT NULL,
    email_display text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    phone text NOT NULL,
    language text NOT NULL,
    country text NOT NULL,
    fields jsonb NOT NULL,
    tag_ids int[] NOT NULL,
    PRIMARY KEY (audience_id, import_id, bucket, line)
) WITH (autovacuum_vacuum_scale_factor = 0.5);
"""

TUNE = """
ALTER TABLE contacts_contact SET (
    fillfactor = 85, autovacuum_analyze_scale_factor = 0.02
);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("audiences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        CreateExtension("intarray"),
        migrations.RunSQL(PREPARE, UNPREPARE),
        migrations.CreateModel(
            name="Import",
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
                    "file",
                    models.FileField(
                        storage=audiences.models.jobs.private_storage,
                        upload_to="imports",
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
                ("mapping", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        default="subscribed", max_length=13, verbose_name="status"
                    ),
                ),
                (
                    "update_existing",
                    models.BooleanField(default=True, verbose_name="update existing"),
                ),
                (
                    "tag_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list
                    ),
                ),
                (
                    "permission",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed_up", "They signed up on a form of ours"),
                            (
                                "customers",
                                "They are customers who agreed to hear from us",
                            ),
                            (
                                "other_service",
                                "They opted in at the service we come from",
                            ),
                            ("none", "There is no permission"),
                        ],
                        max_length=20,
                        verbose_name="permission",
                    ),
                ),
                ("dry_run", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created"),
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
                    "job",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="imports",
                        to="audiences.job",
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
                "verbose_name": "import",
                "verbose_name_plural": "imports",
            },
        ),
        migrations.CreateModel(
            name="ImportRefusal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "import_run_id",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("line", models.BigIntegerField(verbose_name="line")),
                ("reason", models.CharField(max_length=30, verbose_name="reason")),
                (
                    "column",
                    models.CharField(blank=True, max_length=100, verbose_name="column"),
                ),
                (
                    "value",
                    models.CharField(blank=True, max_length=200, verbose_name="value"),
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
                    "import_run",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="refusals",
                        to="contacts.import",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Source",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Added by hand"),
                            ("import", "Import"),
                            ("form", "Sign-up form"),
                            ("api", "API"),
                            ("webhook", "Incoming webhook"),
                            ("inbox", "Inbox"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("object_id", models.BigIntegerField(default=0)),
                ("label", models.CharField(max_length=200, verbose_name="label")),
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
                "verbose_name": "source",
                "verbose_name_plural": "sources",
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("ordinal", models.IntegerField(editable=False)),
                (
                    "email",
                    models.CharField(
                        db_collation="C", max_length=254, verbose_name="email address"
                    ),
                ),
                ("email_display", models.CharField(max_length=254)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("subscribed", "Subscribed"),
                            ("unsubscribed", "Unsubscribed"),
                            ("nonsubscribed", "Nonsubscribed"),
                            ("pending", "Pending"),
                            ("cleaned", "Cleaned"),
                        ],
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("status_at", models.DateTimeField(verbose_name="status since")),
                (
                    "archived_at",
                    models.DateTimeField(null=True, verbose_name="archived"),
                ),
                (
                    "first_name",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="first name"
                    ),
                ),
                (
                    "last_name",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="last name"
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=40, verbose_name="phone"),
                ),
                (
                    "sms_phone",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="SMS number"
                    ),
                ),
                (
                    "sms_status",
                    models.CharField(
                        choices=[
                            ("subscribed", "Subscribed"),
                            ("unsubscribed", "Unsubscribed"),
                            ("nonsubscribed", "Nonsubscribed"),
                            ("pending", "Pending"),
                        ],
                        default="nonsubscribed",
                        max_length=13,
                        verbose_name="SMS status",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, max_length=10, verbose_name="language"
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True, max_length=63, verbose_name="time zone"
                    ),
                ),
                (
                    "country",
                    models.CharField(blank=True, max_length=2, verbose_name="country"),
                ),
                (
                    "region",
                    models.CharField(blank=True, max_length=100, verbose_name="region"),
                ),
                ("latitude", models.FloatField(null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(null=True, verbose_name="longitude")),
                (
                    "email_client",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="email client"
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(default=0, verbose_name="rating"),
                ),
                ("vip", models.BooleanField(default=False, verbose_name="VIP")),
                (
                    "signup_at",
                    models.DateTimeField(null=True, verbose_name="signed up"),
                ),
                (
                    "signup_ip",
                    models.GenericIPAddressField(
                        null=True, verbose_name="signed up from"
                    ),
                ),
                ("optin_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                (
                    "optin_ip",
                    models.GenericIPAddressField(
                        null=True, verbose_name="confirmed from"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="added")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "tag_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list
                    ),
                ),
                (
                    "group_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                (
                    "search_text",
                    models.GeneratedField(
                        db_persist=True,
                        expression=contacts.models.contacts.SearchText(
                            "email", "first_name", "last_name"
                        ),
                        output_field=models.TextField(),
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
                    "source",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="contacts",
                        to="contacts.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("purpose", models.CharField(max_length=50, verbose_name="for")),
                ("given", models.BooleanField(verbose_name="given")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("ip", models.GenericIPAddressField(null=True, verbose_name="from")),
                ("wording", models.TextField(blank=True, verbose_name="wording")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="consents",
                        to="audiences.audience",
                    ),
                ),
                (
                    "contact",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="consents",
                        to="contacts.contact",
                    ),
                ),
                (
                    "source",
                    audiences.tenancy.AudienceKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="consents",
                        to="contacts.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
            },
        ),
        migrations.CreateModel(
            name="Suppression",
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
                ("audience_id", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unsubscribed", "Opted out"),
                            ("erased", "Erased"),
                            ("cleaned", "Dead address"),
                            ("complaint", "Complaint"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="since"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="suppressions",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "suppression",
                "verbose_name_plural": "suppressions",
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("contacts_tag_or_segment_id"),
                            function="nextval",
                        ),
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created"),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="deleted"
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
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
            },
        ),
        migrations.CreateModel(
            name="Field",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("address", "Address"),
                            ("phone", "Phone"),
                            ("date", "Date"),
                            ("birthday", "Birthday"),
                            ("zip", "Zip or postcode"),
                            ("url", "Web address"),
                            ("imageurl", "Image address"),
                            ("radio", "Radio buttons"),
                            ("dropdown", "Drop-down"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                ("label", models.CharField(max_length=100, verbose_name="label")),
                (
                    "tag",
                    models.CharField(
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z][A-Z0-9_]*\\Z",
                                "Use capital letters, digits and underscores, a letter first.",
                            )
                        ],
                        verbose_name="merge tag",
                    ),
                ),
                ("column", models.CharField(blank=True, editable=False, max_length=20)),
                (
                    "required",
                    models.BooleanField(default=False, verbose_name="required"),
                ),
                (
                    "public",
                    models.BooleanField(default=True, verbose_name="shown to contacts"),
                ),
                (
                    "default",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="default"
                    ),
                ),
                (
                    "help_text",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="help text"
                    ),
                ),
                (
                    "choices",
                    models.JSONField(blank=True, default=list, verbose_name="choices"),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, verbose_name="position"),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created"),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="deleted"
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
            options={
                "verbose_name": "field",
                "verbose_name_plural": "fields",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("audience", "id"), name="contacts_field_key"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("audience", "tag"),
                        name="contacts_field_tag_unique",
                        violation_error_message="There is a field with this tag already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "text",
                                    "number",
                                    "address",
                                    "phone",
                                    "date",
                                    "birthday",
                                    "zip",
                                    "url",
                                    "imageurl",
                                    "radio",
                                    "dropdown",
                                ],
                            )
                        ),
                        name="contacts_field_type",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="contacts_import_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="contacts_source_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                fields=("audience", "kind", "object_id"), name="contacts_source_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("audience"),
                django.db.models.functions.text.MD5("email"),
                name="contacts_contact_md5",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["audience", "created_at", "id"], name="contacts_contact_created"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("archived_at__isnull", False)),
                fields=["audience", "created_at", "id"],
                name="contacts_contact_archived",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["audience", "status", "country", "language", "rating", "id"],
                name="contacts_contact_facts",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("tag_ids", name="gin__int_ops"),
                name="contacts_contact_tags",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    "group_ids", name="gin__int_ops"
                ),
                name="contacts_contact_groups",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    "search_text", name="gin_trgm_ops"
                ),
                name="contacts_contact_search",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="contacts_contact_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("audience", "email"),
                name="contacts_contact_email_unique",
                violation_error_message="This audience already has a contact with this email address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("audience", "ordinal"), name="contacts_contact_ordinal_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("audience", "public_id"),
                name="contacts_contact_public_id_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "subscribed",
                            "unsubscribed",
                            "nonsubscribed",
                            "pending",
                            "cleaned",
                        ],
                    )
                ),
                name="contacts_contact_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__range", (0, 5))),
                name="contacts_contact_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                fields=["audience", "contact", "at"], name="contacts_consent_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                fields=("account", "hash", "audience_id", "kind"),
                name="contacts_suppression_unique",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                fields=("audience", "id"), name="contacts_tag_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                models.F("audience"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("deleted_at", None)),
                name="contacts_tag_name_unique",
                violation_error_message="There is a tag of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=audiences.tenancy.AudienceReference(
                field="job", name="contacts_import_job"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrefusal",
            constraint=audiences.tenancy.AudienceReference(
                field="import_run", name="contacts_importrefusal_import"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=audiences.tenancy.AudienceReference(
                field="source", name="contacts_contact_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=audiences.tenancy.AudienceReference(
                field="contact", name="contacts_consent_contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=audiences.tenancy.AudienceReference(
                field="source", name="contacts_consent_source"
            ),
        ),
        migrations.RunSQL(STAGING, "DROP TABLE contacts_importline"),
        migrations.RunSQL(TUNE, migrations.RunSQL.noop),
    ]
