"""What was read before readings said so was counted as their goal says: nobody knows better."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def as_the_goal_says(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    goals = apps.get_model("plan", "Goal").objects.using(alias)
    readings = apps.get_model("plan", "GoalReading").objects.using(alias)
    way = goals.filter(pk=OuterRef("goal_id")).values("era")[:1]
    readings.filter(era="").update(era=Subquery(way))


class Migration(migrations.Migration):

    dependencies = [
        ("plan", "0010_how_readings_were_counted"),
    ]

    operations = [migrations.RunPython(as_the_goal_says, migrations.RunPython.noop, elidable=True)]
