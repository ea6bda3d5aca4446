import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0004_time_zones"),
        ("contacts", "0024_sms_opt_outs"),
        ("delivery", "0010_deliveries_of_an_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="receivedtext",
            name="judged_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="receivedtext",
            name="judged_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="receivedtext",
            index=models.Index(
                condition=models.Q(("judged_at", None), ("may_want_out", True)),
                fields=["audience", "id"],
                name="delivery_receivedtext_open",
            ),
        ),
    ]
