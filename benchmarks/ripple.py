"""Question: how long does a change take to be previewed, published and drained at size?

`python -m benchmarks.ripple [--people N] [--postgres]`. It measures through the services and pages
that people use. Wall time is what somebody waits for; CPU time of this process stands beside it,
because the wall depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.world import World

SMALL = 5_000
GOALS = {
    "sqlite": {"preview": 1.0, "publication": 2.0, "drain": 20.0},
    "postgresql": {"preview": 2.0, "publication": 10.0, "drain": 300.0},
}
PEAK_MB = 400
SLOWER_AT_MOST = 2.0
PAGES = ("/today", "/profile")
CALM_VISITS = 60
PAUSE_S = 0.05


@dataclass
class Took:
    """Wall and CPU seconds of an act."""

    wall: float = 0.0
    cpu: float = 0.0


@contextlib.contextmanager
def timed() -> Iterator[Took]:
    """How long what is inside takes."""
    took = Took()
    wall, cpu = time.perf_counter(), time.process_time()
    yield took
    took.wall, took.cpu = time.perf_counter() - wall, time.process_time() - cpu


@contextlib.contextmanager
def own_world(people: int, *, postgres: bool) -> Iterator[World | None]:
    """A world of so many people in a home that is thrown away; None where it cannot be set up.

    `postgres`: in the store that DATABASE_URL names, else in a file.
    """
    with tempfile.TemporaryDirectory(prefix="whetstone-bench-") as folder:
        os.environ["WHETSTONE_HOME"] = folder
        os.environ["WHETSTONE_HOSTS"] = "testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "whetstone.config.settings"
        if not postgres:
            os.environ["DATABASE_URL"] = ""
        from whetstone.config import server

        if server.set_up():
            yield None
            return
        from benchmarks import world

        print(f"making a world of {people} people", flush=True)
        with timed() as took:
            made = world.build(people)
        print(f"made in {took.wall:.0f} s: {world.told(made)}", flush=True)
        yield made


def main(argv: Sequence[str] | None = None) -> int:
    """Make the world in a store of its own, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=SMALL)
    options.add_argument("--workers", type=int, default=1, help="processes that drain")
    options.add_argument(
        "--postgres", action="store_true", help="on DATABASE_URL: tools/with-postgres gives one"
    )
    asked = options.parse_args(argv)
    with own_world(asked.people, postgres=asked.postgres) as made:
        if made is None:
            return 1
        for line in report(made, workers=asked.workers):
            print(line, flush=True)
    return 0


def report(world: World, *, workers: int = 1) -> Iterator[str]:
    """Everything, line by line as it is found."""
    from django.db import connection

    from benchmarks.pages import calibration
    from benchmarks.world import CHANGE
    from whetstone.apps.keepup.models import Drain

    goals = GOALS[connection.vendor]
    yield f"\n{connection.vendor}, calibration loop {calibration():.1f} ms CPU, load {_load()}"
    yield f"{'act':<44}{'wall s':>9}{'CPU s':>9}{'goal':>7}"
    for name, act in previews(world):
        with timed() as took:
            act()
        yield _row(name, took, goals["preview"])
    yield from chores()
    with timed() as took:
        freeze(CHANGE)
    yield _row("leaders' pages kept before (60 workspaces)", took, None)
    with timed() as took:
        act = publish(CHANGE)
    yield _row("publication for all, the act itself", took, goals["publication"])
    yield f"  {act} people have a refresher, {sum(_totals(Drain))} wait for new levels"
    calm = Visits(world)
    calm.go(CALM_VISITS)
    before = _cpu_of_children()
    with timed() as took:
        peak, during = drained(world, workers=workers)
    took.cpu = _cpu_of_children() - before
    yield _row(f"drain, {workers} worker(s), pages asked meanwhile", took, goals["drain"])
    done = sum(row.done for row in Drain.objects.all())
    yield f"  {done} of {sum(_totals(Drain))} done; peak of a worker {peak} MB (goal {PEAK_MB})"
    for page in PAGES:
        calmly, busily = calm.p95(page), during.p95(page)
        yield (
            f"  p95 of {page}: {calmly:.0f} ms before, {busily:.0f} ms during the drain, "
            f"x {busily / calmly:.2f} (goal {SLOWER_AT_MOST:.0f}; {during.count(page)} visits)"
        )
    yield from undoing(CHANGE, goals["publication"])
    yield f"calibration loop after: {calibration():.1f} ms CPU, load {_load()}"


