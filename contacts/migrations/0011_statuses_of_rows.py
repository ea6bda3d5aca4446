from django.db import migrations

STAGE = "ALTER TABLE contacts_importline ADD COLUMN status text"
UNSTAGE = "ALTER TABLE contacts_importline DROP COLUMN status"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_saved_views")]

    operations = [migrations.RunSQL(STAGE, UNSTAGE)]
