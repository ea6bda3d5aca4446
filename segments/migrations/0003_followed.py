import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# When it began was not known before: it was at least then.
SINCE = """
UPDATE segments_segment SET followed_at = coalesce(kept_at, changed_at) WHERE is_kept
"""
# Those who were written down while it began had entered before.
INSIDE = """
UPDATE segments_segmentmember m SET was_inside = true WHERE NOT EXISTS (
    SELECT 1 FROM events_event e
    WHERE e.kind = 'own' AND e.audience_id = m.audience_id AND e.name_id = 40
      AND e.contact_id = m.contact_id AND e.occurred_at = m.entered_at
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0002_membership"),
        ("events", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="followed_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="followed"
            ),
        ),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="segment", name="segments_segment_flip"),
        migrations.RemoveField(model_name="segment", name="is_kept"),
        migrations.AddIndex(
            model_name="segment",
            index=models.Index(
                condition=models.Q(("followed_at__isnull", False)),
                fields=["audience", "next_flip_at"],
                name="segments_segment_flip",
            ),
        ),
        migrations.AddField(
            model_name="segmentmember",
            name="was_inside",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(INSIDE, migrations.RunSQL.noop),
    ]
