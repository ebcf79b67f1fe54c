"""`whetstone rollups`: the kept figures of leaders' pages, rebuilt or held against the rows."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from whetstone.apps.lead.rollup_jobs import Report

EXIT_FAULTY: Final = 1
KB_OF_A_MB: Final = 1024
ACTS: Final = (
    ("rebuild", "work out anew what is kept, from the rows that it follows from"),
    ("check", "say where what is kept is not what the rows say; 1 where something is not"),
)


def add(commands: Any) -> None:
    """Put the command beside the others."""
    says = "the figures that are kept for leaders' pages, by workspace and day"
    made = commands.add_parser("rollups", help=says, description=says.capitalize() + ".")
    acts = made.add_subparsers(dest="rollups", required=True, metavar="ACT")
    for name, told in ACTS:
        one = acts.add_parser(name, help=told, description=told.capitalize() + ".")
        one.add_argument("--workspace", metavar="SLUG", help="of one workspace only")
        one.add_argument("--json", action="store_true", help="print the report as JSON")
        one.set_defaults(act=run, jobs=1, part=0)
        if name == "rebuild":
            one.add_argument("--jobs", type=int, default=1, metavar="N",
                             help="so many processes at once, on PostgreSQL")  # fmt: skip
            one.add_argument("--part", type=int, default=-1, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Rebuild or check, and say what came of it; 1 where something kept is not so."""
    import django

    django.setup()
    from whetstone.apps.lead import rollup_jobs
    from whetstone.apps.people.clock import real_now
    from whetstone.apps.people.selectors import workspace_by_slug

    only = workspace_by_slug(options.workspace) if options.workspace else None
    if options.workspace and only is None:
        print(f"whetstone: there is no workspace {options.workspace}.", file=sys.stderr)
        return EXIT_FAULTY
    began = time.perf_counter()
    real, whose = real_now(), only.pk if only else None
    if options.rollups == "check":
        report = rollup_jobs.check(real=real, only=whose)
    elif options.jobs > 1 and options.part < 0 and whose is None:
        report = _in_parts(options.jobs)
    else:
        share = (max(0, options.part), max(1, options.jobs))
        report = rollup_jobs.rebuild(real=real, only=whose, share=share)
    told = asdict(report) | {
        "act": options.rollups,
        "seconds": round(time.perf_counter() - began, 2),
        "peak_mb": peak_mb(),
    }
    if options.json:
        print(json.dumps(told))
    else:
        print("\n".join([*report.faults, _said(told)]))
    return EXIT_FAULTY if report.faults else 0


def _in_parts(jobs: int) -> Report:
    """As many processes as asked for, each with its part; their reports added up."""
    from whetstone.apps.lead.rollup_jobs import Report

    words = [sys.executable, "-m", "whetstone.config.cli", "rollups", "rebuild", "--json"]
    words += ["--jobs", str(jobs), "--part"]
    crew = [
        subprocess.Popen([*words, str(part)], stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command, no shell
        for part in range(jobs)
    ]
    whole = Report()
    for part, one in enumerate(crew):
        said, _none = one.communicate()
        if one.returncode:
            whole.faults.append(f"part {part} of {jobs} failed")
            continue
        told = json.loads(said)
        for name in ("workspaces", "days", "people", "waiting"):
            setattr(whole, name, getattr(whole, name) + told[name])
    return whole


def peak_mb() -> int:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (KB_OF_A_MB * KB_OF_A_MB if sys.platform == "darwin" else KB_OF_A_MB)


def _said(told: dict[str, Any]) -> str:
    days = f"{told['days']} days of {told['workspaces']} workspaces ({told['people']} people)"
    took = f"in {told['seconds']} s, {told['peak_mb']} MB at most"
    if told["act"] == "rebuild":
        return f"Rebuilt {days} {took}."
    rest = f"; {told['waiting']} wait to be counted" if told["waiting"] else ""
    found = f"{len(told['faults'])} faults" if told["faults"] else "everything kept is so"
    return f"Checked {days} {took}: {found}{rest}."
