"""Commands about the ledger: what is to be read again, and who edits for everybody."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.keepup.selectors import ReviewRow

EXIT_FAULTY = 1


def add(commands: Any) -> None:
    """Put these commands into the command line."""
    says = "say which claims are past their review date, most risk first"
    claims = commands.add_parser("claims", help=says, description=f"{says.capitalize()}.")
    claims.add_argument("--json", action="store_true", help="print the report as JSON")
    claims.set_defaults(act=_claims)
    says = "let an account edit the ledger that everybody reads"
    editor = commands.add_parser("editor", help=says, description=f"{says.capitalize()}.")
    editor.add_argument("email", help="the account's address; it is made where it is missing")
    editor.add_argument("--end", action="store_true", help="end it; what was written stays")
    editor.set_defaults(act=_editor)


def _django() -> None:
    import django

    django.setup()


def _claims(options: argparse.Namespace) -> int:
    _django()
    from whetstone.apps.keepup import selectors
    from whetstone.apps.people.clock import real_now

    now = real_now()
    queue = selectors.review_queue(None, now=now, today=now.date(), shown=None)
    if options.json:
        print(json.dumps([_as_json(row) for row in queue.past]))
        return 0
    for row in queue.past:
        print(f"{row.version.review_by}  {row.slug}  {_factors(row)}")
    print(f"{queue.n_past} claims are past their review date.")
    return 0


def _as_json(row: ReviewRow) -> dict[str, Any]:
    return {
        "claim": row.slug,
        "review_by": row.version.review_by.isoformat(),
        "views": row.views,
        "chance_moved": round(row.chance_moved, 3),
        "severity": row.severity,
        "risk": round(row.risk, 2),
        "resting": dict(row.resting),
    }


def _factors(row: ReviewRow) -> str:
    chance = round(100 * row.chance_moved)
    return f"met {row.views} times, {chance} in 100 that it moved, severity {row.severity:g}"


def _editor(options: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    _django()
    from whetstone.apps.people import services
    from whetstone.apps.people.clock import real_now

    try:
        validate_email(options.email)
    except ValidationError:
        print(f"whetstone: {options.email} is no e-mail address.", file=sys.stderr)
        return EXIT_FAULTY
    if options.end:
        was = services.stop_editing_for_all(email=options.email, now=real_now())
        print("It edits for its own workspaces only." if was else "It did not edit for everybody.")
        return 0
    places = services.let_edit_for_all(email=options.email, now=real_now())
    if places:
        print(f"It edits for everybody, from {places} of its workspaces.")
    else:
        print("It edits for everybody once it is an editor in a workspace (People, rights).")
    return 0
