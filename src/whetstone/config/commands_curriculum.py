"""`whetstone curriculum`: check, lock, load, report on it, and hand it on."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable

    from whetstone.config.curriculum_reports import Report

EXIT_FAULTY = 1
_ADDED = (
    "Wrote {made}, and locked it. A question of it that is a draft is asked of nobody: "
    "have it reviewed, set its status, then `whetstone curriculum load`."
)


def add(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Put these commands into the command line."""
    group = commands.add_parser("curriculum", help="the field as files: check, load, report")
    acts = group.add_subparsers(required=True, metavar="act")
    for name, says, act in (
        ("check", "compile the files and name every fault", _check),
        ("lock", "write down versions and hashes of everything", _lock),
        ("load", "store the compiled files; twice changes nothing", _load),
        ("coverage", "say which skills are taught and asked, how, and how freshly", _coverage),
        ("readability", "say how hard each lesson reads", _readability),
        ("similar", "name questions that nearly say the same", _similar),
        ("export", "write the whole as a folder of Markdown", _export),
        ("add", "put a bank of questions into the files, if the whole then holds", _add),
    ):
        made = command(acts, name, says, act)
        made.add_argument("--root", help="the folder, where it is not the usual one")
        if name == "add":
            made.add_argument("file", help="a bank, as a near miss's question is handed out")
        if name != "lock":
            made.add_argument("--json", action="store_true", help="print the report as JSON")
        if name == "check":
            made.add_argument("--no-warnings", action="store_true")
        if name == "similar":
            made.add_argument("--from", type=float, dest="threshold", metavar="SHARE",
                              help="name pairs from this resemblance on, 0 to 1")  # fmt: skip
        if name == "coverage":
            made.add_argument("--on", type=_day, help="as claims stand on this day (YYYY-MM-DD)")
        if name == "export":
            made.add_argument("folder", help="a folder that is empty or not there yet")


def _day(text: str) -> dt.date:
    import datetime as dt

    return dt.date.fromisoformat(text)


def _root(options: argparse.Namespace) -> Path:
    from whetstone.curriculum import find_root

    return Path(options.root) if options.root else find_root()


def _check(options: argparse.Namespace) -> int:
    from whetstone.curriculum import compile_curriculum
    from whetstone.curriculum.report import render_json, render_text

    compiled = compile_curriculum(_root(options))
    print(
        render_json(compiled)
        if options.json
        else render_text(compiled, warnings=not options.no_warnings)
    )
    return EXIT_FAULTY if compiled.faults else 0


def _lock(options: argparse.Namespace) -> int:
    from whetstone.curriculum import lock

    print(f"wrote {lock(_root(options))}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from whetstone.core.kernel.errors import Faults
    from whetstone.curriculum.adding import add_bank

    try:
        made = add_bank(_root(options), Path(options.file).read_text(encoding="utf-8"))
    except (Faults, OSError, UnicodeDecodeError) as wrong:
        print(f"Nothing was written.\n{wrong}", file=sys.stderr)
        return EXIT_FAULTY
    print(json.dumps({"file": str(made)}) if options.json else _ADDED.format(made=made))
    return 0


def _load(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people.clock import real_now
    from whetstone.config import loading
    from whetstone.curriculum.report import render_text

    try:
        done = loading.load(now=real_now(), root=Path(options.root) if options.root else None)
    except loading.CannotLoadError as fault:
        print(render_text(fault.compiled, warnings=False), file=sys.stderr)
        return EXIT_FAULTY
    if options.json:
        print(json.dumps(asdict(done)))
    elif done.was_new:
        print(f"Edition {done.edition}: {done.items} questions and {done.lessons} lessons added.")
    else:
        print(f"Edition {done.edition} is loaded already. Nothing changed.")
    return 0


def _coverage(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.people.clock import real_now
    from whetstone.config.curriculum_reports import coverage_report

    on = options.on or real_now().date()
    return _say(coverage_report(_root(options), on=on), options)


def _readability(options: argparse.Namespace) -> int:
    from whetstone.config.curriculum_reports import readability_report

    return _say(readability_report(_root(options)), options)


def _similar(options: argparse.Namespace) -> int:
    from whetstone.config.curriculum_reports import similar_report

    return _say(similar_report(_root(options), threshold=options.threshold), options)


def _say(report: Report, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(report.values, ensure_ascii=False, default=str))
    else:
        print("\n".join(report.lines))
    return 0


def _export(options: argparse.Namespace) -> int:
    from whetstone.curriculum.export import export

    done = export(_root(options), Path(options.folder))
    if options.json:
        print(json.dumps(asdict(done)))
    else:
        print(f"Wrote {done.pages} pages and {done.figures} figures into {done.folder}.")
    return 0
