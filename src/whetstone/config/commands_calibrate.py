"""`whetstone measure calibrate`: fit the bank of this installation to its answers now."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.diagnose.models import CalibrationRun

EXIT_FAULTY = 1


def add_to(acts: Any) -> None:
    """Put the act under `measure`."""
    says = "fit the installation's questions to its first answers, as the weekly chore does"
    made = acts.add_parser("calibrate", help=says, description=says.capitalize() + ".")
    made.add_argument("--json", action="store_true", help="print the report as JSON")
    made.set_defaults(act=run)


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
