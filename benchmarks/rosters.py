"""How long a roster of 40,000 takes, and how much memory: read, taken, and given once more.

    python -m benchmarks.rosters [--people 40000] [--kind csv|xlsx|oneroster]

Runs against the store of the environment (DATABASE_URL, else a file in WHETSTONE_HOME), in a
workspace of its own that is thrown away. Prints wall and CPU seconds of each step, the peak of the
process's memory before and after, and a calibration loop: compare figures by their ratio to it.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from whetstone.apps.people.firm_models import Roster

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TEAMS = 40
CLASSES = 400
STUDENTS_A_CLASS = 100


def people(count: int) -> Iterator[tuple[str, str, str]]:
    """(name, e-mail, team): invented."""
    for n in range(count):
        yield f"Person {n:06d}", f"person.{n:06d}@example.org", f"Team {n % TEAMS:02d}"


def as_csv(count: int) -> bytes:
    """A list with heads."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(["Name", "E-mail", "Role", "Title", "Team"])
    for name, email, team in people(count):
        write([name, email, "", "Content creator", team])
    return out.getvalue().encode()


def as_xlsx(count: int) -> bytes:
    """A sheet with shared strings, as spreadsheets write them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = ["Name", "E-mail", "Team"]
    rows = [[0, 1, 2]]
    for one in people(count):
        rows.append(list(range(len(strings), len(strings) + 3)))
        strings += one
    sheet = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="s"><v>{v}</v></c>' for c, v in zip("ABC", row, strict=True))
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    kept = "".join(f"<si><t>{text}</t></si>" for text in strings)
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        into.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        into.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{kept}</sst>')
        into.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        )
    return out.getvalue()


def as_oneroster(count: int) -> bytes:
    """Users, roles, classes and a place for each student in each of two classes."""
    files: dict[str, list[str]] = {
        "users.csv": ["sourcedId,status,enabledUser,username,givenName,familyName,email"],
        "roles.csv": ["sourcedId,userSourcedId,roleType,role,orgSourcedId"],
        "classes.csv": ["sourcedId,title,classCode,termSourcedIds"],
        "enrollments.csv": ["sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role"],
        "academicSessions.csv": ["sourcedId,title,endDate", "t1,Autumn,2027-02-12"],
        "orgs.csv": ["sourcedId,name,type", "o1,Invented Institute,school"],
    }
    for n, (name, email, _team) in enumerate(people(count)):
        given, family = name.split()
        files["users.csv"].append(f"u{n},active,true,u{n},{given},{family},{email}")
        files["roles.csv"].append(f"r{n},u{n},primary,student,o1")
        for part in range(2):
            group = (n // STUDENTS_A_CLASS + part * 7) % CLASSES
            files["enrollments.csv"].append(f"e{n}-{part},c{group},o1,u{n},student")
    files["classes.csv"] += [f"c{n},Class {n},C-{n},t1" for n in range(CLASSES)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, lines in files.items():
            into.writestr(name, "\n".join(lines) + "\n")
    return out.getvalue()


MAKERS: dict[str, Callable[[int], bytes]] = {
    "csv": as_csv, "xlsx": as_xlsx, "oneroster": as_oneroster,
}  # fmt: skip


def calibration() -> float:
    """CPU seconds of a fixed loop, the best of five."""
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        sum(n * n % 7 for n in range(1_000_000))
        best = min(best, time.process_time() - begin)
    return best


def peak_mb() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


WATCH = """
import sqlite3, sys, time
store = sqlite3.connect(sys.argv[1], timeout=120, isolation_level=None)
longest = 0.0
print("ready", flush=True)
while True:
    begin = time.perf_counter()
    try:
        store.execute("BEGIN IMMEDIATE")
        store.execute("COMMIT")
    except sqlite3.OperationalError:
        pass
    longest = max(longest, time.perf_counter() - begin)
    print(f"{longest:.3f}", flush=True)
    time.sleep(0.01)
"""
"""Another writer, in a process of its own: it asks for the store a hundred times a second."""


def longest_wait(act: Callable[[], object]) -> float | None:
    """The longest that another writer waits meanwhile, in seconds; None with PostgreSQL."""
    from django.db import connection

    if connection.vendor != "sqlite":
        act()
        return None
    path = str(connection.settings_dict["NAME"])
    other = subprocess.Popen(
        [sys.executable, "-c", WATCH, path], stdout=subprocess.PIPE, text=True
    )
    with tempfile.TemporaryFile("w+") as told, other:
        if other.stdout is None:
            return None
        other.stdout.readline()
        reader = threading.Thread(target=lambda: told.writelines(other.stdout or ()))
        reader.start()
        act()
        time.sleep(0.2)
        other.terminate()
        reader.join()
        told.seek(0)
        return float(told.read().split()[-1])


def timed(act: Callable[[], object]) -> dict[str, float | None]:
    """Wall and CPU seconds of a step, the memory's peak, the longest wait of another writer."""
    wall, cpu = time.perf_counter(), time.process_time()
    waited = longest_wait(act)
    return {
        "longest_wait_s": waited,
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_mb": round(peak_mb(), 1),
    }


def run(count: int, kind: str) -> dict[str, object]:
    """Read, take, then read and take the same again."""
    from django.db import connection

    from whetstone.apps.people import services
    from whetstone.apps.people.clock import real_now
    from whetstone.apps.people.models import Person
    from whetstone.apps.people.rosters import staging, taking

    workspace = services.create_workspace(
        organisation="Benchmark", name="Benchmark", now=NOW,
        kind="school" if kind == "oneroster" else "team",
    )  # fmt: skip
    data = MAKERS[kind](count)
    report: dict[str, object] = {
        "people": count, "kind": kind, "bytes": len(data), "store": connection.vendor,
        "calibration_s": round(calibration(), 4), "peak_mb_before": round(peak_mb(), 1),
    }  # fmt: skip

    def upload() -> Roster:
        return staging.upload(
            workspace_id=workspace.pk, name="bench", data=data, actor_id=None, now=NOW
        )

    def take(pk: int) -> None:
        taking.begin(
            roster_id=pk, workspace_id=workspace.pk, without_refused=False, now=real_now()
        )
        taking.take(pk, now=real_now())

    try:
        for time_round in ("first", "again"):
            one = upload()
            report[f"{time_round}_read"] = timed(
                lambda one=one: staging.read(one.pk, clock=real_now)
            )  # type: ignore[misc]
            report[f"{time_round}_take"] = timed(lambda one=one: take(one.pk))  # type: ignore[misc]
            one.refresh_from_db()
            report[f"{time_round}_counts"] = one.counts
        report["people_here"] = Person.objects.filter(workspace=workspace).count()
    finally:
        workspace.organisation.delete()
    return report


def main() -> None:
    """Print one report as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=40_000)
    asked.add_argument("--kind", choices=sorted(MAKERS), default="csv")
    options = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whetstone.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from whetstone.config import loading

    call_command("migrate", verbosity=0)
    loading.load(now=NOW)
    print(json.dumps(run(options.people, options.kind), indent=1))


if __name__ == "__main__":
    main()
