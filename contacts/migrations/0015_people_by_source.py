from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0014_sample"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contact",
            name="contacts_contact_source_part",
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["audience", "source", "created_at", "id"],
                name="contacts_contact_came_by",
            ),
        ),
    ]
