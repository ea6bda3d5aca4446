import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audiences.models.jobs
import audiences.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0001_initial"),
        ("contacts", "0004_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="check_job",
            field=audiences.tenancy.AudienceKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="+",
                to="audiences.job",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="is_remembered",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="import",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "Text file"),
                    ("pasted", "Pasted rows"),
                    ("sheet", "Workbook"),
                    ("archive", "Export of another service"),
                ],
                default="text",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="new_tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), default=list
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="original",
            field=models.FileField(
                blank=True,
                storage=audiences.models.jobs.private_storage,
                upload_to="imports",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="parts",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="import",
            name="permission_note",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="in your words"
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="preparation",
            field=audiences.tenancy.AudienceKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="+",
                to="audiences.job",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="sheet",
            field=models.CharField(blank=True, max_length=200, verbose_name="sheet"),
        ),
        migrations.AddField(
            model_name="import",
            name="titles_key",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="import",
            name="undo",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="import",
            name="undone",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="import",
            name="undone_at",
            field=models.DateTimeField(null=True, verbose_name="undone"),
        ),
        migrations.AlterField(
            model_name="import",
            name="file",
            field=models.FileField(
                blank=True,
                storage=audiences.models.jobs.private_storage,
                upload_to="imports",
            ),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                condition=models.Q(("titles_key", ""), _negated=True),
                fields=["audience", "titles_key", "id"],
                name="contacts_import_titles",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=audiences.tenancy.AudienceReference(
                field="preparation", name="contacts_import_preparation"
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=audiences.tenancy.AudienceReference(
                field="check_job", name="contacts_import_check_job"
            ),
        ),
    ]
