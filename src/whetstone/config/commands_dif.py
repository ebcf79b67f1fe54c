"""`whetstone measure dif`: which items of a file work differently for a group."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from whetstone.config.with_answers import with_file
from whetstone.core.kernel.errors import Fault, Faults, raise_all

if TYPE_CHECKING:
    import argparse

    from whetstone.core.measurement.dif import LogisticDif, MantelHaenszel
    from whetstone.formats.answer_files import AnswerFile

MOST_DIGITS = 6


def add_to(acts: Any) -> None:
    """Put the act under `measure`."""
    says = (
        "say which items work differently for a group of equally able people (Mantel-Haenszel, "
        "and logistic regression for what turns round with ability)"
    )
    dif = acts.add_parser("dif", help=says, description=says.capitalize() + ".")
    dif.add_argument("file")
    dif.add_argument("--by", default="group", metavar="COLUMN", help="who is in which group")
    dif.add_argument("--focal", required=True, metavar="GROUP", help="the group to look at")
    dif.add_argument("--no-purify", action="store_true", help="match on all items")
    dif.add_argument("--without", action="append", default=[], metavar="COLUMN",
                     help="a column that holds no item; may be said again")  # fmt: skip
    dif.add_argument("--json", action="store_true", help="print the report as JSON")
    dif.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print what both ways of looking say of each item; 1 where the file is at fault."""
    import numpy as np

    from whetstone.core.measurement.dif import logistic_dif, mantel_haenszel

    def act(read: AnswerFile) -> str:
        _check(read, options)
        answers = read.answers
        table = np.full((answers.persons, answers.items), np.nan)
        table[answers.person, answers.item] = answers.score
        focal = answers.group == read.groups.index(options.focal)
        by_strata = mantel_haenszel(table, focal, purify=not options.no_purify)
        regressed = logistic_dif(table, focal)
        rows = [_row(*one) for one in zip(read.items, by_strata, regressed, strict=True)]
        if options.json:
            return json.dumps({"focal": options.focal, "n": int(focal.sum()), "items": rows})
        return "\n".join(map(_line, rows))

    return with_file(options, act)


def _check(read: AnswerFile, options: argparse.Namespace) -> None:
    if options.focal not in read.groups:
        known = ", ".join(read.groups)
        raise Faults([Fault("--focal", f"there is no group “{options.focal}”.", known)])
    if (read.answers.largest > 1).any() or (read.answers.times != 1).any():
        raise_all([Fault(options.file, "right or wrong answers are wanted, one row a person.")])


def _row(name: str, one: MantelHaenszel, other: LogisticDif) -> dict[str, Any]:
    return {
        "item": name,
        "class": one.ets.value,
        "delta": _plain(one.delta),
        "delta_se": _plain(one.delta_se),
        "chi2": _plain(one.chi2),
        "p": _plain(one.p),
        "logistic_class": other.size.value,
        "logistic_delta": _plain(other.delta),
        "logistic_delta_se": _plain(other.delta_se),
        "logistic_chi2": _plain(other.chi2),
        "logistic_p": _plain(other.p),
        "r2_gain": _plain(other.r2_gain),
        "uniform_chi2": _plain(other.uniform.chi2),
        "uniform_p": _plain(other.uniform.p),
        "uniform_r2": _plain(other.uniform.r2_gain),
        "crossing_chi2": _plain(other.crossing.chi2),
        "crossing_p": _plain(other.crossing.p),
        "crossing_r2": _plain(other.crossing.r2_gain),
    }


def _plain(value: float) -> float | None:
    """A number as JSON knows it; None where it is not finite."""
    return round(value, MOST_DIGITS) if math.isfinite(value) else None


def _line(row: dict[str, Any]) -> str:
    delta = "delta (none)"
    if row["delta"] is not None and row["delta_se"] is not None:
        delta = f"delta {row['delta']:+.2f} ({row['delta_se']:.2f})"
    return (
        f"{row['item']:<16} MH {row['class']}  {delta}  chi2 {row['chi2']:.2f}, "
        f"p {row['p']:.3f}   logistic {row['logistic_class']}  "
        f"R2 +{row['uniform_r2']:.3f} uniform (p {row['uniform_p']:.3f}), "
        f"+{row['crossing_r2']:.3f} with ability (p {row['crossing_p']:.3f})"
    )
