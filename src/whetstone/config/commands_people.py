"""The commands `whetstone audit-log` and `whetstone people`: trust, from the command line."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from whetstone.config import commands_rosters

if TYPE_CHECKING:
    import argparse

KEPT = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{16,64})")


def add(commands: Any) -> None:
    """Put the commands on the command line."""
    _audit_log(commands)
    _people(commands)
    says = "print who may open what, as the reference shows it (Markdown)"
    table = commands.add_parser("permissions", help=says, description=says.capitalize() + ".")
    table.set_defaults(act=_permissions)


def _audit_log(commands: Any) -> None:
    says = "read or check the log of who did what"
    log = commands.add_parser("audit-log", help=says, description=says.capitalize() + ".")
    acts = log.add_subparsers(required=True, metavar="act")
    says = "check that each row still is what was sealed; ends with 1 where one is not"
    verify = acts.add_parser("verify", help=says, description=says.capitalize() + ".")
    verify.add_argument("--workspace", help="its address word; without it the installation's log")
    verify.add_argument("--all", action="store_true", help="every log of this installation")
    verify.add_argument("--kept", metavar="ROW:SEAL", help="a seal that was written down before")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.set_defaults(act=_verify)
    says = "print a log as a table (CSV)"
    export = acts.add_parser("export", help=says, description=says.capitalize() + ".")
    export.add_argument("--workspace", help="its address word; without it the installation's log")
    export.set_defaults(act=_export)


def _people(commands: Any) -> None:
    says = "take people in from a list; take out or erase what is kept of a person"
    people = commands.add_parser("people", help=says, description=says.capitalize() + ".")
    acts = people.add_subparsers(required=True, metavar="act")
    commands_rosters.add_to(acts)
    for name, says, act in (
        ("about", "print everything that is kept of a person, as JSON", _about),
        ("erase", "erase a person: their own rows go, what names them stays without", _erase),
    ):
        one = acts.add_parser(name, help=says, description=says.capitalize() + ".")
        one.add_argument("person", help="their number in this installation, or e-mail address")
        one.add_argument("--workspace", required=True, help="the workspace's address word")
        one.set_defaults(act=act)
        if name == "erase":
            one.add_argument("--yes", action="store_true", help="it cannot be undone")
            one.add_argument("--json", action="store_true", help="print the report as JSON")


def _permissions(options: argparse.Namespace) -> int:
    import django

    del options
    django.setup()
    from whetstone.apps.people import permissions

    print(permissions.as_markdown(), end="")
    return 0


def _workspace(name: str | None) -> int | None:
    from whetstone.apps.people import selectors

    if not name:
        return None
    found = selectors.workspace_named(name)
    if found is None:
        raise SystemExit(f"There is no workspace “{name}”.")
    return found


def _verify(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people import audit_log

    kept = KEPT.fullmatch(options.kept or "")
    if options.kept and (kept is None or options.all):
        print("--kept takes one log and reads like 120:9f86d081884c7d65.", file=sys.stderr)
        return 2
    seal = (int(kept[1]), kept[2]) if kept else None
    logs = audit_log.logs() if options.all else [_workspace(options.workspace)]
    found = {owner: audit_log.verify(owner, kept=seal) for owner in logs}
    rows = [
        {
            "workspace": owner, "rows": one.rows, "holds": one.holds, "flaw": one.flaw,
            "row": one.place or None, "seal": one.end,
        }
        for owner, one in found.items()
    ]  # fmt: skip
    for row in rows:
        whose = "installation" if row["workspace"] is None else f"workspace {row['workspace']}"
        said = "holds" if row["holds"] else f"BROKEN at row {row['row']}: {row['flaw']}"
        if not options.json:
            print(f"{whose}: {said}; {row['rows']} rows, seal {row['rows']}:{row['seal']}")
    if options.json:
        print(json.dumps(rows))
    return 0 if all(row["holds"] for row in rows) else 1


def _export(options: argparse.Namespace) -> int:
    import datetime as dt

    import django

    django.setup()
    from whetstone.apps.people import audit_log
    from whetstone.web import spreadsheet

    owner = _workspace(options.workspace)
    found = audit_log.rows(owner, audit_log.Asked(), zone=dt.UTC)
    for line in spreadsheet.as_csv(audit_log.lines(found, zone=dt.UTC)):
        sys.stdout.write(line)
    return 0


def _person(options: argparse.Namespace) -> tuple[int, int]:
    from whetstone.apps.people import keepers

    owner = _workspace(options.workspace)
    found = None if owner is None else keepers.person_named(options.person, workspace_id=owner)
    if owner is None or found is None:
        raise SystemExit(f"There is no person “{options.person}” in that workspace.")
    return found, owner


def _about(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people import held
    from whetstone.apps.people.clock import real_now

    person, _owner = _person(options)
    print(json.dumps(held.export(person, now=real_now()), ensure_ascii=False, indent=1))
    return 0


def _erase(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people import erasing, services
    from whetstone.apps.people.clock import real_now

    person, owner = _person(options)
    if not options.yes:
        print("It cannot be undone: say --yes.", file=sys.stderr)
        return 2
    try:
        gone = erasing.erase_person(
            person_id=person, workspace_id=owner, actor_id=None, now=real_now()
        )
    except services.LastAdminError:
        print("They are the last admin there. Make another person admin first.", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(gone))
    else:
        print(f"Erased: {sum(gone.values())} rows in {len(gone)} tables.")
    return 0
