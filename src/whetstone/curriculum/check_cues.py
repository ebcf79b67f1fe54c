"""Warns of what gives a key away.

Cues after Haladyna, Downing and Rodriguez (2002), "A review of multiple-choice item-writing
guidelines", Applied Measurement in Education 15(3): "all of the above", negative stems, a key that
alone repeats the stem. Length and place of the key are looked at in `check_questions`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.check_drawn import is_drawn
from whetstone.curriculum.cues import echo_cue
from whetstone.curriculum.read_items import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

MOST_SINGLE: Final = 0.40
ENOUGH: Final = 20
"""Below so many questions of an area a share of formats says little."""
_CATCH_ALL: Final = re.compile(
    r"\b(?:all|none|both|any|neither) of (?:the|these) (?:above|answers|options|others)\b",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(
    r"\b(?:[Ww]hich|[Ww]hat|[Ww]ho)\b[^.!?]{0,60}?"
    r"\b(?:(?:is|are|does|do|should|would|can|has|have) not\b|\w+n't\b|except\b)"
)


def check_cues(draft: Draft) -> None:
    """Look at every question that may be shown, then at each area."""
    live = [item for item in draft.items.values() if item.status in LIVE]
    for item in live:
        if item.id in draft.sound and item.language == "en":
            _check_wording(item, draft)
    _check_formats(live, draft)


def _check_wording(item: Item, draft: Draft) -> None:
    origin = draft.origins[item.id]
    for index, option in enumerate(item.payload.get("options", [])):
        if _CATCH_ALL.search(str(option["text"])):
            what = f"The answer {option['id']!r} gathers up the others."
            draft.log.hint(origin.at("options", index), "catch-all", what, "Ask for several.")
    if _NEGATIVE.search(str(item.payload["stem"])):
        what = "The question asks for what is not so."
        mend = "Ask for what is, or write NOT in capitals."
        draft.log.hint(origin.at("stem"), "negative-stem", what, mend)
    if item.scoring.type == "graded_option" and not is_drawn(item):
        _check_echo(item, draft)


def _check_echo(item: Item, draft: Draft) -> None:
    """Whether the key alone repeats telling words of the question."""
    key = max(item.scoring.scores, key=lambda id_: item.scoring.scores[id_])
    for rule, mend in echo_cue(str(item.payload["stem"]), item.payload["options"], key):
        what = "Only the key repeats words of the question."
        draft.log.hint(draft.origins[item.id].at("options"), rule, what, mend)


def _check_formats(items: Iterable[Item], draft: Draft) -> None:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for item in items:
        place = (item.area, draft.origins[item.id].file)
        counts.setdefault(place, Counter())[item.format] += 1
    for (area, file), found in counts.items():
        single, total = found["data_single"], found.total()
        if total >= ENOUGH and single > MOST_SINGLE * total:
            what = f"{single} of {total} questions of {area} are single choice."
            mend = f"At most {MOST_SINGLE:.0%}."
            draft.log.hint((file, 1), "single-choice", what, mend)
