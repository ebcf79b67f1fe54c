"""`whetstone fresh`: how current the curriculum is, and how fast a workspace keeps up."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from whetstone.apps.keepup.selectors.how_current import HowCurrent


def add(command: argparse.ArgumentParser) -> None:
    """Its options."""
    command.add_argument(
        "--workspace", type=int, metavar="NUMBER", help="of this workspace, with its people"
    )


def run(options: argparse.Namespace) -> int:
    """Print the figures of the page, or its machine-readable twin."""
    import django

    django.setup()
    from django.core.exceptions import ObjectDoesNotExist

    from whetstone.apps.keepup.how_current_json import as_json
    from whetstone.apps.people import selectors as people

    try:
        page, scope = _read(options.workspace)
    except ObjectDoesNotExist:
        there = ", ".join(map(str, people.standing_workspaces())) or "none"
        print(f"whetstone: there is no workspace {options.workspace}; there are: {there}.",
              file=sys.stderr)  # fmt: skip
        return 1
    if options.json:
        print(json.dumps(as_json(page, scope=scope), ensure_ascii=False))
        return 0
    for line in _lines(page):
        print(line)
    return 0


def _read(workspace_id: int | None) -> tuple[HowCurrent, str]:
    """The installation by the real clock, or a workspace by its own."""
    from whetstone.apps.keepup.selectors import how_current
    from whetstone.apps.people import selectors as people
    from whetstone.apps.people.clock import now_in, real_now

    if workspace_id is None:
        return how_current.in_public(real_now().date()), "installation"
    clock = now_in(people.workspace(workspace_id))
    return how_current.here(workspace_id, clock), "workspace"


def _lines(page: HowCurrent) -> Iterable[str]:
    from whetstone.apps.keepup import saying

    yield f"As of {page.today.isoformat()}, edition {page.edition}."
    for one in page.every:
        yield ""
        yield f"{saying.name(one)}: {_plain(saying.value(one))} ({_plain(saying.band(one))})"
        if one.p90 is not None and one.p90.is_known:
            yield f"  {_plain(saying.ninetieth(one))}"
        yield f"  target {_plain(saying.target(one))}: {saying.stands(one)}"
        yield f"  {_plain(saying.counted(one, page))}"
    yield ""
    yield _plain(saying.deaths(page))
    for row in page.half_lives:
        kind, assumed, estimated, median, watched = saying.half_life_row(row)
        yield _plain(
            f"  {kind}: assumed {assumed}; from the log {estimated}; median {median}; {watched}"
        )


def _plain(text: Any) -> str:
    return str(text).replace("\u00a0", " ")
