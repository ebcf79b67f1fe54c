"""`whetstone measure`: the measurement engine for a file, without a site."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from whetstone.config import (
    commands_calibrate,
    commands_dif,
    commands_parameters,
    commands_score,
)
from whetstone.config.with_answers import with_file

if TYPE_CHECKING:
    import argparse

    from whetstone.core.measurement.calibration import Calibration
    from whetstone.formats.answer_files import AnswerFile

MOST_DIGITS = 6


def add(commands: Any) -> None:
    """Put the command on the command line."""
    group = commands.add_parser("measure", help="items and people of a file of answers")
    acts = group.add_subparsers(required=True, metavar="act")
    says = "fit item parameters to a CSV file of answers: wide, long, or patterns and counts"
    fit = acts.add_parser("fit", help=says, description=says.capitalize() + ".")
    fit.add_argument("file")
    fit.add_argument("--model", choices=("2pl", "rasch", "gpcm", "grm"), default="2pl")
    fit.add_argument("--exact", action="store_true", help="61 places and double precision")
    fit.add_argument("--no-priors", action="store_true", help="plain maximum likelihood")
    fit.add_argument("--no-errors", action="store_true", help="without standard errors")
    fit.add_argument("--without", action="append", default=[], metavar="COLUMN",
                     help="a column that holds no item; may be said again")  # fmt: skip
    fit.add_argument("--lower", action="append", default=[], metavar="[ITEM=]C",
                     help="the chance to be right without knowing, fixed: of all items, or of "
                     "one; may be said again (not grm)")  # fmt: skip
    fit.add_argument("--json", action="store_true", help="print the report as JSON")
    fit.set_defaults(act=_fit)
    commands_dif.add_to(acts)
    commands_calibrate.add_to(acts)
    commands_parameters.add_to(acts)
    commands_score.add(acts)


def _fit(options: argparse.Namespace) -> int:
    # A fit starts threads of its own; with those of linear algebra they wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from whetstone.config.lower_asymptotes import lower_of
    from whetstone.core.measurement.calibration import Model, Priors, Settings, calibrate

    def act(read: AnswerFile) -> str:
        found = calibrate(
            read.answers,
            model=Model(options.model),
            priors=None if options.no_priors else Priors(),
            settings=Settings(exact=options.exact),
            errors=not options.no_errors,
            lower=lower_of(options.lower, read.items) if options.lower else None,
        )
        return json.dumps(_as_json(read, found)) if options.json else _as_text(read, found)

    return with_file(options, act)


def _as_json(read: AnswerFile, found: Calibration) -> dict[str, Any]:
    def plain(values: Any) -> list[float | None]:
        return [None if value != value else round(float(value), MOST_DIGITS) for value in values]  # noqa: PLR0124  # NaN is the number that is not itself

    return {
        "model": found.model.value,
        "shape": read.shape,
        "persons": int(read.answers.times.sum()),
        "log_likelihood": round(found.log_likelihood, 4),
        "converged": found.is_converged,
        "passes": found.passes,
        "groups": [
            {"name": name, "mean": round(float(mean), MOST_DIGITS), "sd": round(float(sd), 6)}
            for name, mean, sd in zip(read.groups, found.mean, found.sd, strict=True)
        ],
        "items": [
            {
                "item": name,
                "answers": int(found.seen[place]),
                "a": round(float(found.a[place]), MOST_DIGITS),
                "a_se": plain([found.a_se[place]])[0],
                **({"c": float(found.lower[place])} if found.lower is not None else {}),
                "b": [one for one in plain(found.b[place]) if one is not None],
                "b_se": plain(found.b_se[place][found.b[place] == found.b[place]]),
            }
            for place, name in enumerate(read.items)
        ],
    }


def _as_text(read: AnswerFile, found: Calibration) -> str:
    told = _as_json(read, found)
    wide = max(len(name) for name in (*read.items, "item"))
    lines = [
        f"{told['model']}: {told['persons']} persons, {len(read.items)} items ({read.shape})",
        f"log likelihood {told['log_likelihood']:.3f}, {found.passes} passes"
        + ("" if found.is_converged else ", NOT CONVERGED"),
        "",
        f"{'item':<{wide}} {'answers':>8} {'a':>8} {'(se)':>8}   b (se)",
    ]
    for row in told["items"]:
        spots = "  ".join(
            f"{b:.3f}" + (f" ({se:.3f})" if se is not None else "")
            for b, se in zip(row["b"], row["b_se"], strict=True)
        )
        error = f"({row['a_se']:.3f})" if row["a_se"] is not None else ""
        lines.append(
            f"{row['item']:<{wide}} {row['answers']:>8} {row['a']:>8.3f} {error:>8}   {spots}"
        )
    lines += [
        f"group {one['name'] or '1'}: mean {one['mean']:.3f}, sd {one['sd']:.3f}"
        for one in told["groups"]
    ]
    return "\n".join(lines)
