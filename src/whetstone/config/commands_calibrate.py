"""`whetstone measure calibrate` and `cut`: the numbers and the levels of this installation."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.diagnose.models import CalibrationRun
    from whetstone.core.measurement.standard_setting import CutRecord

EXIT_FAULTY = 1


def add_to(acts: Any) -> None:
    """Put the act under `measure`."""
    says = "fit the installation's questions to its first answers, as the weekly chore does"
    made = acts.add_parser("calibrate", help=says, description=says.capitalize() + ".")
    made.add_argument("--json", action="store_true", help="print the report as JSON")
    made.set_defaults(act=run)
    says = (
        "say where a level begins by judges' ratings (CSV: judge, item, rating) or by their "
        "bookmarks in a booklet of measured questions (CSV: judge, round, page), and record it"
    )
    cut = acts.add_parser("cut", help=says, description=says.capitalize() + ".")
    cut.add_argument("file")
    cut.add_argument("--level", type=int, default=2, help="the level that begins there (2: entry)")
    cut.add_argument("--method", choices=("angoff", "bookmark"), default="angoff")
    cut.add_argument("--area", default="", help="whose booklet the bookmarks lay in (bookmark)")
    cut.add_argument("--centre", choices=("median", "mean"), default="median",
                     help="how judges' bookmarks are joined (bookmark)")  # fmt: skip
    cut.add_argument("--record", action="store_true", help="let the cut count, for everybody")
    cut.add_argument("--held-on", metavar="DATE", help="when the judges met (with --record)")
    cut.add_argument("--about", default="", help="who the judges are, without their names")
    cut.add_argument("--json", action="store_true", help="print the report as JSON")
    cut.set_defaults(act=run_cut)


def run(options: argparse.Namespace) -> int:
    """Calibrate here and now, and work levels out again; 1 where it is refused, with why."""
    import django

    django.setup()
    from whetstone.apps.diagnose import calibrating, rebuilding
    from whetstone.apps.people.clock import real_now
    from whetstone.core.kernel.errors import Refused

    try:
        made = calibrating.begin(cause="command", now=real_now())
    except Refused as no:
        if not options.json:
            raise
        print(json.dumps({"refused": no.why.strip(), "needs": no.mend}))
        return EXIT_FAULTY
    counts = calibrating.work_on(made)
    levels = rebuilding.rebuild()
    made.refresh_from_db()
    if options.json:
        print(json.dumps(_as_json(made, counts=counts, levels=levels)))
    else:
        _say(made, counts=counts, levels=levels)
    return 0


def run_cut(options: argparse.Namespace) -> int:
    """Work the cut out, and keep it with its record where that is asked."""
    import django

    django.setup()
    from whetstone.apps.diagnose import rebuilding
    from whetstone.core.kernel.errors import Faults

    path = Path(options.file)
    act = _by_bookmarks if options.method == "bookmark" else _by_ratings
    try:
        found = act(path, options)
        if options.record:
            rebuilding.rebuild()
    except OSError as fault:
        print(f"whetstone: {path}: {fault.strerror}", file=sys.stderr)
        return EXIT_FAULTY
    except Faults as faults:
        for one in faults.faults:
            print(f"whetstone: {one}", file=sys.stderr)
        return EXIT_FAULTY
    _say_cut(found, options)
    return 0


def _by_ratings(path: Path, options: argparse.Namespace) -> CutRecord:
    from whetstone.apps.diagnose import cutting
    from whetstone.apps.people.clock import real_now
    from whetstone.formats import judgements

    judged = judgements.read(path.read_bytes(), name=path.name)
    found = cutting.cut_of(judged, options.level)
    if options.record:
        panel = cutting.Panel(options.level, options.about, _day(options.held_on))
        cutting.record_cut(judged, panel, now=real_now())
    return found


def _by_bookmarks(path: Path, options: argparse.Namespace) -> CutRecord:
    from whetstone.apps.diagnose import bookmarking, cutting
    from whetstone.apps.people.clock import real_now
    from whetstone.formats import judgements

    marks = judgements.read_bookmarks(path.read_bytes(), name=path.name)
    sitting = bookmarking.Sitting(options.area, marks, options.centre)
    found = bookmarking.cut_by_bookmarks(sitting, options.level)
    if options.record:
        panel = cutting.Panel(options.level, options.about, _day(options.held_on))
        bookmarking.record_bookmarks(sitting, panel, now=real_now())
    return found.record


def _day(text: str | None) -> dt.date:
    from whetstone.core.kernel.errors import Fault, Faults

    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        raise Faults([Fault("--held-on", "a day is wanted, such as 2026-11-23.")]) from None


def _say_cut(found: CutRecord, options: argparse.Namespace) -> None:
    low, high = found.band
    if options.json:
        told = {
            "level": options.level,
            "theta": round(found.theta, 4),
            "se": round(found.se, 4),
            "band_90": [round(low, 4), round(high, 4)],
            "judges": [round(one, 4) for one in found.judges],
            "items": found.items,
            "recorded": bool(options.record),
        }
        print(json.dumps(told))
        return
    print(
        f"level {options.level} begins at {found.theta:+.2f} logits (error {found.se:.2f}, 90 % "
        f"band {low:+.2f} to {high:+.2f}): {len(found.judges)} judges, {found.items} questions"
    )
    print("recorded; it counts now" if options.record else "not recorded (--record)")


def _as_json(made: CalibrationRun, *, counts: bool, levels: int) -> dict[str, Any]:
    return {
        "run": made.pk,
        "counts": counts,
        "levels": levels,
        "areas": made.report,
        "items": list(
            made.items.order_by("pk").values("item__slug", "a", "a_se", "b", "b_se", "n")
        ),
    }


def _say(made: CalibrationRun, *, counts: bool, levels: int) -> None:
    for area, found in made.report.items():
        if found["questions"]:
            fitted = "" if found["converged"] else ", NOT CONVERGED"
            print(
                f"{area}: {found['questions']} questions from {found['answers']} answers of "
                f"{found['persons']} people{fitted}"
            )
        else:
            print(f"{area}: {found['missing']} answers missing")
    said = f"in use now; {levels} profiles made anew" if counts else "nothing found, nothing moved"
    print(said, file=sys.stderr)
