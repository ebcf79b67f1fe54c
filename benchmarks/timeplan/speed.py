"""How long a plan takes: 2,000 people and four weeks, as one team and as teams of twelve.

CPU seconds of placing (calendars given, reasons told), the least of three rounds. What is given
is no garbage: it is frozen, so that the collector does not look it over again and again.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.timeplan import weeks
from whetstone.core.timeplan.place import place_team

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.timeplan.learners import Learner

PEOPLE, AHEAD, SIZE = 2_000, 4, 12


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    yield f"calibration loop {calibration_loop():.3f} CPU s (two million additions)"
    people = 200 if quick else PEOPLE
    whole = [weeks.team(1, people=people, weeks=AHEAD, blocks=2)]
    parts = [
        weeks.team(seed, people=SIZE, weeks=AHEAD, blocks=2) for seed in range(-(-people // SIZE))
    ]
    gc.freeze()
    for name, teams in (("one team", whole), (f"teams of {SIZE}", parts)):
        rounds = [_place(teams) for _ in range(1 if quick else 3)]
        spent, placed, wanted = min(rounds)
        yield (
            f"{sum(map(len, teams))} people x {AHEAD} weeks as {name}: {spent:.2f} CPU s, "
            f"{placed} of {wanted} blocks"
        )


def _place(teams: Sequence[Sequence[Learner]]) -> tuple[float, int, int]:
    begun, placed, wanted = time.process_time(), 0, 0
    for team in teams:
        rules = replace(weeks.RULES, care_minimum=max(1, len(team) // 20))
        plan = place_team(team, window=weeks.window(AHEAD), rules=rules)
        placed += len(plan.placed)
        wanted += len(plan.placed) + len(plan.unplaced)
    return time.process_time() - begun, placed, wanted


def calibration_loop() -> float:
    """CPU seconds of two million additions: what this machine can do just now."""
    begun = time.process_time()
    total = 0
    for n in range(2_000_000):
        total += n
    return time.process_time() - begun


if __name__ == "__main__":
    for line in report(quick=False):
        print(line)
