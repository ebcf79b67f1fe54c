"""The command `whetstone people import`: a list of people, with every row's fate first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.people.firm_models import Roster

SHOWN = 200
"""Faults in the text report; --json prints all."""


def add_to(acts: Any) -> None:
    """Put the act beside the others of `whetstone people`."""
    says = "take people in from a list: CSV, XLSX or OneRoster 1.2 CSV; twice changes nothing"
    one = acts.add_parser("import", help=says, description=says.capitalize() + ".")
    one.add_argument("file")
    one.add_argument("--workspace", required=True, help="the workspace's address word")
    one.add_argument("--dry-run", action="store_true", help="say what would happen, and stop")
    one.add_argument(
        "--leave-out-refused", action="store_true", help="take the rows that have no fault"
    )
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.set_defaults(act=_import)


def _import(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people import selectors
    from whetstone.apps.people.clock import now_in, real_now
    from whetstone.apps.people.rosters import pages, staging, taking

    owner = selectors.workspace_by_slug(options.workspace)
    if owner is None:
        raise SystemExit(f"There is no workspace “{options.workspace}”.")
    try:
        data = Path(options.file).read_bytes()
    except OSError as fault:
        raise SystemExit(f"{options.file}: {fault.strerror}") from fault
    made = staging.upload(
        workspace_id=owner.pk, name=Path(options.file).name, data=data, actor_id=None,
        now=real_now(),
    )  # fmt: skip
    staging.read(made.pk, clock=real_now)
    found = pages.roster(made.pk, workspace_id=owner.pk)
    assert found is not None  # it was made above
    report = _report(found)
    is_clean = found.state == found.State.READY and not found.counts.get("refused")
    may = found.state == found.State.READY and (is_clean or options.leave_out_refused)
    if may and not options.dry_run:
        taking.begin(
            roster_id=made.pk, workspace_id=owner.pk, now=real_now(),
            without_refused=options.leave_out_refused,
        )  # fmt: skip
        report["counts"] = taking.take(made.pk, now=now_in(owner)) or report["counts"]
        report["taken"] = True
    else:
        taking.drop(roster_id=made.pk, workspace_id=owner.pk, actor_id=None, now=real_now())
    print(json.dumps(report, ensure_ascii=False) if options.json else _as_text(report))
    return 0 if is_clean or (may and not options.dry_run) else 1


def _report(found: Roster) -> dict[str, Any]:
    from whetstone.apps.people.rosters import pages, words

    if found.state == found.State.UNREADABLE:
        faults = [
            {"file": where, "row": None, "column": "", "code": "file", "said": "",
             "what": what, "mend": mend}
            for where, what, mend in words.file_faults(found.notes)
        ]  # fmt: skip
        return {"taken": False, "counts": {}, "faults": faults, "warnings": [], "notes": []}
    return {
        "taken": False,
        "counts": found.counts,
        "faults": list(pages.faults(found)),
        "warnings": list(pages.warnings(found)) if found.counts.get("warned") else [],
        "notes": words.notes(found.notes),
    }


def _as_text(report: dict[str, Any]) -> str:
    lines = [f"{fate}: {n}" for fate, n in report["counts"].items()]
    for fault in report["faults"][:SHOWN]:
        where = ":".join(str(one) for one in (fault["file"], fault["row"]) if one)
        lines.append(f"{where} {fault['column']}: {fault['what']} {fault['mend']}".strip())
    if len(report["faults"]) > SHOWN:
        lines.append(f"... and {len(report['faults']) - SHOWN} more faults: --json prints all")
    lines += [f"{one['row']}: {one['what']}" for one in report["warnings"][:SHOWN]]
    lines += report["notes"]
    lines.append("Taken." if report["taken"] else "Nothing was changed.")
    return "\n".join(lines)
