"""The command `whetstone networks read`: an export of a network as canonical rows."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.formats.networks import Export, Flaw, Recognised, Row, Total

SHOWN: Final = 10
"""Rows in the text report; --json prints all."""
FLAWS_SHOWN: Final = 200
EXIT_FAULTY: Final = 1


def add(commands: Any) -> None:
    """Put the group beside the other commands."""
    group = commands.add_parser("networks", help="exports of networks: read one")
    acts = group.add_subparsers(required=True, metavar="act")
    says = "print the rows of a network's export, what is wrong with it, and its totals"
    one = acts.add_parser("read", help=says, description=says.capitalize() + ".")
    one.add_argument("file")
    one.add_argument("--zone", default="", help="the time zone of times that say none")
    one.add_argument("--network", default="", help="whose figures they are, where nothing says it")
    one.add_argument("--from", type=_day, dest="first", help="the first day of the export")
    one.add_argument("--until", type=_day, dest="last",
                     help="its last day; years that are left out follow from it")  # fmt: skip
    one.add_argument("--day-first", action=argparse.BooleanOptionalAction, default=None,
                     help="whether 03/04/2026 is in April")  # fmt: skip
    one.add_argument("--map", action="append", default=[], metavar="HEADER=WHAT",
                     help="what a column holds: post_id, published, on, kind, text, link, part, "
                     "dimension, or metric:views")  # fmt: skip
    one.add_argument("--json", action="store_true", help="print all rows and the report as JSON")
    one.set_defaults(act=_read)


def _read(options: argparse.Namespace) -> int:
    from whetstone.formats import networks

    path = Path(options.file)
    try:
        file = path.open("rb")
    except OSError as fault:
        raise SystemExit(f"{options.file}: {fault.strerror}") from fault
    with file:
        asked = _options(options)
        head = networks.recognise(file, path.name, asked)
        if not head.format:
            _print_unknown(head, as_json=options.json)
            return EXIT_FAULTY
        export = networks.read(file, path.name, asked)
        if options.json:
            _print_json(export)
        else:
            _print_text(export)
    return EXIT_FAULTY if export.counts["refused"] else 0


def _options(options: argparse.Namespace) -> Any:
    from whetstone.formats.networks import Options

    mapping = None
    if options.map:
        pairs = [one.rpartition("=") for one in options.map]
        mapping = {head.strip(): what.strip() for head, _is, what in pairs}
    window = (options.first, options.last) if options.first and options.last else None
    return Options(
        zone=options.zone, network=options.network, day_first=options.day_first, mapping=mapping,
        window=window, year_hint=options.last,
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day such as 2026-11-29") from None


def _print_json(export: Export) -> None:
    """One object; its rows are written as they are read."""
    out = sys.stdout
    flaws: list[Flaw] = []
    out.write('{"head": ' + json.dumps(_head(export.head), ensure_ascii=False) + ', "rows": [')
    for place, one in enumerate(_rows(export, flaws)):
        out.write((",\n" if place else "\n") + json.dumps(_row(one), ensure_ascii=False))
    rest = {
        "flaws": [_flaw(one) for one in flaws],
        "totals": [{**asdict(one), "missing": _missing(one)} for one in export.totals],
        "counts": export.counts,
    }
    out.write("\n], " + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


def _print_text(export: Export) -> None:
    flaws: list[Flaw] = []
    head = export.head
    print(f"{head.format}: {head.network}, {head.makes}, {head.encoding}")
    if head.zone:
        print(f"times without a zone are taken as {head.zone}")
    rows = _rows(export, flaws)
    for one in islice(rows, SHOWN):
        print(json.dumps(_row(one), ensure_ascii=False))
    more = sum(1 for _one in rows)
    if more:
        print(f"... and {more} more rows: --json prints all")
    print(", ".join(f"{what} {n}" for what, n in export.counts.items()))
    for total in export.totals:
        said = f"{total.column}: the file says {total.stated:,.10g}, its rows add up to"
        print(f"{said} {total.summed:,.10g} ({_missing(total):,.10g} missing)")
    for flaw in flaws[:FLAWS_SHOWN]:
        told = _flaw(flaw)
        fate = "" if told["refuses"] else "(taken) "
        where = f"{told['row']}:{told['column']}".strip(":")
        print(f"{where}: {fate}{told['what']} {told['mend']}")
    if len(flaws) > FLAWS_SHOWN:
        print(f"... and {len(flaws) - FLAWS_SHOWN} more flaws: --json prints all")


def _print_unknown(head: Recognised, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"head": _head(head), "rows": []}, ensure_ascii=False))
        return
    print("Its header is not known here. Name its columns with --map HEADER=WHAT. They are:")
    for column in head.columns:
        print(f"  {column.header}")


def _rows(export: Export, flaws: list[Flaw]) -> Iterator[Row]:
    from whetstone.formats.networks import Flaw

    for one in export.rows():
        if isinstance(one, Flaw):
            flaws.append(one)
        else:
            yield one


def _row(one: Row) -> dict[str, Any]:
    """A row with the definition in force for each of its figures, where one is known."""
    from whetstone.formats.networks import PostRow, era_of

    found = {"is": type(one).__name__.removesuffix("Row").lower(), **asdict(one)}
    day = one.published if isinstance(one, PostRow) else getattr(one, "on", None)
    on = day.date() if isinstance(day, datetime) else day
    for key in ("published", "on"):
        if found.get(key) is not None:
            found[key] = found[key].isoformat()
    eras = {name: era_of(one.network, name, on) for name in one.figures}
    found["eras"] = {name: era for name, era in eras.items() if era}
    return found


def _head(head: Recognised) -> dict[str, Any]:
    found = asdict(head)
    if head.window:
        found["window"] = [one.isoformat() for one in head.window]
    return found


def _missing(one: Total) -> float:
    """What the rows lack to the file's own total; below 0 what they have too much."""
    return round(one.stated - one.summed, 6)


def _flaw(one: Flaw) -> dict[str, Any]:
    from whetstone.formats.networks.words import words

    what, mend = words(one.code, one.shown)
    return {"row": one.line, "column": one.column, "code": one.code, "shown": one.shown,
            "refuses": one.refuses, "what": what, "mend": mend}  # fmt: skip
