"""Pages by CPU time (median of rounds, process time), queries at 7 and at 2,000 people.

Bytes of a cold first visit.
"""

from __future__ import annotations

import platform
import re
import statistics
import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

ROUNDS, WARM_UP = 40, 8
CROWD = 2_000


def calibration() -> float:
    """CPU milliseconds of a fixed loop of pure Python.

    The yardstick of this machine (median of 9).
    """
    runs = []
    for _ in range(9):
        start = time.process_time()
        total = 0
        for number in range(200_000):
            total += number * number % 7
        runs.append(1000 * (time.process_time() - start))
    return statistics.median(runs)


def cpu(act: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 90th percentile of CPU milliseconds of an act, warmed up."""
    for _ in range(WARM_UP):
        act()
    runs = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        runs.append(1000 * (time.process_time() - start))
    return statistics.median(runs), float(np.percentile(runs, 90))


def queries(act: Callable[[], Any]) -> int:
    """How many queries an act makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def visitor(role: str) -> tuple[Client, int]:
    """A client who has gone through a door of the demo, and their workspace."""
    from django.test import Client

    client = Client()
    client.post(f"/demo/{role}")
    return client, int(client.session["demo_workspace_id"])


def sit(client: Client) -> tuple[list[float], int]:
    """CPU milliseconds of each answer -> next question of a quick check.

    And the queries of one.
    """
    from whetstone.apps.diagnose import selectors
    from whetstone.apps.diagnose.models import Attempt

    client.post("/check", {"mode": "quick"})
    person = client.session["person_id"]
    attempt = Attempt.objects.filter(person_id=person, finished_at=None).latest("pk")
    runs, asked = [], 0
    while True:
        offers = selectors.offers_of(attempt.pk)
        place = offers[-1].position
        path = f"/check/{attempt.pk}"

        def act(path: str = path, place: int = place) -> Any:
            return client.post(
                path, {"place": place, "unknown": "1"}, headers={"HX-Request": "true"}
            )

        start = time.process_time()
        if len(runs) == 4:
            asked = queries(act)
        else:
            act()
        runs.append(1000 * (time.process_time() - start))
        attempt.refresh_from_db()
        if attempt.finished_at is not None or len(runs) > 40:
            return runs, asked


def crowd(workspace_id: int) -> None:
    """Fill a workspace up to 2,000 learners by copying everything each of its measured people has."""
    from whetstone.apps.diagnose.models import LevelEstimate, Response
    from whetstone.apps.people.models import Person, PersonRight, WorkingHours

    patterns = list(LevelEstimate.objects.filter(person__workspace=workspace_id))
    first = Person.objects.filter(workspace=workspace_id).order_by("pk")[0]
    people = Person.objects.bulk_create(
        (
            Person(
                workspace_id=workspace_id,
                name=f"Person {n}",
                role_id="smm",
                joined_at=first.joined_at,
                team_id=first.team_id,
            )
            for n in range(CROWD)
        ),
        batch_size=500,
    )
    PersonRight.objects.bulk_create(
        (PersonRight(person=person, right="learner") for person in people), batch_size=500
    )
    WorkingHours.objects.bulk_create(
        (
            WorkingHours(person=person, weekday=day, starts="09:00", ends="17:00")
            for person in people
            for day in range(5)
        ),
        batch_size=500,
    )
    answers = {p.person_id: list(Response.objects.filter(person=p.person_id)) for p in patterns}
    estimates, responses = [], []
    for index, person in enumerate(people):
        like = patterns[index % len(patterns)]
        estimates.append(
            LevelEstimate(person=person, areas=like.areas, stamp=like.stamp, as_of=like.as_of)
        )
        for row in answers[like.person_id]:
            responses.append(
                Response(
                    person=person, item_id=row.item_id, area_id=row.area_id, answer=row.answer,
                    score=row.score, max_score=row.max_score, answered_at=row.answered_at,
                    recorded_at=row.recorded_at,
                )
            )  # fmt: skip
    LevelEstimate.objects.bulk_create(estimates, batch_size=500)
    Response.objects.bulk_create(responses, batch_size=500)


def first_visit(home: Path) -> tuple[int, int, int]:
    """(requests, bytes on the wire.

    Bytes of fonts) of a cold first visit in a real browser, against a real server.
    """
    import os
    import shutil
    import socket
    import subprocess
    import sys
    import urllib.request

    from playwright.sync_api import sync_playwright

    binary = shutil.which("chromium")
    if binary is None:
        return 0, 0, 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "WHETSTONE_HOME": str(home), "WHETSTONE_HOSTS": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "whetstone.config.cli", "run", "--port", str(port)],
        env=env, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    seen: list[tuple[str, int]] = []
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/design", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            devtools = page.context.new_cdp_session(page)
            devtools.send("Network.enable")
            urls: dict[str, str] = {}
            devtools.on(
                "Network.requestWillBeSent",
                lambda e: urls.update({e["requestId"]: e["request"]["url"]}),
            )
            devtools.on(
                "Network.loadingFinished",
                lambda e: seen.append((urls.get(e["requestId"], ""), int(e["encodedDataLength"]))),
            )
            page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    fonts = sum(size for url, size in seen if re.search(r"\.woff2", url))
    return len(seen), sum(size for _url, size in seen), fonts


def report(home: Path) -> str:
    """Everything, as a table with the machine's conditions."""
    yard = calibration()
    lines = [
        f"machine: {platform.machine()}, Python {platform.python_version()}, calibration loop {yard:.1f} ms CPU",
        "",
        f"{'act':<44}{'CPU ms':>8}{'p90':>8}{'x loop':>8}{'queries':>9}{'at 2,000':>10}{'goal':>8}",
    ]

    def row(name: str, took: tuple[float, float], few: int, many: int | str, goal: str) -> None:
        lines.append(
            f"{name:<44}{took[0]:>8.2f}{took[1]:>8.2f}{took[0] / yard:>8.3f}{few:>9}{many!s:>10}{goal:>8}"
        )

    marketer, _ = visitor("marketer")
    runs, asked = sit(marketer)
    runs2, _ = sit(visitor("marketer")[0])
    steady = sorted(runs[1:-1] + runs2[:-1])
    row(
        "answer -> next question",
        (statistics.median(steady), float(np.percentile(steady, 90))),
        asked,
        "same",
        "7",
    )
    lead, workspace = visitor("lead")
    pages = {
        "profile": (lead, "/profile", "6"),
        "changes": (lead, "/changes", "6"),
        "ripple of one change": (lead, "/changes/chg-2026-meta-reach-feed", "6"),
        "leaders' page": (lead, "/lead", "6"),
        "today": (lead, "/today", "6"),
        "goal tree": (lead, "/plan", "6"),
    }
    before = {}
    for name, (client, path, _goal) in pages.items():
        answer = client.get(path)
        assert answer.status_code == 200, (name, answer.status_code)
        before[name] = (
            cpu(lambda c=client, p=path: c.get(p)),
            queries(lambda c=client, p=path: c.get(p)),
        )
    crowd(workspace)
    for name, (client, path, goal) in pages.items():
        client.get(path)
        many = queries(lambda c=client, p=path: c.get(p))
        row(name, *before[name], many, goal)
    requests, size, fonts = first_visit(home)
    lines += [
        "",
        f"cold first visit: {requests} requests, {size / 1000:.0f} KB, of which fonts {fonts / 1000:.0f} KB (goal: 12, 140 KB, 90 KB)",
    ]
    return "\n".join(lines)
