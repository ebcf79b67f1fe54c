"""Acts by CPU time beside a calibration loop; queries at 7 and at 2,000 people; the wire."""

from __future__ import annotations

import platform
import statistics
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import crowds, wire
from benchmarks.visitors import Visitor, session_of, through_the_door

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

ROUNDS, WARM_UP, SITTINGS = 40, 8, 4
PAGE_MS, ANSWER_MS = 6.0, 7.0
PAGES = (
    ("profile", "/profile"),
    ("list of changes", "/changes"),
    ("ripple of one change", "/changes/chg-2026-meta-reach-feed"),
    ("leaders' page", "/lead"),
    ("today", "/today"),
    ("goal tree", "/plan"),
    ("week", "/week"),
)
HEAD = f"{'act':<24}{'CPU ms':>8}{'p90':>8}{'x loop':>8}{'goal':>6}{'queries':>9}{'at 2,000':>10}"
WIRE_KB, WIRE_REQUESTS, FONTS_KB = 140, 12, 90


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of an act (median and 90th percentile), and its queries."""

    median: float
    p90: float
    queries: int


def calibration() -> float:
    """CPU milliseconds of a fixed loop: how fast this machine is just now (median of 9)."""
    runs = []
    for _ in range(9):
        start = time.process_time()
        total = 0
        for number in range(200_000):
            total += number * number % 7
        runs.append(1000 * (time.process_time() - start))
    return statistics.median(runs)


def report(home: Path) -> Iterator[str]:
    """Everything, line by line as it is found."""
    yard = calibration()
    yield f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield f"calibration loop before: {yard:.1f} ms CPU"
    yield f"\n{HEAD}"
    for name, by_script in (("answer -> next question", True), ("the same without script", False)):
        yield _row(name, _answers(by_script=by_script), yard, ANSWER_MS, "as 7")
    lead = through_the_door("lead")
    costs = {path: _page(lead, path) for _name, path in PAGES}
    workspace = int(session_of(lead)["demo_workspace_id"])
    crowds.fill(workspace)
    crowds.counted(workspace)
    for name, path in PAGES:
        many, slow = _queries(lead, path), _page(lead, path, rounds=3)
        told = str(many) if many == costs[path].queries else f"{many} !"
        line = _row(name, costs[path], yard, PAGE_MS, told)
        yield f"{line}   ({slow.median:.0f} ms with 2,000)"
    yield f"\ncalibration loop after: {calibration():.1f} ms CPU"
    yield "\n".join(_wire(wire.first_visit(home)))


def _row(name: str, cost: Cost, yard: float, goal: float, many: str) -> str:
    return (
        f"{name:<24}{cost.median:>8.2f}{cost.p90:>8.2f}{cost.median / yard:>8.2f}"
        f"{goal:>6.0f}{cost.queries:>9}{many:>10}"
    )


def _page(visitor: Visitor, path: str, rounds: int = ROUNDS) -> Cost:
    asked = _queries(visitor, path)
    for _ in range(min(rounds, WARM_UP)):
        visitor.get(path)
    runs = [_timed(lambda: visitor.get(path)) for _ in range(rounds)]
    return _cost(runs, asked)


def _queries(visitor: Visitor, path: str) -> int:
    visitor.get(path)
    if visitor.status != 200:  # HTTP's own number
        raise RuntimeError(f"{path} answers {visitor.status}")
    return _counted(lambda: visitor.get(path))


def _counted(act: Callable[[], None]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def _timed(act: Callable[[], None]) -> float:
    start = time.process_time()
    act()
    return 1000 * (time.process_time() - start)


def _cost(runs: Iterable[float], queries: int) -> Cost:
    sample = list(runs)
    return Cost(statistics.median(sample), float(np.percentile(sample, 90)), queries)


def _answers(*, by_script: bool) -> Cost:
    """Quick checks by a marketer: the answer is sent, the next question is on the page.

    The first sitting warms the process up and is counted in queries only.
    """
    runs: list[float] = []
    asked: list[int] = []
    for sitting in range(SITTINGS):
        visitor = through_the_door("marketer")
        visitor.get("/check")
        visitor.post("/check", {"mode": "quick"})
        while 'name="place"' in visitor.body:
            path, fields = _answer_on(visitor)
            act = partial(visitor.post, path, fields, by_script=by_script)
            if sitting == 0:
                asked.append(_counted(act))
            else:
                runs.append(_timed(act))
    return _cost(runs, asked[len(asked) // 2])


def _answer_on(visitor: Visitor) -> tuple[str, dict[str, str]]:
    attempt = visitor.body.split('action="/check/', 1)[1].split('"', 1)[0]
    return f"/check/{attempt}", {
        "place": visitor.hidden("place"),
        "item": visitor.hidden("item"),
        "choice": "unknown",
        "unknown": "1",
    }


def _wire(sent: list[wire.Sent] | None) -> Iterator[str]:
    if sent is None:
        yield "\ncold first visit: not measured, no Chromium is found here"
        return
    total = sum(one.size for one in sent) / 1000
    fonts = sum(one.size for one in sent if one.path.endswith(".woff2")) / 1000
    yield (
        f"\ncold first visit: {len(sent)} requests (goal {WIRE_REQUESTS}), {total:.0f} KB "
        f"(goal {WIRE_KB}), of which fonts {fonts:.0f} KB (goal {FONTS_KB})"
    )
    for one in sent:
        yield f"  {one.size / 1000:>7.1f} KB  {one.path}"
