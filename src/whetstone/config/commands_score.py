"""`whetstone measure score` and `drift`: people and questions of a file, without a site."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.config.with_answers import with_file

if TYPE_CHECKING:
    import argparse

    from whetstone.core.measurement.items import ItemTable
    from whetstone.core.measurement.levels import LevelEstimates
    from whetstone.core.measurement.responses import Responses
    from whetstone.formats.answer_files import AnswerFile
    from whetstone.formats.parameter_files import ParameterFile

DIGITS = 4
MODELS = ("2pl", "rasch", "gpcm", "grm")


def add(acts: Any) -> None:
    """Put both acts on the command line."""
    says = "say where each person of a CSV file stands, with its error and the chance of a level"
    score = _act(acts, "score", says)
    level = "where the level begins (entry level: -0.5)"
    score.add_argument("--cut", type=float, metavar="LOGITS", help=level)
    joint = "between areas, where the parameters name any (assumed: 0.55)"
    score.add_argument("--correlation", type=float, metavar="R", help=joint)
    score.set_defaults(act=_score)
    says = "say which questions became harder or easier along the lines of a CSV file (CUSUM)"
    drift = _act(acts, "drift", says)
    drift.set_defaults(act=_drift)


def _act(acts: Any, name: str, says: str) -> argparse.ArgumentParser:
    act: argparse.ArgumentParser = acts.add_parser(
        name, help=says, description=says.capitalize() + "."
    )
    act.add_argument("file")
    act.add_argument("--parameters", metavar="FILE.json",
                     help="item parameters, as `fit --json` prints them; "
                     "without, they are fitted to the same file")  # fmt: skip
    act.add_argument("--model", choices=MODELS, default="2pl", help="what is fitted without them")
    act.add_argument("--without", action="append", default=[], metavar="COLUMN",
                     help="a column that holds no item; may be said again")  # fmt: skip
    act.add_argument("--json", action="store_true", help="print the report as JSON")
    return act


def _score(options: argparse.Namespace) -> int:
    def act(read: AnswerFile) -> str:
        told = _scores(read, _parameters(options, read), options)
        return json.dumps(told) if options.json else _scores_as_text(told)

    return with_file(options, act)


def _drift(options: argparse.Namespace) -> int:
    def act(read: AnswerFile) -> str:
        known = _parameters(options, read)
        told = _drifts(read, known, is_known=options.parameters is not None)
        return json.dumps(told) if options.json else _drifts_as_text(told)

    return with_file(options, act)


def _parameters(options: argparse.Namespace, read: AnswerFile) -> ParameterFile:
    """The parameters of the file named, for every item that was answered; or fitted."""
    from whetstone.core.kernel.errors import Fault, Faults, raise_all
    from whetstone.formats import parameter_files

    if options.parameters is None:
        return _fitted(read, options.model)
    path = Path(options.parameters)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise Faults([Fault(str(path), f"{fault.strerror}.")]) from None
    found = parameter_files.read(data, name=path.name)
    known = {item.name: len(item.b) for item in found.items}
    raise_all(
        Fault(options.file, f"“{name}” has no parameters.", "Leave it out: --without.")
        if name not in known
        else Fault(options.file, f"“{name}” has scores up to {largest}, but {known[name]} steps.")
        for name, largest in zip(read.items, read.answers.largest, strict=True)
        if known.get(name, 0) < largest
    )
    return found


def _fitted(read: AnswerFile, model: str) -> ParameterFile:
    from whetstone.core.measurement.calibration import Model, Priors, calibrate
    from whetstone.core.measurement.fitted import FittedItem
    from whetstone.formats.parameter_files import NO_AREA, ParameterFile

    found = calibrate(read.answers, model=Model(model), priors=Priors())
    items = []
    for place, name in enumerate(read.items):
        has = found.b[place] == found.b[place]  # NaN is the number that is not itself
        errors = [0.0 if one != one else float(one) for one in found.b_se[place][has]]  # noqa: PLR0124
        slope_error = float(found.a_se[place])
        items.append(
            FittedItem(
                name,
                float(found.a[place]),
                tuple(map(float, found.b[place][has])),
                0.0 if slope_error != slope_error else slope_error,  # noqa: PLR0124
                tuple(errors),
            )
        )
    people = zip(read.groups, found.mean, found.sd, strict=True)
    groups = {name: (float(mean), float(sd)) for name, mean, sd in people}
    return ParameterFile(Model(model), tuple(items), (NO_AREA,), groups)


def _laid_out(read: AnswerFile, known: ParameterFile) -> tuple[Responses, ItemTable]:
    """The answers against the table of the parameters."""
    import numpy as np

    from whetstone.core.measurement.fitted import table_of
    from whetstone.core.measurement.responses import Responses

    place = {item.name: row for row, item in enumerate(known.items)}
    rows = np.array([place[name] for name in read.items])
    answers = read.answers
    responses = Responses.of(
        rows[answers.item], answers.score, weight=answers.weight, person=answers.person
    )
    return responses, table_of(known.items, known.model)


def _scores(read: AnswerFile, known: ParameterFile, options: argparse.Namespace) -> dict[str, Any]:
    """Everybody, each with the prior of their own group."""
    import numpy as np

    from whetstone.core.measurement.display import ENTRY, Cut
    from whetstone.core.measurement.levels import estimate_many

    cut = ENTRY if options.cut is None else Cut("asked", options.cut)
    responses, table = _laid_out(read, known)
    people: list[dict[str, Any]] = [{} for _ in read.people]
    for number, group in enumerate(read.groups):
        mine = np.flatnonzero(read.answers.group == number)
        seat = np.full(read.answers.persons, -1)
        seat[mine] = np.arange(mine.size)
        own = responses.where(seat[responses.person] >= 0)
        own = replace(own, person=seat[own.person])
        found = estimate_many(
            own, table, _prior(known, group, options.correlation), persons=mine.size, cuts=(cut,)
        )
        for at, person in enumerate(mine):
            people[person] = {
                "person": read.people[person],
                "group": group,
                "answers": int(found.answers[at].sum()),
                "areas": _areas(found, at, known.areas),
            }
    return {"model": known.model.value, "cut": cut.theta, "band": 0.9, "people": people}


def _prior(known: ParameterFile, group: str, correlation: float | None) -> Any:
    from whetstone.core.kernel.errors import Fault, Faults
    from whetstone.core.measurement.propagation import (
        ASSUMED_CORRELATION,
        Prior,
        assumed_prior,
    )

    mean, sd = known.groups.get(group, next(iter(known.groups.values())))
    r = ASSUMED_CORRELATION if correlation is None else correlation
    if not 0 <= r < 1:
        raise Faults([Fault("--correlation", f"{r} is not from 0 to below 1.")])
    same = assumed_prior(len(known.areas), correlation=r, sd=sd)
    return Prior(same.mean + mean, same.covariance)


def _areas(found: LevelEstimates, at: int, areas: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "area": name,
            "answers": int(found.answers[at, k]),
            "mean": round(float(found.mean[at, k]), DIGITS),
            "sd": round(float(found.sd[at, k]), DIGITS),
            "low": round(float(found.low[at, k]), DIGITS),
            "high": round(float(found.high[at, k]), DIGITS),
            "p_at_or_above": round(float(found.at_or_above[at, k, 0]), DIGITS),
        }
        for k, name in enumerate(areas)
    ]


def _scores_as_text(told: dict[str, Any]) -> str:
    wide = max(6, *(len(one["person"]) for one in told["people"]))
    lines = [f"{told['model']}; a band holds 90 %; the level begins at {told['cut']:+.2f}"]
    lines += [
        f"{one['person']:<{wide}} {row['area']:<12} {row['answers']:>4} answers  "
        f"{row['mean']:+.2f} (sd {row['sd']:.2f}, {row['low']:+.2f} to {row['high']:+.2f})  "
        + (f"P(level) {row['p_at_or_above']:.2f}" if row["answers"] else "not measured")
        for one in told["people"]
        for row in one["areas"]
    ]
    return "\n".join(lines)


def _drifts(read: AnswerFile, known: ParameterFile, *, is_known: bool) -> dict[str, Any]:
    """Every question's alarm, in the order of the file."""
    import numpy as np

    from whetstone.core.kernel.errors import Fault, Faults
    from whetstone.core.measurement.drift import abilities, alarms, residuals, shifts

    if (read.answers.times != 1).any():
        what = "a file of patterns and counts has no order; one row a person is wanted."
        raise Faults([Fault(read.shape, what)])
    responses, table = _laid_out(read, known)
    able = abilities(responses, table) if is_known else residuals(responses, table)
    place = {item.name: row for row, item in enumerate(known.items)}
    rows = []
    for name in read.items:
        mine = np.flatnonzero(responses.item == place[name])
        if is_known:
            curve = table.used[place[name]]
            alarm = shifts(responses.score[mine], curve, able[mine])
        else:
            alarm = next(iter(alarms(able[mine])), None)
        seen = {"item": name, "answers": int(mine.size), "drift": None}
        if alarm is not None:
            seen |= {"drift": str(alarm.way), "noticed": alarm.at, "since": alarm.since}
        rows.append(seen)
    rule = "known parameters" if is_known else "own past"
    return {"rule": rule, "items": rows}


def _drifts_as_text(told: dict[str, Any]) -> str:
    from whetstone.core.measurement.drift import EVERY

    lines = ["against " + told["rule"]]
    for row in told["items"]:
        said = "no drift seen"
        if row["drift"]:
            said = (
                f"{row['drift']}, noticed at answer {row['noticed']}, since about {row['since']}"
            )
        elif told["rule"] == "own past" and row["answers"] < EVERY:
            said = f"cannot tell yet: {EVERY} answers are looked at together"
        lines.append(f"{row['item']:<16} {row['answers']:>6} answers  {said}")
    return "\n".join(lines)
