"""`whetstone measure pack-export` and `pack-import`: signed numbers of questions."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    import datetime as dt

    from whetstone.apps.diagnose.handing import Preview
    from whetstone.formats.parameter_packs import ParameterPack

EXIT_FAULTY = 1


def add_to(acts: Any) -> None:
    """Put the acts under `measure`."""
    says = "write a signed file of what answers here say of the questions"
    out = acts.add_parser("pack-export", help=says, description=says.capitalize() + ".")
    out.add_argument("file", help="a file that is not there yet")
    out.add_argument("--issuer", default="", help="the name that the pack bears")
    out.set_defaults(act=_export)
    says = "use what a signed file knows better of the questions than answers here"
    take = acts.add_parser("pack-import", help=says, description=says.capitalize() + ".")
    take.add_argument("file")
    take.add_argument("--dry-run", action="store_true", help="only say what would happen")
    take.add_argument("--json", action="store_true", help="print the report as JSON")
    take.set_defaults(act=_import)


def _set_up() -> dt.datetime:
    import django

    django.setup()
    from whetstone.apps.people.clock import real_now

    return real_now()


def _export(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.diagnose import handing
    from whetstone.apps.keepup.signing import signing_key
    from whetstone.formats.parameter_packs import read_parameters, write_parameters

    path = Path(options.file)
    if path.exists():
        return _say(f"{path} exists already. Name another file.")
    pack = handing.outgoing(issuer=options.issuer or platform.node() or "Whetstone", now=now)
    data = write_parameters(pack, signing_key())
    read_parameters(data)  # what cannot be read by others does not leave
    try:
        path.write_bytes(data)
    except OSError as fault:
        return _say(f"{path} cannot be written: {fault.strerror}.")
    print(f"{len(pack.items)} questions, {len(data) / 1000:.0f} kB: {path}")
    return 0


def _import(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.diagnose import handing, rebuilding
    from whetstone.core.kernel.errors import Faults, Refused

    levels = 0
    try:
        pack = _trusted(options.file, now)
        seen = handing.preview(pack)
        if not options.dry_run:
            handing.take(pack, now=now)
            levels = rebuilding.rebuild()
    except Faults as wrong:
        found = [{"where": f.where, "what": f.what, "mend": f.mend} for f in wrong.faults]
        lines = [str(fault) for fault in wrong.faults]
        return _report(options, {"faults": found}, lines)
    except Refused as refused:
        found = [{"where": "pack", "what": refused.why, "mend": refused.mend}]
        return _report(options, {"faults": found}, [str(refused)])
    known = _as_json(seen, levels=levels, dry_run=options.dry_run)
    return _report(options, known, _as_lines(seen, known))


def _trusted(name: str, now: dt.datetime) -> ParameterPack:
    """A sound pack from a key that this installation trusts."""
    from datetime import timedelta

    from whetstone.apps.keepup import selectors
    from whetstone.core.kernel.errors import Fault, Faults, Refused
    from whetstone.formats.parameter_packs import MOST_BYTES, read_parameters

    try:
        with Path(name).open("rb") as file:
            pack = read_parameters(file.read(MOST_BYTES + 1))
    except OSError as fault:
        raise Faults([Fault(name, f"It cannot be read: {fault.strerror}.")]) from fault
    what = "This pack is not taken"
    keys = {key.fingerprint for key in selectors.keys(None) if key.is_trusted}
    if pack.fingerprint not in keys:
        raise Refused(
            what,
            f"nobody here trusts the key that signed it ({pack.fingerprint[:16]}).",
            "Ask for the key by another way, then: whetstone pack trust KEYFILE --name NAME.",
        )
    if pack.made_at > now + timedelta(days=1):
        raise Refused(what, "it was made on a day that has not come yet.")
    return pack


def _as_json(seen: Preview, *, levels: int, dry_run: bool) -> dict[str, Any]:
    return {
        "issuer": seen.pack.issuer,
        "made_at": seen.pack.made_at.isoformat(),
        "dry_run": dry_run,
        "taken": len(seen.taken),
        "areas_taken": seen.areas_taken,
        "levels": levels,
        "scales": {
            area: {
                "shift": round(line.shift, 4),
                "slope": round(line.slope, 4),
                "error": round(line.shift_se, 4),
                "questions": line.items,
            }
            for area, line in seen.lines.items()
        },
        "rows": [
            {
                "id": row.item.id,
                "version": row.item.version,
                "standing": row.standing,
                "answers_there": row.item.n,
                "answers_here": row.n_here,
            }
            for row in seen.rows
        ],
    }


def _as_lines(seen: Preview, known: dict[str, Any]) -> list[str]:
    lines = [
        f"{row.standing:17} {row.item.id}: {row.item.n} answers there, {row.n_here} here"
        for row in seen.rows
    ]
    lines += [
        f"{area}: theirs put on our scale by {one['questions']} questions, "
        f"shift {one['shift']:+.2f} (error {one['error']:.2f})"
        for area, one in known["scales"].items()
    ]
    if seen.areas_taken:
        lines.append(f"how areas go together: theirs, from {seen.pack.areas.people} people"
                     if seen.pack.areas else "")  # fmt: skip
    if known["dry_run"]:
        return [*lines, f"{known['taken']} questions would be taken: this was a dry run."]
    done = f"{known['taken']} questions taken; they count now, and {known['levels']} profiles"
    return [*lines, f"{done} were made anew."]


def _report(options: argparse.Namespace, known: dict[str, Any], lines: list[str]) -> int:
    faulty = bool(known.get("faults"))
    if options.json:
        print(json.dumps(known))
    else:
        print("\n".join(lines), file=sys.stderr if faulty else sys.stdout)
    return EXIT_FAULTY if faulty else 0


def _say(what: str) -> int:
    print(f"whetstone: {what}", file=sys.stderr)
    return EXIT_FAULTY
