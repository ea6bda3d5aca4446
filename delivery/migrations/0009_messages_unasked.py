from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("delivery", "0008_heard"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("kind__in", ["bulk", "flow"])),
                fields=["audience", "-id"],
                name="delivery_message_unasked",
            ),
        ),
    ]
