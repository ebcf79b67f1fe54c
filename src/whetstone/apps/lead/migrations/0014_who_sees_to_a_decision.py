import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_initial"),
        ("lead", "0013_voice_overviews"),
    ]

    operations = [
        migrations.AddField(
            model_name="decisionstep",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decisionstep",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="decisionstep",
            name="owner_name",
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
