"""`whetstone effect`: what training did, from any panel of units and periods."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import argparse

    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.rollup.staggered import Answer, Panel
    from whetstone.core.rollup.synthetic import Synthetic

EXIT_FAULTY: Final = 1
SEED: Final = 20_261_129
DIGITS: Final = 10
SAID: Final = {
    "better": "better since the start",
    "worse": "worse since the start",
    "no_difference_seen": "no difference seen",
    "cannot_tell": "cannot tell",
}


def add(commands: Any) -> None:
    """Put the command beside the others."""
    says = (
        "say what training did: units that started against units that had not yet, with an "
        "interval, the p-value of re-drawing who starts when, and what could have been found"
    )
    one = commands.add_parser("effect", help=says, description=says.capitalize() + ".")
    one.add_argument("file", metavar="PANEL.csv",
                     help="columns unit, period, treated_from, outcome; a blank treated_from is "
                     "a unit that never starts")  # fmt: skip
    one.add_argument("--seed", type=int, default=SEED,
                     help="of the orders drawn where there are too many to list")  # fmt: skip
    one.add_argument("--json", action="store_true", help="print the answer as JSON")
    one.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print the answer; 1, and every fault, where the file is at fault."""
    import numpy as np

    from whetstone.core.kernel.errors import Faults
    from whetstone.core.rollup.staggered import answer
    from whetstone.core.rollup.synthetic import synthetic_control
    from whetstone.formats import panels

    path = Path(options.file)
    try:
        panel = panels.read(path.read_bytes(), name=path.name)
    except OSError as fault:
        print(f"whetstone: {path}: {fault.strerror}", file=sys.stderr)
        return EXIT_FAULTY
    except Faults as faults:
        for one in faults.faults:
            print(f"whetstone: {one}", file=sys.stderr)
        return EXIT_FAULTY
    rng = np.random.Generator(np.random.PCG64(options.seed))
    found = answer(panel, rng=rng)
    alone = synthetic_control(panel)
    if options.json:
        print(json.dumps(_report(panel, found, alone), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(panel, found, alone)))
    return 0


def _report(panel: Panel, found: Answer, alone: Synthetic | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "told": found.effect.told.value,
        "estimate": _plain(found.effect.estimate.value),
        "interval": _interval(found.effect.estimate),
        "confidence": 0.95,
        "permutation_p": _plain(found.effect.p),
        "smallest_detectable_effect": _plain(found.detectable),
        "units": len(panel.units),
        "periods": len(panel.periods),
        "started_at_once": found.started,
        "not_yet_at_once": found.not_yet,
        "reasons": [one.code for one in found.effect.reasons],
        "event_study": [
            {"step": one.step, "estimate": _plain(one.estimate.value),
             "interval": _interval(one.estimate)}
            for one in found.points
        ],
    }  # fmt: skip
    if alone is not None:
        told["synthetic_control"] = {
            "unit": alone.unit, "gap": _plain(alone.gap), "misfit_before": _plain(alone.misfit),
            "rank": alone.rank, "of": alone.of, "placebo_p": _plain(alone.p),
            "weights": {unit: _plain(weight) for unit, weight in alone.parts},
        }  # fmt: skip
    return told


def _lines(panel: Panel, found: Answer, alone: Synthetic | None) -> list[str]:
    from whetstone.core.kernel.reasons import say
    from whetstone.core.rollup.words import WORDS

    one = found.effect
    lines = [f"{len(panel.units)} units, {len(panel.periods)} periods: {SAID[one.told.value]}"]
    if one.estimate.is_known:
        lines += [
            f"effect a unit and period  {_band(one.estimate)}, 95 %",
            f"p (the order drawn anew)  {one.p:.4g}",
            f"smallest effect it finds  {found.detectable:.4g} (8 times in 10)",
        ]
    lines += [f"  {say(reason, WORDS)}" for reason in one.reasons]
    if found.points:
        lines.append("periods since the start:")
        lines += [f"  {point.step:>+4}  {_band(point.estimate)}" for point in found.points]
    if alone is not None:
        made = ", ".join(f"{unit} {weight:.2f}" for unit, weight in alone.parts)
        lines += [
            f"{alone.unit} against a mixture of the others ({made}):",
            f"  gap since the start {alone.gap:+.4g}, rank {alone.rank} of {alone.of}",
            f"  misfit before {alone.misfit:.4g}",
        ]
    return lines


def _band(one: Estimate) -> str:
    return f"{one.value:+.4g} ({one.lo:+.4g} to {one.hi:+.4g})"


def _interval(one: Estimate) -> list[float] | None:
    return [round(one.lo, DIGITS), round(one.hi, DIGITS)] if one.is_known else None


def _plain(value: float | None) -> float | None:
    """A number as JSON knows it; None where there is none."""
    return None if value is None or not math.isfinite(value) else round(value, DIGITS)
