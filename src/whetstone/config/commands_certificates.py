"""The commands for certificates as files: issue, verify, take back, and a fresh key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable

FAULTY = 1
STANDS = frozenset({"valid", "refresh_due"})
"""States of a certificate that holds."""


def add(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Hang `whetstone certificates ...` into the command line; `command` makes one act."""
    says = "certificates as Open Badges: issue, verify, change the key"
    acts = commands.add_parser("certificates", help=says).add_subparsers(
        required=True, metavar="act"
    )
    issue = command(acts, "issue", "sign a certificate as an Open Badges 3.0 file", _issue)
    issue.add_argument("code", help="the certificate's code, as its page shows it")
    issue.add_argument("file", nargs="?", help="a file that is not there yet; else it is printed")
    verify = command(
        acts, "verify", "say whether a certificate is valid, expired, revoked, and why", _verify
    )
    verify.add_argument("what", help="a file, or an address that begins with https://")
    rotate = command(acts, "rotate", "sign with a fresh key from now on", _rotate)
    rotate.add_argument(
        "--stolen", action="store_true", help="what the old key signed counts no more"
    )
    revoke = command(acts, "revoke", "take a certificate back, for everybody to see", _revoke)
    revoke.add_argument("code", help="the certificate's code, as its page shows it")
    revoke.add_argument(
        "--reason",
        required=True,
        choices=("mistake", "not-own", "asked"),
        help="issued by mistake, not the holder's own work, or asked for by the holder",
    )
    for one in (issue, verify, rotate, revoke):
        one.add_argument("--json", action="store_true", help="print the report as JSON")
    for one in (issue, verify):
        one.add_argument(
            "--address", help="this installation's own, where WHETSTONE_ADDRESS is not set"
        )


def _set_up() -> dt.datetime:
    import django

    django.setup()
    from whetstone.apps.people.clock import real_now

    return real_now()


def _root(options: argparse.Namespace) -> str:
    from django.conf import settings

    return str(options.address or settings.ADDRESS).rstrip("/")


def _issue(options: argparse.Namespace) -> int:
    _set_up()
    from whetstone.apps.learn import selectors
    from whetstone.core.kernel.errors import Missing, Refused

    root = _root(options)
    if not root:
        why = "others find its keys at the address of this installation, and none is set"
        raise Refused("certificate", why, "Set WHETSTONE_ADDRESS, or give --address.")
    made = selectors.signed_certificate(options.code, root=root)
    if made is None:
        raise Missing("certificate", options.code)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if not options.file:
        print(text)
        return 0
    _write(Path(options.file), text)
    known = {"file": options.file, "id": made["id"], "valid_until": made["validUntil"]}
    print(json.dumps(known) if options.json else f"{made['name']}: {options.file}")
    return 0


def _write(path: Path, text: str) -> None:
    from whetstone.core.kernel.errors import Fault, Faults

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise Faults([Fault(str(path), "It exists already.", "Name another file.")]) from None
    except OSError as fault:
        raise Faults([Fault(str(path), f"It cannot be written: {fault.strerror}.")]) from fault


def _verify(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.learn.verifying import Verifier
    from whetstone.web import fetching

    verifier = Verifier(_root(options), fetching.installed(), now)
    is_address = "://" in options.what
    found = (
        verifier.address(options.what) if is_address else verifier.file(_read(Path(options.what)))
    )
    known = {
        "state": found.state.value,
        "why": [{"state": one.state.value, "why": one.why} for one in found.findings],
        "name": found.document.get("name"),
        "issuer": found.document.get("issuer"),
        "valid_from": found.document.get("validFrom"),
        "valid_until": found.document.get("validUntil"),
    }
    lines = [found.state.value.replace("_", " "), *(f"  {one.why}" for one in found.findings)]
    print(json.dumps(known, ensure_ascii=False) if options.json else "\n".join(lines))
    return 0 if known["state"] in STANDS else FAULTY


def _read(path: Path) -> bytes:
    from whetstone.core.kernel.errors import Fault, Faults
    from whetstone.formats.badges.checking import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise Faults([Fault(str(path), f"It cannot be read: {fault.strerror}.")]) from fault


def _revoke(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.learn import services

    is_new = services.revoke_certificate(code=options.code, reason=options.reason, now=now)
    known = {"code": options.code.upper(), "reason": options.reason, "is_new": is_new}
    said = "It was taken back before; nothing changed."
    if is_new:
        said = "Taken back. Its page, its file and the public list say so from now on."
    print(json.dumps(known) if options.json else said)
    return 0


def _rotate(options: argparse.Namespace) -> int:
    now = _set_up()
    from whetstone.apps.learn import badge_keys
    from whetstone.formats.badges.multikey import multikey

    fresh = multikey(badge_keys.rotate(now=now, is_stolen=options.stolen))
    counting = len(badge_keys.public_keys())
    if options.json:
        print(json.dumps({"key": fresh, "keys_that_count": counting}))
        return 0
    old = "What the old key signed counts no more." if options.stolen else (
        "What the old key signed still counts."
    )  # fmt: skip
    print(f"Signing with {fresh} from now on. {old} Copy badge-signing.* from the data folder.")
    return 0
