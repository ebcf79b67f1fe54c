"""`whetstone ripple CHANGE`: what if this change were published?"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from whetstone.apps.keepup.selectors import Preview

EXIT_FAULTY = 1


def add(commands: Any) -> None:
    """Put the command into the command line."""
    says = "say what publishing a change would touch; nothing is changed"
    made = commands.add_parser("ripple", help=says, description=says.capitalize() + ".")
    made.add_argument("change", help="its id, such as chg-2026-meta-reach-feed")
    made.add_argument("--workspace", metavar="SLUG", help="only there; else for everybody")
    made.add_argument("--json", action="store_true", help="print the report as JSON")
    made.set_defaults(act=_ripple)


def _ripple(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from whetstone.apps.keepup import selectors
    from whetstone.apps.people import selectors as people
    from whetstone.apps.people.clock import now_in, real_now
    from whetstone.core.kernel.errors import Missing

    workspace_id, now = None, real_now()
    if options.workspace:
        found = people.workspace_by_slug(options.workspace)
        if found is None:
            print(f"whetstone: there is no workspace {options.workspace}.", file=sys.stderr)
            return EXIT_FAULTY
        workspace_id, now = found.pk, now_in(found)
    try:
        seen = selectors.preview(options.change, workspace_id=workspace_id, now=now)
    except Missing:
        print(f"whetstone: there is no change {options.change}.", file=sys.stderr)
        return EXIT_FAULTY
    print(json.dumps(seen.as_json()) if options.json else "\n".join(_lines(seen)))
    return 0


def _lines(seen: Preview) -> Iterator[str]:
    yield seen.title
    if seen.stands == "not_confirmed":
        yield "Not confirmed: nobody has opened its source, and it counts nowhere until then."
    elif seen.stands == "dismissed":
        yield "Dismissed: its source was opened and does not say so. It counts nowhere."
    yield f"Claims that would stop counting: {', '.join(seen.claims) or 'none'}."
    for kind, n in seen.things.items():
        yield f"{n:>9} {kind.replace('_', ' ')}"
    if seen.people is None:
        yield "How many people is not shown for fewer than five."
    else:
        yield f"{seen.people:>9} people, {seen.minutes_each} min each, {seen.minutes} min together"
    yield f"{seen.repair_minutes:>9.0f} min of an editor's time to mend it, by assumption"
    lost = seen.cover
    if lost.looked_at:
        where = f"in {lost.workspaces} workspaces, drawn by lot" if not lost.areas else "here"
        yield (
            f"Cover gets weaker in {lost.weaker} of {lost.looked_at} required areas {where} "
            f"(95 % interval {lost.low:.2f} to {lost.high:.2f})."
        )
    else:
        yield "Cover: cannot tell, or no required area is touched."
