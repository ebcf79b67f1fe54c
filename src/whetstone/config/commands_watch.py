"""The command `whetstone watch`: look at watched sources now and say what came."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.keepup.models import Look

SAYS = "look at watched sources now, and say what came of it"
MOST = 1000


def add(command: argparse.ArgumentParser) -> None:
    """Its words."""
    which = command.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="those whose turn it is (the default)")
    which.add_argument("--all", action="store_true", help="all that are switched on, due or not")
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def watch(options: argparse.Namespace) -> int:
    """Look, one source a host; 1 where fetching is off or a look failed."""
    import django

    django.setup()
    from whetstone.apps.keepup import services as keepup
    from whetstone.apps.people.clock import real_now
    from whetstone.web import fetching

    if not fetching.is_on():
        print("whetstone: fetching is off, so nobody was asked. Set WHETSTONE_FETCH=on.",
              file=sys.stderr)  # fmt: skip
        return 1
    looks = keepup.look_at_due(
        now=real_now(), fetch=fetching.installed(), most=MOST, everything=options.all
    )
    _say(looks, as_json=options.json)
    return int(any(look.reason for look in looks))


def _say(looks: list[Look], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_fact(look) for look in looks]))
        return
    for look in looks:
        print(f"{look.outcome:8} {look.watch.url}  {_more(look)}".rstrip())
    print(f"{len(looks)} looked at, one source a host in each run.")


def _more(look: Look) -> str:
    from whetstone.apps.keepup import watch_words

    return watch_words.look(look)


def _fact(look: Look) -> dict[str, object]:
    return {
        "url": look.watch.url,
        "outcome": look.outcome,
        "reason": look.reason,
        "status": look.status,
        "bytes": look.bytes,
        "new": look.seen,
    }
