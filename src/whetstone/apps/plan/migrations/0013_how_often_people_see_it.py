from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plan', '0012_how_long_people_take'),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='most_times',
            field=models.FloatField(blank=True, null=True),
        ),
    ]
