"""The figures of a page as its readers get them, and the mark of what was read.

A page is answered, and decided from, with the mark of the figures that stood on it: nobody answers
others than they have read.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from whetstone.apps.people import rules
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.sheet import Sheet
    from whetstone.apps.people.rules import Rules


def as_read(figures: Sheet, at: dt.datetime, *, workspace_id: int) -> Sheet:
    """A kept page as its readers get it today."""
    return without_words(figures, at, rules.of(workspace_id))


def mark_of(figures: Sheet) -> str:
    """The name of a set of figures, whenever they were computed, kept or counted on the spot.

    Whom a figure is about stands on no page, so that it is no part of what was read.
    """
    read = {key: _shown(value) for key, value in bare(figures).items() if key != "names"}
    return digest(read)


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(one) for one in value]
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if key != "members"}
    return value


def bare(figures: Sheet) -> Sheet:
    """The figures without the moment they were computed at."""
    return {key: value for key, value in figures.items() if key != "as_of"}


def digest(value: Any) -> str:
    """SHA-256 of a value as JSON, its keys in order."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_words(figures: Sheet, at: dt.datetime, council: Rules) -> Sheet:
    """A kept page without what rested on the shared words of fewer than five people.

    Where a works council keeps verdicts off, or did since the page was kept. Whose absence would
    leave an area short follows from somebody's own word, so that no area says it any more.
    """
    since = council.choices_count_from
    if not council.has_works_council and (since is None or at > since):
        return figures
    few = [row for row in figures["cover"] if row["p"] is not None and row["n"] < SMALLEST]
    cover = [
        {**row, "holder": None, "gaps": []}
        | ({"p": None, "why": "small", "single": False, "blind": False} if row in few else {})
        for row in figures["cover"]
    ]
    gone = {row["name"] for row in few}
    asks = [one for one in figures["decisions"] if one["values"].get("area") not in gone]
    return {**figures, "cover": cover, "decisions": asks}
