"""CMS's words are longer than the columns: 4,501 characters for a code, 534 for a modifier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0002_facts_token"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hcpcscode",
            name="long_descriptor",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="modifier",
            name="label",
            field=models.CharField(max_length=600),
        ),
    ]
