"""Write down which lesson versions the newest edition has; older ones were not kept."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    edition = apps.get_model("field", "Edition").objects.order_by("-pk").first()
    if edition is None:
        return
    pair = apps.get_model("learn", "EditionLesson")
    rows = apps.get_model("learn", "Lesson").objects.filter(is_latest=True)
    pair.objects.bulk_create(
        [pair(edition=edition, lesson=row) for row in rows], ignore_conflicts=True
    )


class Migration(migrations.Migration):

    dependencies = [("learn", "0003_editions_of_classes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