def undoing(slug: str, goal: float) -> Iterator[str]:
    """What the page of an editor for everybody says would come back, and the act."""
    from benchmarks.world import NOW
    from whetstone.apps.keepup import selectors, services

    later = NOW + dt.timedelta(hours=1)
    with timed() as took:
        selectors.change_for_all(slug, now=later)
    yield _row("what would come back, for everybody", took, None)
    with timed() as took:
        services.reverse_for_all(slug, now=later)
    yield _row("undoing for everybody, the act itself", took, goal)


def _row(name: str, took: Took, goal: float | None) -> str:
    told = f"{goal:.0f}" if goal is not None else ""
    return f"{name:<44}{took.wall:>9.2f}{took.cpu:>9.2f}{told:>7}"


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def _totals(model: type) -> list[int]:
    return list(model.objects.values_list("total", flat=True))  # type: ignore[attr-defined]


def previews(world: World) -> Iterator[tuple[str, object]]:
    """The preview for everybody, and the page of the largest workspace, cold and warm."""
    from benchmarks.world import CHANGE, NOW
    from whetstone.apps.keepup import selectors

    def page() -> None:
        selectors.change_page(
            CHANGE, workspace_id=world.workspace, person_id=world.reader, now=NOW
        )

    def everybody() -> None:
        selectors.preview(CHANGE, workspace_id=None, now=NOW)

    yield "preview for everybody, first time", everybody
    yield "preview for everybody", everybody
    yield "preview in the largest workspace, first time", page
    yield "preview in the largest workspace", page


def chores() -> Iterator[str]:
    """What is due by the clock in a new world, done by a worker: it is no part of the drain."""
    before = _cpu_of_children()
    with timed() as took:
        peak = _worked(1)
    took.cpu = _cpu_of_children() - before
    yield _row("what is due by the clock, all of a day's", took, None)
    yield f"  peak of the worker {peak} MB"


def freeze(slug: str) -> None:
    """What publication for all does before the act: kept pages, workspace by workspace."""
    from benchmarks.world import NOW
    from whetstone.apps.keepup.services import publishing

    publishing.keep_what_was(slug, now=NOW)


def publish(slug: str) -> int:
    """The act itself."""
    from benchmarks.world import NOW
    from whetstone.apps.keepup.services import publishing

    return publishing.act_for_all(slug, now=NOW).people


@dataclass
class Visits:
    """One reader who asks for pages of a workspace that is touched, again and again."""

    world: World
    took: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sign in, and see each page once."""
        from benchmarks.visitors import signed_in

        self.visitor = signed_in(self.world.reader)
        for page in PAGES:
            self.visitor.get(page)

    def go(self, times: int) -> None:
        """Ask for each page so often."""
        for _ in range(times):
            for page in PAGES:
                self.once(page)

    def once(self, page: str) -> None:
        """Ask for a page, and wait a moment."""
        start = time.perf_counter()
        self.visitor.get(page)
        if self.visitor.status != 200:  # HTTP's own number
            raise RuntimeError(f"{page} answers {self.visitor.status}")
        self.took.setdefault(page, []).append(1000 * (time.perf_counter() - start))
        time.sleep(PAUSE_S)

    def p95(self, page: str) -> float:
        """Milliseconds that 95 of 100 visits do not pass."""
        times = sorted(self.took[page])
        return times[min(len(times) - 1, int(0.95 * len(times)))]

    def count(self, page: str) -> int:
        """How many visits there were."""
        return len(self.took[page])


def drained(world: World, *, workers: int) -> tuple[int, Visits]:
    """Real workers do the queue's jobs while a reader asks for pages; peak memory in MB."""
    during = Visits(world)
    return _worked(workers, meanwhile=lambda: during.go(1)), during


def _worked(workers: int, meanwhile: Callable[[], None] = lambda: time.sleep(PAUSE_S)) -> int:
    """Workers of their own until the queue is empty; the most memory that one has held, MB."""
    words = [sys.executable, "-m", "benchmarks.ripple_worker"]
    with contextlib.ExitStack() as kept:
        told = [kept.enter_context(tempfile.TemporaryFile("w+")) for _ in range(workers)]
        crew = [subprocess.Popen(words, stdout=one) for one in told]
        while any(one.poll() is None for one in crew):
            meanwhile()
        if any(one.returncode for one in crew):
            raise RuntimeError("a worker failed")
        return max(_peak_of(one) for one in told)


def _peak_of(told: IO[str]) -> int:
    told.seek(0)
    return int(told.read().rpartition("peak ")[2])


if __name__ == "__main__":
    sys.exit(main())
