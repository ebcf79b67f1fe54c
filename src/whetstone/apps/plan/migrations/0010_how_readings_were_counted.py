from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("plan", "0009_kept_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="goalreading",
            name="era",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
