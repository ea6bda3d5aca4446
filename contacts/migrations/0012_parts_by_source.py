import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0011_statuses_and_lists"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True,
                fields=["audience", "source"],
                name="contacts_contact_source_part",
                opclasses=["int8_minmax_ops", "int8_minmax_multi_ops"],
                pages_per_range=64,
            ),
        ),
    ]
