"""A decision that two pressed at once stands once; what became of the other goes with it."""

from typing import Any

from django.db import migrations
from django.db.models import Count, Min


def once(apps: Any, schema_editor: Any) -> None:
    decisions = apps.get_model("lead", "Decision").objects.using(schema_editor.connection.alias)
    steps = apps.get_model("lead", "DecisionStep").objects.using(schema_editor.connection.alias)
    twice = (
        decisions.exclude(brief=None).order_by().values("brief", "code")
        .annotate(n=Count("pk"), first=Min("pk")).filter(n__gt=1)
    )
    for row in list(twice):
        later = decisions.filter(brief=row["brief"], code=row["code"]).exclude(pk=row["first"])
        steps.filter(decision__in=later.values("pk")).update(decision=row["first"])
        later.delete()


class Migration(migrations.Migration):

    dependencies = [
        ("lead", "0010_rollups"),
    ]

    operations = [migrations.RunPython(once, migrations.RunPython.noop, elidable=True)]
