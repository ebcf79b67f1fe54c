"""Passages, and what each store needs to find their words."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE VIRTUAL TABLE field_passage_words USING fts5("
    "head_words, words, content='field_passage', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER field_passage_added AFTER INSERT ON field_passage BEGIN "
    "INSERT INTO field_passage_words(rowid, head_words, words) "
    "VALUES (new.id, new.head_words, new.words); END",
    "CREATE TRIGGER field_passage_gone AFTER DELETE ON field_passage BEGIN "
    "INSERT INTO field_passage_words(field_passage_words, rowid, head_words, words) "
    "VALUES ('delete', old.id, old.head_words, old.words); END",
    "CREATE TRIGGER field_passage_changed AFTER UPDATE ON field_passage BEGIN "
    "INSERT INTO field_passage_words(field_passage_words, rowid, head_words, words) "
    "VALUES ('delete', old.id, old.head_words, old.words); "
    "INSERT INTO field_passage_words(rowid, head_words, words) "
    "VALUES (new.id, new.head_words, new.words); END",
)
NO_SQLITE = (
    "DROP TRIGGER field_passage_added",
    "DROP TRIGGER field_passage_gone",
    "DROP TRIGGER field_passage_changed",
    "DROP TABLE field_passage_words",
)
POSTGRESQL = (
    "CREATE INDEX field_passage_words ON field_passage USING gin "
    "(array_to_tsvector(string_to_array(btrim(head_words || ' ' || words), ' ')))",
)
NO_POSTGRESQL = ("DROP INDEX field_passage_words",)


def _run(
    schema_editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], postgresql: tuple[str, ...]
) -> None:
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite, "postgresql": postgresql}.get(vendor, ()):
        schema_editor.execute(statement)


def make(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def unmake(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, NO_SQLITE, NO_POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [
        ("field", "0004_what_an_editor_did"),
        ("people", "0005_rules_words_and_ways_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("block", "Block"),
                            ("claim", "Claim"),
                            ("term", "Term"),
                            ("guide", "Guide"),
                            ("task", "Task"),
                        ],
                        max_length=8,
                    ),
                ),
                ("thing", models.CharField(max_length=150)),
                ("heading", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("head_words", models.TextField(blank=True)),
                ("words", models.TextField()),
                (
                    "workspace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("workspace", None)),
                        fields=("kind", "thing"),
                        name="passage_once",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "thing", "workspace"), name="passage_once_here"
                    ),
                ],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
