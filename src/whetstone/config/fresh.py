"""An empty store gets its tables in one go; the migrations then count as applied.

Playing every migration since the first takes Django half a minute of work, most of it to imagine
the tables between one step and the next. An empty store has nothing to carry from step to step, so
the tables are made as the last step leaves them. Of what migrations do beside tables, only what an
empty store needs too is done: data that is moved has `elidable=True` on it. `tests/long/
test_fresh_store.py` holds that both ways come to the same store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.apps.registry import Apps
    from django.db.migrations import Migration
    from django.db.models import Model

OURS = "whetstone."


def make_tables() -> bool:
    """Make every table of an empty store, in one transaction; False where it holds some already.

    `migrate` comes after it, in any case: it finds nothing to do, and says so to whoever listens.
    """
    store = connections[DEFAULT_DB_ALIAS]
    if store.introspection.table_names():
        return False
    executor = MigrationExecutor(store)
    steps = [step for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    with store.schema_editor(atomic=True) as editor:
        for model in _models(state.apps):
            editor.create_model(model)
        for step, one in _beside_tables(steps):
            one.database_forwards(step.app_label, editor, state, state)
    executor.recorder.ensure_schema()
    for step in steps:
        executor.recorder.record_applied(step.app_label, step.name)
    return True


def _models(apps: Apps) -> Iterator[type[Model]]:
    for model in apps.get_models():
        told = model._meta  # noqa: SLF001  # the way in that Django documents
        if told.managed and not told.proxy and not told.swapped:
            yield model


def _beside_tables(steps: list[Migration]) -> Iterator[tuple[Migration, RunPython | RunSQL]]:
    """What our migrations do that is no table and moves no data; libraries' only move data."""
    from django.apps import apps

    for step in steps:
        if not apps.get_app_config(step.app_label).name.startswith(OURS):
            continue
        for one in step.operations:
            if isinstance(one, RunPython | RunSQL) and not one.elidable:
                yield step, one
