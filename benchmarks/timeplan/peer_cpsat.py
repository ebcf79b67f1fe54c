"""OR-tools CP-SAT on one week: run by `quality` with a Python that has it; JSON in, JSON out.

The model is written from docs/why/timeplan and shares no line with the planner. A start variable
for every block and every allowed start; at most one block a day, a quota a week, a cap and the
desk in each tick; the points of the place, of near days and of pairs of colleagues as cost. Our
own plan is given as a hint, which it takes or leaves.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import combinations
from typing import Any

TICK = 5
TWICE = 2
"""Points are halves, CP-SAT counts in whole numbers."""


def main() -> int:
    """Read an instance, solve, print."""
    from ortools.sat.python import cp_model

    given: dict[str, Any] = json.load(sys.stdin)
    model = cp_model.CpModel()
    blocks = given["blocks"]
    put = [
        {at: model.new_bool_var(f"x{n}_{at}") for at in one["starts"]}
        for n, one in enumerate(blocks)
    ]
    for one in put:
        model.add_at_most_one(one.values())
    gain = [
        (TWICE * given["worth"] - round(TWICE * blocks[n]["cost"][str(at)])) * var
        for n, one in enumerate(put)
        for at, var in one.items()
    ]
    gain += _people(model, given, put)
    _team(model, given, put)
    gain += _pairs(model, given, put)
    model.maximize(sum(gain))
    for one, hint in zip(put, given["hint"], strict=True):
        for at, var in one.items():
            model.add_hint(var, at == hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = given["seconds"]
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        sys.stdout.write(json.dumps({"status": solver.status_name(status)}))
        return 0
    found = [next((at for at, var in one.items() if solver.value(var)), None) for one in put]
    said = {
        "status": solver.status_name(status),
        "value": solver.objective_value / TWICE,
        "bound": solver.best_objective_bound / TWICE,
        "seconds": solver.wall_time,
        "starts": found,
    }
    sys.stdout.write(json.dumps(said))
    return 0


def _people(model: Any, given: Any, put: Any) -> list[Any]:
    """One block a day, the quota a week, and the points of days that are near."""
    costs = []
    for person, quota in given["quota"].items():
        by_day = _by_day(person, given, put)
        for rows in by_day.values():
            model.add_at_most_one(rows)
        by_week: dict[int, list[Any]] = defaultdict(list)
        for day, rows in by_day.items():
            by_week[(day + given["weekday"]) // 7] += rows
        for rows in by_week.values():
            model.add(sum(rows) <= quota)
        for one, other in combinations(sorted(by_day), 2):
            points = given["near"].get(str(other - one))
            if points:
                both = model.new_bool_var(f"near_{person}_{one}_{other}")
                model.add(both >= sum(by_day[one]) + sum(by_day[other]) - 1)
                costs.append(-round(TWICE * points) * both)
    return costs


def _by_day(person: str, given: Any, put: Any) -> dict[int, list[Any]]:
    """The starts of a person's blocks by local day."""
    found: dict[int, list[Any]] = defaultdict(list)
    for n, one in enumerate(given["blocks"]):
        for at, var in put[n].items() if one["person"] == person else ():
            found[one["day"][str(at)]].append(var)
    return found


def _team(model: Any, given: Any, put: Any) -> None:
    """The cap, and the desk, in every tick that a block may touch."""
    learning: dict[int, list[Any]] = defaultdict(list)
    leaving: dict[int, list[Any]] = defaultdict(list)
    for n, one in enumerate(given["blocks"]):
        for at, var in put[n].items():
            for tick in range(at // TICK, -(-(at + one["minutes"]) // TICK)):
                learning[tick].append(var)
                if one["care"]:
                    leaving[tick].append(var)
    for rows in learning.values():
        model.add(sum(rows) <= given["cap"])
    for tick, rows in leaving.items():
        model.add(sum(rows) <= max(0, given["desk"].get(str(tick), 0) - given["minimum"]))


def _pairs(model: Any, given: Any, put: Any) -> list[Any]:
    """Half a point for each pair of colleagues that learns at the same time.

    A pair meets where the later of the two begins: with a blocks beginning at a moment and r
    running, a r + a (a - 1) / 2 pairs.
    """
    beginning, running = _beginning(put), _running(given, put)
    cap, costs = given["cap"], []
    for moment, rows in sorted(beginning.items()):
        met = model.new_int_var(0, cap * cap, f"met{moment}")
        for many in range(1, cap + 1):
            is_so = model.new_bool_var(f"begin{moment}_{many}")
            model.add(sum(rows) <= many - 1).only_enforce_if(~is_so)
            pairs = many * sum(running.get(moment, ())) + many * (many - 1) // 2
            model.add(met >= pairs).only_enforce_if(is_so)
        costs.append(-round(TWICE * given["crowd"]) * met)
    return costs


def _beginning(put: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for one in put:
        for at, var in one.items():
            found[at].append(var)
    return found


def _running(given: Any, put: Any) -> dict[int, list[Any]]:
    """The starts whose block runs on at a moment, itself not counted."""
    found: dict[int, list[Any]] = defaultdict(list)
    for n, one in enumerate(given["blocks"]):
        for at, var in put[n].items():
            for moment in range(at + TICK, at + one["minutes"], TICK):
                found[moment].append(var)
    return found


if __name__ == "__main__":
    sys.exit(main())
