from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0012_parts_by_source"),
    ]

    operations = [
        # What few files fill, in one column: NULL costs the others next to nothing.
        migrations.RunSQL(
            "ALTER TABLE contacts_importline ADD COLUMN extra jsonb",
            "ALTER TABLE contacts_importline DROP COLUMN extra",
        ),
    ]
