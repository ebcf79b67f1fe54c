"""The command `whetstone`.

Every act of an installation, each with --help, reports also with --json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from whetstone.config import (
    commands_audit,
    commands_certificates,
    commands_curriculum,
    commands_digest,
    commands_effect,
    commands_fresh,
    commands_ledger,
    commands_measure,
    commands_networks,
    commands_packs,
    commands_people,
    commands_ripple,
    commands_rollups,
    commands_watch,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXIT_FAULTY = 1
INTERRUPTED = 130
SERVES_ITSELF = frozenset({"runserver", "testserver"})
"""Django's servers for development; `whetstone run` serves."""


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line, do the act, return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whetstone.config.settings")
    asked = sys.argv[1:] if argv is None else list(argv)
    if not asked:
        parser().print_help(sys.stderr)
        raise SystemExit(2)
    options = parser().parse_args(asked)
    from django.db import DatabaseError

    from whetstone.config.environment import BadSettingError
    from whetstone.core.kernel.errors import WhetstoneError

    try:
        return int(options.act(options) or 0)
    except (BadSettingError, WhetstoneError) as fault:
        print(f"whetstone: {fault}", file=sys.stderr)
    except DatabaseError as fault:
        print(f"whetstone: {_of_the_store(str(fault))}", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the report has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_FAULTY


def _of_the_store(fault: str) -> str:
    """What a store that cannot answer says, and the way on."""
    first = fault.strip().splitlines()[0]
    if "no such table" in first or ("relation" in first and "does not exist" in first):
        mend = "Do this first: whetstone setup (whetstone doctor says more)"
        return f"the store is not set up yet ({first}). {mend}"
    return f"the store says: {first} (whetstone doctor)"


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    root = argparse.ArgumentParser(
        prog="whetstone", description="Keeps a social-media team current."
    )
    commands = root.add_subparsers(required=True, metavar="command")
    run = _command(
        commands, "run", "set up the store, load the curriculum and the demo, and serve", _run
    )
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--workers", type=_count, default=1, help="server processes")
    _command(commands, "setup", "set up everything that run needs, without serving", _setup)
    assets = _command(
        commands,
        "assets",
        "bundle the style sheet, subset the fonts, compile translations",
        _assets,
    )
    assets.add_argument("--quiet", action="store_true")
    _json(assets)
    _add_work(commands)
    commands_curriculum.add(commands, _command)
    _demo(commands)
    doctor = _command(commands, "doctor", "say what is wrong with this installation", _doctor)
    _json(doctor)
    backup = _command(
        commands, "backup", "copy the store into one file, while it is in use", _backup
    )
    backup.add_argument("file", help="a file that is not there yet")
    restore = _command(commands, "restore", "put a backup in place of the store", _restore)
    restore.add_argument("file")
    restore.add_argument("--yes", action="store_true", help="replace a store that is not empty")
    publish = _command(
        commands, "publish", "make a change that waits count for every workspace", _publish
    )
    publish.add_argument("change", help="its id, such as chg-2026-meta-reach-feed")
    publish.add_argument("--undo", action="store_true", help="take it back for every workspace")
    commands_measure.add(commands)
    commands_ledger.add(commands)
    commands_people.add(commands)
    fresh = _command(commands, "fresh", "say how current the curriculum is", commands_fresh.run)
    _json(fresh)
    commands_fresh.add(fresh)
    commands_watch.add(_command(commands, "watch", commands_watch.SAYS, commands_watch.watch))
    commands_audit.add_to(commands)
    commands_digest.add(commands)
    commands_packs.add(commands, _command)
    commands_certificates.add(commands, _command)
    for one in (commands_ripple, commands_networks, commands_effect, commands_rollups):
        one.add(commands)
    manage = _command(commands, "manage", "Django's own commands: migrate, shell ...", _manage)
    manage.add_argument("words", nargs=argparse.REMAINDER, metavar="...")
    return root


def _add_work(commands: Any) -> None:
    work = _command(
        commands, "work", "do background jobs and what is due by the clock, until stopped", _work
    )
    work.add_argument("--until-empty", action="store_true", help="stop when nothing is left")
    work.add_argument("--keep-priority", action="store_true",
                      help="do not step back behind the pages")  # fmt: skip
    work.add_argument("--with", type=int, default=0, dest="with_parent", metavar="PROCESS",
                      help="stop when this process is gone")  # fmt: skip


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _command(
    commands: Any, name: str, says: str, act: Callable[[argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=says.capitalize() + "."
    )
    made.set_defaults(act=act)
    return made


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def _demo(commands: Any) -> None:
    group = commands.add_parser("demo", help="the living demo: make it, sweep old copies")
    acts = group.add_subparsers(required=True, metavar="act")
    make = _command(
        acts, "make", "simulate the demo's months of history, if it is not there yet", _demo_make
    )
    make.add_argument("--again", action="store_true", help="throw the present one away first")
    _json(make)
    sweep = _command(acts, "sweep", "throw away visitors' copies whose day is over", _demo_sweep)
    _json(sweep)


def _django() -> None:
    import django

    django.setup()


def _run(options: argparse.Namespace) -> int:
    from whetstone.config import server

    return server.run(host=options.host, port=options.port, workers=options.workers)


def _setup(_options: argparse.Namespace) -> int:
    from whetstone.config import server

    return server.set_up()


def _work(options: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a worker is one core's work
    _django()
    from whetstone.config import work

    if not options.keep_priority:
        work.step_back()
    return work.work(until_empty=options.until_empty, with_parent=options.with_parent)


def _assets(options: argparse.Namespace) -> int:
    from whetstone.config import server

    if options.json:
        sizes, compiled = server.assets_built()
        print(json.dumps({"bytes": sizes, "translations_compiled": compiled}))
        return 0
    report = server.build_assets()
    if not options.quiet:
        print(report)
    return 0


def _demo_make(options: argparse.Namespace) -> int:
    _django()
    from whetstone.config.demo import story

    said = story.make(again=options.again)
    if options.json:
        print(json.dumps({"made": bool(said)}))
    else:
        print(said or "The demo is there already. Nothing changed.")
    return 0


def _demo_sweep(options: argparse.Namespace) -> int:
    _django()
    from whetstone.apps.people.clock import real_now
    from whetstone.config.demo import copies

    gone = copies.sweep(now=real_now())
    print(json.dumps({"thrown_away": gone}) if options.json else f"{gone} copies thrown away.")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from whetstone.config import doctor

    findings = doctor.examine()
    print(doctor.as_json(findings) if options.json else doctor.as_text(findings))
    return EXIT_FAULTY if any(not finding.fine for finding in findings) else 0


def _backup(options: argparse.Namespace) -> int:
    from pathlib import Path

    _django()
    from whetstone.config import backup

    return backup.report(backup.save, Path(options.file))


def _restore(options: argparse.Namespace) -> int:
    from pathlib import Path

    _django()
    from whetstone.config import backup

    return backup.report(
        lambda path: backup.restore(path, replace=options.yes), Path(options.file)
    )


def _publish(options: argparse.Namespace) -> int:
    _django()
    from whetstone.apps.keepup import services as keepup
    from whetstone.apps.people.clock import real_now
    from whetstone.core.kernel.errors import Faults, Missing, Refused

    do = keepup.reverse_for_all if options.undo else keepup.publish_for_all
    try:
        act = do(options.change, now=real_now())
    except Missing:
        print(f"whetstone: there is no change {options.change}.", file=sys.stderr)
        return EXIT_FAULTY
    except Refused as refused:
        print(f"whetstone: {refused}", file=sys.stderr)
        return EXIT_FAULTY
    except Faults as faults:
        for fault in faults.faults:
            print(f"whetstone: {fault.where}: {fault.what}; {fault.mend}", file=sys.stderr)
        return EXIT_FAULTY
    if options.undo:
        print(
            "Undone for all. The claims stand as before." if act.was_done else "Nothing to undo."
        )
    elif act.was_done:
        print(f"Published for all. {act.people} people have something to relearn.")
    else:
        print("It was published before. Nothing changed.")
    return 0


def _manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    words: list[str] = options.words
    if SERVES_ITSELF & set(words[:1]):
        print("whetstone: Django's own server shows code and settings. Use: whetstone run",
              file=sys.stderr)  # fmt: skip
        return EXIT_FAULTY
    if any(word.split("=")[0] == "--settings" for word in words):
        print("whetstone: settings come from the environment (docs/reference/settings.md).",
              file=sys.stderr)  # fmt: skip
        return EXIT_FAULTY
    _django()
    execute_from_command_line(["whetstone manage", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
