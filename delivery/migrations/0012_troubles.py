"""What keeps a message from leaving becomes a word, and what that is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("delivery", "0011_judged_texts"),
    ]

    operations = [
        migrations.RenameField("message", "problem", "trouble_about"),
        migrations.AlterField(
            "message",
            "trouble_about",
            models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            "message",
            "trouble",
            models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=20,
                verbose_name="problem",
            ),
            preserve_default=False,
        ),
        # What was said before stands as it was said; it is soon found out anew.
        migrations.RunSQL(
            "UPDATE delivery_message SET trouble = 'said' WHERE trouble_about <> ''",
            "",
        ),
    ]
