from django.db import migrations, models

STAGE = "ALTER TABLE contacts_importline ADD COLUMN status text"
UNSTAGE = "ALTER TABLE contacts_importline DROP COLUMN status"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_saved_views")]

    operations = [
        migrations.RunSQL(STAGE, UNSTAGE),
        migrations.AddField(
            model_name="import",
            name="lists",
            field=models.JSONField(default=list),
        ),
    ]
