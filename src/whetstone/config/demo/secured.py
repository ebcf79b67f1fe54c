"""A pool of Marram's own that is too small for a form yet: the page says what is missing.

Its questions are invented and stand here for everybody to read, so the demo's pool certifies
nobody: nothing in a public repository is a secret.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.diagnose.secured import stock

if TYPE_CHECKING:
    from whetstone.apps.people.models import Workspace

AREA: Final = "ANA"
NAME: Final = "Figures, our own"
MADE: Final = dt.datetime(2026, 11, 17, 14, 20, tzinfo=dt.UTC)


def make(workspace: Workspace, editor_id: int) -> None:
    """The editor makes a pool, takes the public templates, and writes two questions."""
    who: dict[str, Any] = {"workspace_id": workspace.pk, "actor_id": editor_id, "now": MADE}
    pool = stock.make_pool(area_id=AREA, name=NAME, **who)
    stock.take_templates(pool_id=pool.pk, **who)
    for item in QUESTIONS:
        stock.add_written(pool_id=pool.pk, item=item, **who)


def _question(about: dict[str, Any], answers: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """A question whose first answer is the best one."""
    return {
        **about,
        "format": "data_single",
        "rests_on": [],
        "mentions": [],
        "options": [
            {"id": letter, "score": int(letter == "a"), "text": text, "why": why}
            for letter, (text, why) in zip("abcd", answers, strict=False)
        ],
        "scoring": {"type": "graded_option", "max": 1},
    }


QUESTIONS: Final = (
    _question(
        {
            "skill": "ANA-2", "level": 2, "time_s": 90, "short": "Two weeks side by side",
            "stimulus": {
                "context": "A soap maker changed two things in one week: the hour of posting, "
                "and the pictures. Link taps rose from 40 to 52."
            },
            "stem": "What can be said of the new hour?",
            "rationale": "Two things changed at once, so the rise belongs to neither alone.",
        },
        (
            ("Nothing yet: the pictures changed too", "Both changed in the same week."),
            ("It brings 30 % more link taps", "The pictures may have done it."),
            ("It brings 12 more link taps a week", "One week beside another is no range."),
        ),
    ),
    _question(
        {
            "skill": "ANA-1", "level": 1, "time_s": 60, "short": "A share of whom",
            "stimulus": {
                "context": "A post was shown 9,000 times to 3,000 people. 60 of them saved it."
            },
            "stem": "Of the people who met the post, how many in 1,000 saved it?",
            "rationale": "60 of 3,000 people are 20 in 1,000. Showings count people twice.",
        },
        (
            ("20 in 1,000", "60 for 3,000 people."),
            ("6 or 7 in 1,000", "That is for each 1,000 showings."),
            ("60 in 1,000", "That is the count, not a share."),
        ),
    ),
)  # fmt: skip
