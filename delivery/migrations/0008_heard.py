from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("contacts", "0023_sms_numbers"),
        ("delivery", "0007_senders_and_pace"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("opened_at__isnull", False)),
                fields=["audience", "message", "contact"],
                include=("opened_at",),
                name="delivery_delivery_opened",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("clicked_at__isnull", False)),
                fields=["audience", "message", "contact"],
                include=("clicked_at",),
                name="delivery_delivery_clicked",
            ),
        ),
    ]
