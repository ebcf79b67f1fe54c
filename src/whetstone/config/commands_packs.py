"""The commands for change packs: export, check, import, the own key, the keys of others."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.apps.keepup.selectors import PackPage
    from whetstone.apps.keepup.services import Scope

FAULTY = 1


def add(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Hang `whetstone pack ...` into the command line; `command` makes one act."""
    group = commands.add_parser("pack", help="signed files of changes: export, check, import")
    acts = group.add_subparsers(required=True, metavar="act")
    export = command(acts, "export", "write a signed file of changes and their claims", _export)
    export.add_argument("file", help="a file that is not there yet")
    export.add_argument("--changes", nargs="+", metavar="CHANGE", help="their ids")
    export.add_argument("--since", type=_day, metavar="DATE", help="all noticed since then")
    export.add_argument("--issuer", default="", help="the name that the pack bears")
    check = command(acts, "check", "say everything that is wrong with a pack", _check)
    check.add_argument("file")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    take = command(acts, "import", "take in what is new in a pack; what differs waits", _import)
    take.add_argument("file")
    take.add_argument("--dry-run", action="store_true", help="only say what would happen")
    take.add_argument("--json", action="store_true", help="print the report as JSON")
    command(acts, "key", "print the public key; the first time, make it", _key)
    trust = command(acts, "trust", "take packs that are signed with a key", _trust)
    trust.add_argument("keyfile")
    trust.add_argument("--name", required=True, help="whose key it is")
    trust.add_argument("--no-more", action="store_true", help="refuse them from now on")
    for one in (export, check, take, trust):
        one.add_argument("--workspace", help="one workspace, by its slug, not the installation")


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date such as 2026-11-01") from None


def _scope(options: argparse.Namespace) -> tuple[Scope, str]:
    """Where it counts, and the name of the place."""
    from whetstone.apps.keepup.services import Scope
    from whetstone.apps.people import selectors as people
    from whetstone.core.kernel.errors import Missing

    if not options.workspace:
        return Scope(None), platform.node() or "Whetstone"
    found = people.workspace_by_slug(options.workspace)
    if found is None:
        raise Missing("workspace", options.workspace)
    return Scope(found.pk, is_demo=found.is_demo), found.name


def _set_up() -> Any:
    import django

    django.setup()
    from whetstone.apps.people.clock import real_now

    return real_now()


def _export(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.keepup import selectors, services

    scope, name = _scope(options)
    if options.changes and options.since:
        return _say("choose --changes or --since, not both.")
    slugs = options.changes or [
        one.change.slug
        for one in selectors.offered(scope.workspace_id)
        if options.since is None or one.change.noticed_on >= options.since
    ]
    path = Path(options.file)
    if path.exists():
        return _say(f"{path} exists already. Name another file.")
    data = services.export_pack(slugs=slugs, issuer=options.issuer or name, scope=scope, now=now)
    try:
        path.write_bytes(data)
    except OSError as fault:
        return _say(f"{path} cannot be written: {fault.strerror}.")
    print(f"{len(slugs)} changes, {len(data) / 1000:.0f} kB: {path}")
    return 0


def _read(path: str) -> bytes:
    from whetstone.core.kernel.errors import Fault, Faults
    from whetstone.formats.packs import MOST_BYTES

    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise Faults([Fault(path, f"It cannot be read: {fault.strerror}.")]) from fault


def _check(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.keepup import services
    from whetstone.core.kernel.errors import Faults, Refused

    try:
        scope, _name = _scope(options)
        pack = services.check_pack(_read(options.file), scope=scope, now=now)
    except Faults as wrong:
        found = [{"where": f.where, "what": f.what, "mend": f.mend} for f in wrong.faults]
        return _report(options, {"faults": found}, [str(fault) for fault in wrong.faults])
    except Refused as refused:
        found = [{"where": "key", "what": refused.why, "mend": refused.mend}]
        return _report(options, {"faults": found}, [str(refused)])
    known: dict[str, Any] = {
        "faults": [],
        "issuer": pack.issuer,
        "made_at": pack.made_at.isoformat(),
        "key": pack.fingerprint,
        "changes": len(pack.changes),
        "claims": len(pack.claims),
    }
    holds = f"{len(pack.changes)} changes, {len(pack.claims)} claims"
    line = f"Sound and signed by a trusted key: {pack.issuer}, {holds}."
    return _report(options, known, [line])


def _report(options: argparse.Namespace, known: dict[str, Any], lines: list[str]) -> int:
    print(json.dumps(known) if options.json else "\n".join(lines))
    return FAULTY if known.get("faults") else 0


def _import(options: argparse.Namespace) -> int:
    now = _set_up()
    from django.db import transaction

    from whetstone.apps.keepup import selectors, services

    scope, _name = _scope(options)
    data = _read(options.file)
    with transaction.atomic():
        came = services.receive_pack(data=data, scope=scope, now=now)
        page = selectors.pack_page(scope.workspace_id, came.digest)
        rows = _rows(page) if page else []
        if options.dry_run:
            transaction.set_rollback(True)
            done = services.Taken(0, 0, sum(row["waits"] for row in rows))
        else:
            done = services.take_all(digest=came.digest, scope=scope, now=now)
    known = {
        "pack": came.digest,
        "was_new": came.was_new,
        "dry_run": options.dry_run,
        "changes_taken": done.changes,
        "claims_taken": done.claims,
        "waiting": done.waiting,
        "notices": 0 if options.dry_run else came.notices,
        "rows": rows,
    }
    lines = [f"{row['standing']:9} {row['kind']:7} {row['id']}" for row in rows]
    did = "Nothing was taken: this was a dry run." if options.dry_run else (
        f"{done.changes} changes arrived as pending, {done.claims} claims; "
        f"{done.waiting} rows wait for somebody's choice."
    )  # fmt: skip
    return _report(options, known, [*lines, did])


def _rows(page: PackPage) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.row.kind,
            "id": one.row.slug,
            "standing": one.row.standing.value,
            "waits": one.waits,
        }
        for one in page.rows
    ]


def _key(_options: argparse.Namespace) -> int:
    _set_up()
    from whetstone.apps.keepup.signing import signing_key
    from whetstone.formats.packs import fingerprint, public_pem, raw_public

    public = raw_public(signing_key())
    print(public_pem(public), end="")
    print(f"fingerprint: {fingerprint(public)}", file=sys.stderr)
    return 0


def _trust(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.keepup import services
    from whetstone.formats.packs import fingerprint, read_public_pem

    scope, _name = _scope(options)
    pem = _read(options.keyfile).decode("utf-8", errors="replace")
    if options.no_more:
        mark = fingerprint(read_public_pem(pem))
        services.distrust_key(fingerprint_=mark, scope=scope, now=now)
        print(f"Packs signed with {mark} are refused from now on.")
        return 0
    mark = services.trust_key(pem=pem, name=options.name, scope=scope, now=now)
    print(f"Packs signed with {mark} are taken from now on. Compare this number with its owner.")
    return 0


def _say(what: str) -> int:
    print(f"whetstone: {what}", file=sys.stderr)
    return FAULTY
