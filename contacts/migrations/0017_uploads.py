import django.db.models.deletion
from django.db import migrations, models

import audiences.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0016_ledger_and_suppression"),
    ]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="job",
            field=audiences.tenancy.AudienceKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="+",
                to="audiences.job",
            ),
        ),
        migrations.AlterField(
            model_name="suppressionlist",
            name="delimiter",
            field=models.CharField(blank=True, max_length=1, verbose_name="delimiter"),
        ),
        migrations.AlterField(
            model_name="suppressionlist",
            name="encoding",
            field=models.CharField(blank=True, max_length=40, verbose_name="encoding"),
        ),
    ]
