from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plan', '0011_readings_say_how_they_were_counted'),
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
