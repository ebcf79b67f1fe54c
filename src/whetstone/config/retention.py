"""The chore that lets go of what is past its time, in every room, and writes down what went."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


def let_go(now: dt.datetime) -> int:
    """Let go in every room. Safe to repeat: what went is not found again. Returns how much went.

    Never touched: the log of acts (sealed), claims, changes, publications, answers and scores,
    consents, records. They go with the person or the workspace, or not at all.
    """
    from whetstone.apps.diagnose.letting_go import let_go_of_timing
    from whetstone.apps.field.letting_go import let_go_of_reporters
    from whetstone.apps.lead.outward import let_go_of_pages
    from whetstone.apps.lead.voices_keeping import let_go_of_voices
    from whetstone.apps.people import letting_go as people

    counts: dict[str, int] = {}
    parts = (
        let_go_of_timing, let_go_of_reporters, let_go_of_pages, let_go_of_voices,
        people.let_go_of_links,
    )  # fmt: skip
    for part in parts:
        counts |= part(now)
    people.ran(counts=counts, now=now)
    return sum(counts.values())
