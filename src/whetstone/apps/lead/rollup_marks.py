"""Marks that say what happened since figures were kept, written by the store itself.

Each table that the leaders' page follows from has triggers: whatever writes to it (a form, a
worker's set-based statement, a command) marks the workspace in the same transaction, and no way
of writing can forget to. PostgreSQL marks once for a statement, SQLite counts in one row.

The field is not among them: one small query names its state (`field.kept`), and it is compared.
Migrations rebuild tables on SQLite, so the triggers are dropped before them and made after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connections

from whetstone.apps.lead.models_rollup import RollUpMark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SOON, NOW, ALL_DAYS = RollUpMark.Reach.SOON, RollUpMark.Reach.NOW, RollUpMark.Reach.ALL_DAYS
OWN: Final = "{row}.workspace_id"
PERSON: Final = "(SELECT p.workspace_id FROM people_person p WHERE p.id = {row}.person_id)"
GOAL: Final = "(SELECT g.workspace_id FROM plan_goal g WHERE g.id = {row}.goal_id)"
CAMPAIGN: Final = "(SELECT c.workspace_id FROM plan_campaign c WHERE c.id = {row}.campaign_id)"
COMPARED: Final = "(SELECT c.workspace_id FROM lead_comparison c WHERE c.id = {row}.comparison_id)"
UNIT: Final = (
    "(SELECT c.workspace_id FROM lead_comparison c JOIN lead_comparisonunit u"
    " ON u.comparison_id = c.id WHERE u.id = {row}.unit_id)"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """Rows of a table, the workspace they belong to, and what a write to them calls for.

    `columns`: an update of others is none; empty: of any.
    """

    table: str
    where: str
    reach: int
    events: tuple[str, ...] = ("INSERT", "UPDATE")
    columns: tuple[str, ...] = ()


ANY: Final = ("INSERT", "UPDATE", "DELETE")
WATCHED: Final = (
    Watched("diagnose_response", PERSON, SOON, ("INSERT",)),
    Watched("diagnose_evidenceepoch", PERSON, SOON, ("INSERT",)),
    Watched("diagnose_levelestimate", PERSON, SOON),
    Watched("diagnose_sharechoice", PERSON, NOW, ("INSERT",)),
    Watched("learn_refresher", PERSON, SOON),
    Watched("learn_booking", PERSON, SOON, ("INSERT",)),
    Watched("learn_reading", PERSON, SOON),
    Watched("people_workinghours", PERSON, SOON, ANY),
    Watched("people_person", OWN, SOON, ("INSERT",)),
    Watched("people_person", OWN, ALL_DAYS, ("UPDATE",), ("left_at", "workspace_id")),
    Watched("people_person", OWN, ALL_DAYS, ("DELETE",)),
    Watched("people_personright", PERSON, SOON, ("INSERT",)),
    Watched("people_personright", PERSON, NOW, ("DELETE",)),
    Watched("people_requirement", OWN, NOW, ANY),
    Watched("people_workspacerules", OWN, NOW, ANY),
    Watched("people_workspace", "{row}.id", NOW, ("UPDATE",), ("time_zone", "frozen_at")),
    Watched("plan_goal", OWN, NOW, ANY),
    Watched("plan_goalreading", GOAL, NOW, ANY),
    Watched("plan_campaign", OWN, NOW, ANY),
    Watched("plan_campaignfigure", CAMPAIGN, NOW, ANY),
    Watched("plan_objectivedecision", CAMPAIGN, NOW),
    Watched("lead_comparison", OWN, NOW),
    Watched("lead_comparisonunit", COMPARED, NOW),
    Watched("lead_comparisonoutcome", UNIT, NOW),
    Watched("lead_comparisoncost", COMPARED, NOW),
    Watched("lead_comparisonend", COMPARED, NOW),
    Watched("lead_brief", OWN, NOW),
)
MARKS: Final = "lead_rollupmark"
PREFIX: Final = "rollup_"


def names() -> list[str]:
    """The name of every trigger that there should be."""
    return [_name(one, event) for one in WATCHED for event in one.events] + [_GONE]


def install(**_more: Any) -> None:
    """Make the triggers, where the tables stand; again and again does no harm."""
    store = connections["default"]
    there = set(store.introspection.table_names())
    if not {MARKS, *(one.table for one in WATCHED)} <= there:
        return
    remove()
    made = _for_postgres() if store.vendor == "postgresql" else _for_sqlite()
    with store.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)


def remove(**_more: Any) -> None:
    """Drop them: a table that is rebuilt or dropped must not have them."""
    store = connections["default"]
    with store.cursor() as cursor:
        for name, table in standing():
            more = f" ON {store.ops.quote_name(table)}" if store.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{more}")


def standing() -> list[tuple[str, str]]:
    """(name, table) of the triggers of ours that the store has."""
    store: BaseDatabaseWrapper = connections["default"]
    asked = (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal"
        if store.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with store.cursor() as cursor:
        cursor.execute(asked)
        return [row for row in cursor.fetchall() if row[0].startswith(PREFIX)]


_GONE: Final = f"{PREFIX}people_workspace_gone"


def _name(one: Watched, event: str) -> str:
    return f"{PREFIX}{one.table}_{event.lower()}"


def _for_sqlite() -> Iterator[str]:
    """One row a workspace and reach: there is one writer at a time, who may count in it."""
    for one in WATCHED:
        for event in one.events:
            where = one.where.format(row="OLD" if event == "DELETE" else "NEW")
            of = f" OF {', '.join(one.columns)}" if one.columns else ""
            # a column that is written, and not moved, is no event
            moved = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in one.columns)
            when = f" WHEN {moved}" if moved else ""
            yield (
                f"CREATE TRIGGER {_name(one, event)} AFTER {event}{of} ON {one.table}{when} BEGIN "
                f"INSERT INTO {MARKS} (workspace_id, reach, number, at) "
                f"SELECT o.w, {one.reach:d}, 0, CURRENT_TIMESTAMP FROM (SELECT {where} AS w) o "
                f"WHERE o.w IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {MARKS} m "
                f"WHERE m.workspace_id = o.w AND m.reach = {one.reach:d}); "
                f"UPDATE {MARKS} SET number = number + 1 "
                f"WHERE workspace_id = {where} AND reach = {one.reach:d}; END"
            )
    yield (
        f"CREATE TRIGGER {_GONE} AFTER DELETE ON people_workspace BEGIN "
        f"DELETE FROM {MARKS} WHERE workspace_id = OLD.id; END"
    )


def _for_postgres() -> Iterator[str]:
    """One row a statement and workspace: nobody waits for another's row."""
    for one in WATCHED:
        for event in one.events:
            name = _name(one, event)
            rows = "changed one_row"
            if one.columns:
                moved = " OR ".join(f"prior.{c} IS DISTINCT FROM one_row.{c}" for c in one.columns)
                rows += f" JOIN before prior ON prior.id = one_row.id AND ({moved})"
            mark = f"INSERT INTO {MARKS} (workspace_id, reach, number) SELECT DISTINCT"
            body = (
                f"{mark} found.w, {one.reach:d}, 1 FROM "
                f"(SELECT {one.where.format(row='one_row')} AS w FROM {rows}) found "
                "WHERE found.w IS NOT NULL"
            )
            if one.where == PERSON:
                whole = (
                    f"{mark} p.workspace_id, {one.reach:d}, 1 FROM {rows} "
                    "JOIN people_person p ON p.id = one_row.person_id"
                )
                body = _however_many(body, whole)
            yield from _pair(name, one.table, event, body)
    among = "(SELECT one_row.id FROM changed one_row)"
    gone = f"DELETE FROM {MARKS} WHERE workspace_id IN {among}"
    yield from _pair(_GONE, "people_workspace", "DELETE", gone)


def _however_many(each: str, whole: str) -> str:
    """Look people up one by one, or all in one pass where more moved than the store knows of.

    Who was taken in by the thousand in this very transaction is not in the store's statistics:
    it takes the table for an empty one, where any index looks as good as the key, and would read
    a whole index for each person. What is set here ends with the function.
    """
    known = "(SELECT c.reltuples FROM pg_class c WHERE c.oid = 'people_person'::regclass)"
    return (
        f"IF {known} < (SELECT count(*) FROM changed) THEN "
        "PERFORM set_config('enable_nestloop', 'off', true), "
        "set_config('enable_seqscan', 'on', true); "
        f"{whole}; ELSE {each}; END IF"
    )


def _pair(name: str, table: str, event: str, body: str) -> Iterator[str]:
    old = "OLD TABLE AS changed" if event == "DELETE" else "NEW TABLE AS changed"
    both = " OLD TABLE AS before" if event == "UPDATE" else ""
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        "SET enable_seqscan TO off SET enable_nestloop TO on "
        f"AS $rollup$ BEGIN {body}; RETURN NULL; END $rollup$"
    )
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {old}{both} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
