"""The log of acts is sealed row by row: what stands is sealed as it stands."""

import hashlib
import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

BEGIN = "0" * 64
AT_ONCE = 2_000


def seal_what_stands(apps: Any, schema_editor: Any) -> None:
    """Number and seal every row, log by log, oldest first."""
    del schema_editor
    row_model, end_model = apps.get_model("people.AuditRow"), apps.get_model("people.AuditEnd")
    ends: dict[Any, tuple[int, str]] = {}
    waiting: list[Any] = []
    for row in row_model.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        n, before = ends.get(row.workspace_id, (0, BEGIN))
        facts = [
            "" if row.actor_id is None else str(row.actor_id), row.act, row.object_kind,
            row.object_id, row.at.isoformat(timespec="microseconds"),
        ]  # fmt: skip
        text = json.dumps([before, *facts], ensure_ascii=False, separators=(",", ":"))
        row.by, row.place = row.actor_id, n + 1
        row.seal = hashlib.sha256(text.encode()).hexdigest()
        ends[row.workspace_id] = (row.place, row.seal)
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            row_model.objects.bulk_update(waiting, ["by", "place", "seal"], batch_size=200)
            waiting.clear()
    row_model.objects.bulk_update(waiting, ["by", "place", "seal"], batch_size=200)
    end_model.objects.bulk_create(
        end_model(workspace_id=owner, is_for_all=owner is None, n=n, seal=seal)
        for owner, (n, seal) in ends.items()
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DemoMade",
            fields=[
                ("id", models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEnd",
            fields=[
                ("id", models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_for_all", models.BooleanField(default=False)),
                ("n", models.PositiveBigIntegerField(default=0)),
                ("seal", models.CharField(max_length=64)),
                (
                    "workspace",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.workspace",
                    ),
                ),
            ],
        ),
        migrations.AddField("auditrow", "by", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField(
            "auditrow", "place", models.PositiveBigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField(
            "auditrow",
            "seal",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(seal_what_stands, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "auditrow",
            models.Index(fields=["workspace", "-at"], name="people_audi_workspa_newest"),
        ),
        migrations.AddConstraint(
            "auditrow",
            models.UniqueConstraint(fields=("workspace", "place"), name="one_audit_row_a_place"),
        ),
        migrations.AddConstraint(
            "auditrow",
            models.UniqueConstraint(
                condition=Q(("workspace", None)),
                fields=("place",),
                name="one_audit_row_a_place_for_all",
            ),
        ),
        migrations.AddConstraint(
            "auditend",
            models.UniqueConstraint(
                condition=Q(("workspace", None)), fields=("is_for_all",), name="one_end_for_all"
            ),
        ),
    ]
