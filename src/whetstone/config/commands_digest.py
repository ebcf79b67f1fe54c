"""The command `whetstone digest`: tell people now what changed, as the hourly chore does."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse


def add(commands: Any) -> None:
    """Put the command on the command line."""
    says = "make the digests that are due now (people at work, something new, a week apart)"
    made = commands.add_parser("digest", help=says, description=says.capitalize() + ".")
    made.add_argument("--dry-run", action="store_true", help="say what would be made, make none")
    made.add_argument("--json", action="store_true", help="print the report as JSON")
    made.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Make what is due, and put its mail on the queue of the worker."""
    import django

    django.setup()
    from whetstone.apps.keepup import mailing
    from whetstone.apps.keepup import services as keepup
    from whetstone.apps.people.clock import real_now

    now = real_now()
    made = keepup.make_digests(now=now, dry_run=options.dry_run)
    if not options.dry_run:
        mailing.put_on_the_queue(now)
    if options.json:
        print(json.dumps(asdict(made) | {"dry_run": options.dry_run}))
        return 0
    verb = "would be made" if options.dry_run else "made"
    print(
        f"{made.made} digests {verb}, {made.to_mail} of them to be mailed; {made.asked} were due."
    )
    return 0
