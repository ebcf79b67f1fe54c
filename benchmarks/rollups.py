"""Question: how long does it take to work every kept figure of leaders' pages out anew?

`python -m benchmarks.rollups [--people N] [--postgres]`. The world is that of the ripple, with a
head-count in nine areas, shared words, refreshers and booked hours. It measures the command that
operators use (in a process of its own, for its memory), the midnight tick, and the page of a team
of 2,000 and of the largest one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.ripple import own_world, timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.world import World

SMALL = 5_000
REBUILD_S, PAGE_MS, PAGE_QUERIES = 60, 10, 12
TEAM = 2_000
AREAS, SHARE_EVERY, OPEN_EVERY, BOOKED_EVERY = 9, 5, 4, 3
ROUNDS = 30
LEAD = "lead"


def main(argv: Sequence[str] | None = None) -> int:
    """Make the world in a store of its own, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=SMALL)
    options.add_argument(
        "--postgres", action="store_true", help="on DATABASE_URL: tools/with-postgres gives one"
    )
    options.add_argument("--no-check", action="store_true", help="leave the check out")
    asked = options.parse_args(argv)
    with own_world(asked.people, postgres=asked.postgres) as made:
        if made is None:
            return 1
        with timed() as took:
            team = _furnish(made)
        print(f"furnished in {took.wall:.0f} s", flush=True)
        for line in report(made, team, checks=not asked.no_check):
            print(line, flush=True)
    return 0


def report(world: World, team: int, *, checks: bool = True) -> Iterator[str]:
    """Everything, line by line as it is found."""
    from django.db import connection

    from benchmarks.pages import calibration

    yard = calibration()
    load = os.getloadavg()[0]
    yield f"\n{connection.vendor}, calibration loop {yard:.1f} ms CPU, load {load:.1f}"
    for name in ("rebuild", "check") if checks else ("rebuild",):
        found, cpu = _command(name)
        goal = f", goal {REBUILD_S} s" if name == "rebuild" else ""
        yield (
            f"rollups {name}: {found['seconds']:.1f} s wall, {cpu:.1f} s CPU of its own{goal}; "
            f"{found['people']} people, {found['workspaces']} workspaces, {found['days']} days, "
            f"peak {found['peak_mb']} MB; faults {found['faults']}"
        )
    for name, workspace in (("2,000", team), (f"{world.people // 6:,}", world.workspace)):
        yield _page(name, workspace, yard)


def _command(name: str) -> tuple[dict[str, Any], float]:
    words = [sys.executable, "-m", "whetstone.config.cli", "rollups", name, "--json"]
    if name == "rebuild" and os.environ.get("DATABASE_URL"):
        words += ["--jobs", str(os.cpu_count() or 1)]
    before = os.times()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    cpu = after.children_user + after.children_system
    return json.loads(done.stdout), cpu - before.children_user - before.children_system


def _page(name: str, workspace: int, yard: float) -> str:
    """The page of a team, asked by its lead: the first look, which releases, and those after."""
    from benchmarks import pages
    from benchmarks.visitors import signed_in
    from whetstone.apps.people.models import Person, PersonRight

    person = Person.objects.filter(workspace=workspace).order_by("pk").first()
    if person is None:
        raise LookupError(workspace)
    PersonRight.objects.get_or_create(person=person, right=LEAD)
    lead = signed_in(person.pk)
    with timed() as counted:
        _keep(workspace)
    with timed() as first:
        lead.get("/lead")
    if lead.status != 200:  # HTTP's own number
        raise RuntimeError(lead.status)
    cost = pages._page(lead, "/lead", rounds=ROUNDS)  # noqa: SLF001  # the same way of measuring
    return (
        f"page of {name}: {cost.median:.1f} ms CPU (p90 {cost.p90:.1f}, x loop "
        f"{cost.median / yard:.2f}, goal {PAGE_MS}), {cost.queries} queries (goal "
        f"{PAGE_QUERIES}); "
        f"counting this team takes {counted.cpu:.2f} s CPU, the look that releases "
        f"{1000 * first.cpu:.0f} ms"
    )


def _keep(workspace: int) -> None:
    from whetstone.apps.lead import rollup_services
    from whetstone.apps.people.clock import real_now

    rollup_services.roll_up(workspace, now=real_now())


def _furnish(world: World) -> int:
    """Head-counts, words, refreshers and hours; a team of its own of 2,000."""
    from django.db import connection

    from benchmarks.world import NOW
    from whetstone.apps.field.models import Change, Publication
    from whetstone.apps.people.models import Person, Requirement, Workspace
    from whetstone.apps.people.services import create_workspace

    team = create_workspace(organisation="Team", name="Two thousand", now=NOW).pk
    of_rest = Person.objects.exclude(workspace=world.workspace).filter(pk__gte=world.reader)
    moved = list(of_rest.order_by("pk").values_list("pk", flat=True)[:TEAM])
    Person.objects.filter(pk__in=moved).update(workspace_id=team)
    Requirement.objects.all().delete()
    Requirement.objects.bulk_create(
        Requirement(workspace=one, area_id=area, level=2, people=3)
        for one in Workspace.objects.filter(is_demo=False)
        for area in _areas()[:AREAS]
    )
    change = Change.objects.filter(workspace=None).order_by("pk").first()
    there = Publication.objects.create(change=change, workspace=None, published_at=NOW)
    blocks = "'[]'::jsonb" if connection.vendor == "postgresql" else "'[]'"
    with connection.cursor() as cursor:
        at = NOW.isoformat(sep=" ")
        cursor.execute(
            "INSERT INTO learn_refresher (person_id, publication_id, minutes, blocks, made_at)"
            f" SELECT id, {there.pk}, 4, {blocks}, '{at}' FROM people_person"
            f" WHERE id >= {world.reader} AND id % {OPEN_EVERY} = 0"
        )
        cursor.execute(
            "INSERT INTO diagnose_sharechoice (person_id, area_id, is_shared, recorded_at)"
            f" SELECT id, '{_areas()[0]}', true, '{at}' FROM people_person"
            f" WHERE id >= {world.reader} AND id % {SHARE_EVERY} = 0"
        )
    _book(world)
    return int(team)


def _book(world: World) -> None:
    """A kept half-hour of every third person, some days ago."""
    import datetime as dt
    import uuid

    from benchmarks.world import NOW
    from whetstone.apps.learn.models import Booking
    from whetstone.apps.people.models import Person

    start = NOW - dt.timedelta(days=4)
    ids = Person.objects.filter(pk__gte=world.reader).values_list("pk", flat=True)
    Booking.objects.bulk_create(
        (
            Booking(
                uid=uuid.uuid4(), person_id=pk, thing_kind="lesson", thing_id="x", title="x",
                starts_at=start, ends_at=start + dt.timedelta(minutes=30), state="kept",
                recorded_at=start,
            )
            for pk in ids
            if pk % BOOKED_EVERY == 0
        ),
        batch_size=2_000,
    )  # fmt: skip


def _areas() -> tuple[str, ...]:
    from whetstone.apps.field import selectors as field

    return tuple(field.framework().area_ids)


if __name__ == "__main__":
    sys.exit(main())
