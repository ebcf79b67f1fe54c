"""How long a large export takes to read, and how much memory.

    python -m benchmarks.networks [--rows 200000] [--kind instagram|x|tiktok|youtube|xlsx|mastodon]
    python -m benchmarks.networks --bytes 100000000

Writes an invented export into a temporary file, recognises it and reads all its rows in a process
of its own, and prints wall and CPU seconds, the peak of that process's memory and a calibration
loop: compare figures by their ratio to it. The aims: 200,000 CSV rows in 20 s, 100 MB in 300 MB.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INSTAGRAM: Final = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves"
)
X: Final = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,"
    "Replies,Reposts,Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
TIKTOK: Final = (
    "Time,Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views"
)
YOUTUBE: Final = (
    "Content,Video title,Video publish time,Impressions,Impressions click-through rate (%),Views,"
    "Average view duration,Watch time (hours)"
)
CAPTION: Final = "An invented caption, of two lines\nwith “quotes”, a comma and a name: @maya "


def instagram(n: int) -> list[object]:
    """A post of an invented account."""
    when = f"{n % 12 + 1:02d}/{n % 28 + 1:02d}/2026 {n % 24:02d}:{n % 60:02d}"
    return [17_000_000_000_000_000 + n, 17841461342735919, "maya.makes", "Maya makes",
            CAPTION * (n % 4 + 1), 0, when, f"https://www.instagram.com/p/{n}/", "IG image", "",
            "Lifetime", n % 9_000, n % 7_000, n % 300, n % 40, n % 9, n % 30, ""]  # fmt: skip


def x(n: int) -> list[object]:
    """A post on X."""
    return [1_800_000_000_000_000_000 + n, f"Tue, Mar {n % 28 + 1}, 2026", CAPTION,
            f"https://x.com/maya/status/{n}", *[(n * k) % 997 for k in range(1, 14)]]  # fmt: skip


def tiktok(n: int) -> list[object]:
    """A video, its day in Russian and without a year."""
    return ["", CAPTION, f"https://www.tiktok.com/@maya/video/{7_000_000_000_000_000_000 + n}",
            f"{n % 28 + 1} января", n % 300, n % 30, n % 20, n % 9_000]  # fmt: skip


def youtube(n: int) -> list[object]:
    """A video on YouTube."""
    return [f"v{n:010d}", CAPTION, f"Sep {n % 28 + 1}, 2025", n % 9_000, "4.5", n % 900,
            "0:02:31", "3.1"]  # fmt: skip


KINDS: Final[dict[str, tuple[str, Callable[[int], list[object]]]]] = {
    "instagram": (INSTAGRAM, instagram),
    "x": (X, x),
    "tiktok": (TIKTOK, tiktok),
    "youtube": (YOUTUBE, youtube),
}


def written(path: Path, kind: str, rows: int, size: int) -> int:
    """Write an export of so many rows, or of so many bytes; the number of its rows."""
    if kind in {"xlsx", "mastodon"}:
        {"xlsx": workbook, "mastodon": statuses}[kind](path, rows)
        return rows
    header, one = KINDS[kind]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        write = csv.writer(file).writerow
        write(header.split(","))
        n = 0
        while n < rows if not size else file.tell() < size:
            write(one(n))
            n += 1
    return n


def workbook(path: Path, rows: int) -> None:
    """The Instagram export as a sheet with its texts in the cells."""
    letters = "ABCDEFGHIJKLMNOPQRS"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def lines() -> Iterator[bytes]:
        yield f'<worksheet xmlns="{main}"><sheetData>'.encode()
        for n in range(rows + 1):
            cells = INSTAGRAM.split(",") if n == 0 else instagram(n)
            inside = "".join(
                f'<c r="{letter}{n + 1}" t="inlineStr"><is><t>{cell}</t></is></c>'
                for letter, cell in zip(letters, cells, strict=False)
            )
            yield f'<row r="{n + 1}">{inside}</row>'.encode()
        yield b"</sheetData></worksheet>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
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
        with into.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for one in lines():
                sheet.write(one)


def statuses(path: Path, rows: int) -> None:
    """Statuses of Mastodon in one list."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for n in range(rows):
            one = {"id": str(10**17 + n), "created_at": "2026-03-01T10:00:00.000Z",
                   "content": f"<p>{CAPTION}</p>", "url": f"https://example.social/@maya/{n}",
                   "replies_count": n % 9, "reblogs_count": n % 7,
                   "favourites_count": n % 90}  # fmt: skip
            file.write(("," if n else "") + json.dumps(one))
        file.write("]")


def calibration() -> float:
    """CPU seconds of a fixed loop, the best of five."""
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        sum(n * n % 7 for n in range(1_000_000))
        best = min(best, time.process_time() - begin)
    return best


def measured(path: Path) -> dict[str, object]:
    """Recognise and read a file, in this process."""
    from whetstone.formats import networks

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        options = networks.Options(year_hint=date(2026, 11, 1))
        export = networks.read(file, path.name, options)
        last = None
        for last in export.rows():  # noqa: B007 - all of them are asked for, the last is kept
            pass
    return {
        "format": export.head.format,
        "counts": export.counts,
        "last": str(last)[:80],
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "calibration_s": round(calibration(), 4),
        "peak_mb_before": round(before, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main() -> None:
    """Print one report as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=200_000)
    asked.add_argument("--bytes", type=int, default=0, help="so large instead of so many rows")
    asked.add_argument("--kind", choices=[*KINDS, "xlsx", "mastodon"], default="instagram")
    asked.add_argument("--measure", help="a file to read in this process")
    options = asked.parse_args()
    if options.measure:
        print(json.dumps(measured(Path(options.measure))))
        return
    with tempfile.TemporaryDirectory(prefix="whetstone-bench-") as folder:
        path = Path(folder) / f"export-{options.kind}"
        rows = written(path, options.kind, options.rows, options.bytes)
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.networks", "--measure", str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        report = {"rows": rows, "bytes": path.stat().st_size, **json.loads(told.stdout)}
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
