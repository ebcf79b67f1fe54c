"""The worth of our plans as a share of the best that CP-SAT finds, on weeks of twelve people.

The objective is `worth.value`: a block that has a place counts its worth (more than the dearest
place) less the points of the place. CP-SAT gets the same starts, rules and points, one worker and
60 seconds a week. What it finds is judged by our `broken_rules` and `value`, so the two models are
held to each other. It runs where WHETSTONE_BENCH_CPSAT names a Python with
requirements/cpsat.lock; else the lines say NOT COMPARED.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timeplan import weeks
from whetstone.core.timeplan.moves import broken_rules
from whetstone.core.timeplan.place import Placement, Plan, place_team
from whetstone.core.timeplan.slots import free_slots, on_duty, starts
from whetstone.core.timeplan.ticks import TICK, origin_of
from whetstone.core.timeplan.worth import COST_CROWD, alone, dearest, near, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from whetstone.core.timeplan.learners import Learner, TeamRules, Window

PEER = "WHETSTONE_BENCH_CPSAT"
SECONDS = 60
FIRST_SEED = 1
SLACK = 0.01
KINDS = {
    "ordinary": (weeks.RULES, 1, 24),
    "tight": (weeks.TIGHT, 1, 20),
    "two weeks": (weeks.RULES, 2, 6),
}
"""Rules, weeks ahead and how many draws: a cap of a third and one on the desk; one at a time and
two of four on the desk; the window that the product plans."""


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    for kind, (rules, ahead, draws) in KINDS.items():
        rows = []
        for seed in range(FIRST_SEED, FIRST_SEED + (2 if quick else draws)):
            row = one_week(seed, rules=rules, ahead=ahead, seconds=10 if quick else SECONDS)
            rows.append(row)
            yield f"{kind}, seed {seed}: {_line(row)}"
        yield f"{kind}: {_summary(rows)}"


def one_week(seed: int, *, rules: TeamRules, ahead: int, seconds: int) -> dict[str, Any]:
    """Ours and theirs."""
    people, window = weeks.team(seed, weeks=ahead), weeks.window(ahead)
    begun = time.process_time()
    plan = place_team(people, window=window, rules=rules)
    spent = time.process_time() - begun
    told = {"window": window, "rules": rules}
    if broken_rules(people, plan, **told):
        raise AssertionError(f"seed {seed}: our plan breaks a rule")
    ours = value(people, plan.placed, **told)
    row: dict[str, Any] = {
        "ours": ours,
        "blocks": len(plan.placed),
        "of": sum(len(one.blocks) for one in people),
        "cpu_ms": 1e3 * spent,
    }
    given = instance(people, plan.placed, window=window, rules=rules) | {"seconds": seconds}
    found = _peer(given)
    return row | (_checked(found, given, row, people, window=window, rules=rules) if found else {})


def instance(
    people: Sequence[Learner],
    placed: Sequence[Placement],
    *,
    window: Window,
    rules: TeamRules,
) -> dict[str, Any]:
    """The week in plain numbers, made from spans and clocks, not from the planner's arrays."""
    origin = origin_of(window.first)
    desk: dict[int, int] = {}
    blocks, hint, ours = [], [], {(p.person, p.block.id): p for p in placed}
    for one in people:
        days = {"first": window.first, "last": window.last}
        for span in on_duty(one.calendar, **days) if one.on_care else ():
            for tick in range(-((origin - span.start) // TICK), (span.end - origin) // TICK):
                desk[tick] = desk.get(tick, 0) + 1
        free = free_slots(one.calendar, **days, now=window.now, rules=rules.slot)
        for block in one.blocks:
            at = {_minute(start, origin): start for start in starts(free, block.minutes)}
            local = {m: start.astimezone(one.calendar.pattern.clock) for m, start in at.items()}
            blocks.append({
                "person": one.person, "id": block.id, "minutes": block.minutes,
                "care": one.on_care, "starts": list(at),
                "day": {m: (then.date() - window.first).days for m, then in local.items()},
                "cost": {m: alone(one.wish, then, window=window) for m, then in local.items()},
            })  # fmt: skip
            mine = ours.get((one.person, block.id))
            hint.append(_minute(mine.span.start, origin) if mine else None)
    gap = rules.gap_days
    return {
        "blocks": blocks, "hint": hint, "desk": desk, "minimum": rules.care_minimum,
        "cap": rules.cap(len(people)), "weekday": window.first.weekday(),
        "quota": {one.person: one.per_week for one in people},
        "near": {n: near(n, gap_days=gap) for n in range(1, gap + 1)}, "crowd": COST_CROWD,
        "worth": round(dearest(window=window, rules=rules, team_size=len(people))),
    }  # fmt: skip


def _checked(
    found: dict[str, Any],
    given: dict[str, Any],
    row: dict[str, Any],
    people: Sequence[Learner],
    *,
    window: Window,
    rules: TeamRules,
) -> dict[str, Any]:
    """What CP-SAT found, as a plan of ours: allowed, and of the value it says."""
    origin = origin_of(window.first)
    blocks = {(one.person, block.id): block for one in people for block in one.blocks}
    placed = []
    for one, at in zip(given["blocks"], found["starts"], strict=True):
        if at is not None:
            begin = origin + timedelta(minutes=at)
            span = weeks.Span(begin, begin + timedelta(minutes=one["minutes"]))
            placed.append(Placement(one["person"], blocks[one["person"], one["id"]], span))
    told = {"window": window, "rules": rules}
    best = value(people, placed, **told)
    is_proven = found["status"] == "OPTIMAL"
    # Where it stopped early it may still count pairs that do not meet: never fewer than do.
    is_same = abs(best - found["value"]) < SLACK if is_proven else best > found["value"] - SLACK
    if broken_rules(people, Plan(tuple(placed), ()), **told) or not is_same:
        raise AssertionError(f"the models differ: {best} and {found['value']}")
    return {
        "best": best,
        "cost": given["worth"] * row["blocks"] - row["ours"],
        "best_cost": given["worth"] * len(placed) - best,
        "bound": found["bound"],
        "is_proven": is_proven,
        "best_blocks": len(placed),
        "peer_s": found["seconds"],
    }


def _peer(given: dict[str, Any]) -> dict[str, Any] | None:
    python = os.environ.get(PEER)
    if not python:
        return None
    script = Path(__file__).with_name("peer_cpsat.py")
    done = subprocess.run(
        [python, str(script)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found if "value" in found else None


def _line(row: dict[str, Any]) -> str:
    ours = f"{row['blocks']} of {row['of']} blocks, {row['ours']:.1f}, {row['cpu_ms']:.0f} ms CPU"
    if "best" not in row:
        return f"{ours}; NOT COMPARED: {PEER} names no Python with ortools"
    proof = "proven" if row["is_proven"] else f"at most {row['bound']:.1f}"
    return (
        f"{ours}; CP-SAT {row['best_blocks']} blocks, {row['best']:.1f} ({proof}, "
        f"{row['peer_s']:.0f} s); {100 * row['ours'] / row['best']:.2f} %"
    )


def _summary(rows: Sequence[dict[str, Any]]) -> str:
    shares = [min(100.0, 100 * row["ours"] / row["best"]) for row in rows if "best" in row]
    if not shares:
        return "NOT COMPARED"
    ahead = sum(row["ours"] > row["best"] for row in rows)
    blocks, theirs = (sum(row[key] for row in rows) for key in ("blocks", "best_blocks"))
    cost, best = (sum(row[key] for row in rows) for key in ("cost", "best_cost"))
    proven = sum(row["is_proven"] for row in rows)
    return (
        f"mean {sum(shares) / len(shares):.2f} %, worst {min(shares):.2f} % of the best found "
        f"in {len(shares)} draws (proven {proven}; ours is better in {ahead}, which count 100). "
        f"Blocks {blocks} and {theirs}; a place "
        f"costs {cost / blocks:.2f} points, theirs {best / theirs:.2f}"
    )


def _minute(instant: datetime, origin: datetime) -> int:
    return round((instant - origin).total_seconds()) // 60
