from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plan', '0009_kept_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='decide_days',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='half_life_days',
            field=models.FloatField(blank=True, null=True),
        ),
    ]
