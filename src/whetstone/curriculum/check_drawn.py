"""Warns of templates whose answer can be learned, and of cues that only some drawings have.

Where one option is right in every drawing and its words are its own, a learned answer passes
whatever is drawn: a template is worth its name only where the key moves, or where the answers
differ by worked-out numbers alone. The cues of length and of repeated words are looked at in
`LOOKED_AT` drawings, the same ones each time. They are not the first ones, nor every n-th:
drawings come in the order of their ranges, and an even step meets some values of the last range
more often than others.
"""

from __future__ import annotations

import re
from collections import Counter
from math import gcd
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.measurement.drawing import filled_in
from whetstone.curriculum.cues import echo_cue, length_cues, set_length_cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.drawing import Draw, Drawn
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

LOOKED_AT: Final = 24
FOUL: Final = 1 / 3
"""From this share of the drawings on a cue is named: a guess among three has as much."""
_GOLDEN: Final = 0.618
_DRAWN: Final = re.compile(r"\{\w+\}|\d[\d,.]*")
Options = list[dict[str, Any]]


def check_template(
    item: Item, draw: Draw, seen: Sequence[tuple[Drawn, Options]], draft: Draft
) -> None:
    """Look at a template whose drawings are all sound; `seen`: each with its filled options."""
    if not seen:
        return
    if item.scoring.type != "graded_option":
        _check_sets(item, _spaced(seen), draft)
        return
    keys = {_key(options) for _drawn, options in seen}
    if len(keys) == 1 and _has_own_words(item, *keys):
        what = f"The same option ({', '.join(keys)}) is right in all {len(seen)} drawings."
        mend = "Let the key move, or let the answers differ by what is worked out."
        draft.log.hint(draft.origins[item.id].at("draw"), "key-fixed", what, mend)
    if item.language == "en":
        _check_sample(item, draw, _spaced(seen), draft)


def _check_sets(item: Item, sample: Sequence[tuple[Drawn, Options]], draft: Draft) -> None:
    found = Counter(cue for _drawn, options in sample for cue in set_length_cue(options))
    _name(item, found, len(sample), draft)


def _check_sample(
    item: Item, draw: Draw, sample: Sequence[tuple[Drawn, Options]], draft: Draft
) -> None:
    found: Counter[tuple[str, str]] = Counter()
    stem = {"stem": item.payload["template"]["raw"]["stem"]}
    for drawn, options in sample:
        key = _key(options)
        found.update(length_cues(options, key))
        found.update(echo_cue(filled_in(stem, draw, drawn)["stem"], options, key))
    _name(item, found, len(sample), draft)


def _name(item: Item, found: Counter[tuple[str, str]], looked_at: int, draft: Draft) -> None:
    place = draft.origins[item.id].at("options")
    for (rule, mend), often in found.items():
        if often >= FOUL * looked_at:
            what = f"{_SAID[rule]} in {often} of the {looked_at} drawings looked at."
            draft.log.hint(place, rule, what, mend)


_SAID: Final = {
    "answer-lengths": "The answers differ much in length",
    "key-longest": "The key is the longest answer",
    "set-lengths": "The right answers differ in length from the wrong ones",
    "key-echo": "Only the key repeats words of the question",
}


def _spaced(seen: Sequence[tuple[Drawn, Options]]) -> list[tuple[Drawn, Options]]:
    """Drawings at a step that shares no factor with their number, near the golden section."""
    total = len(seen)
    step = max(1, round(total * _GOLDEN))
    while gcd(step, total) > 1:
        step += 1
    return [seen[turn * step % total] for turn in range(min(LOOKED_AT, total))]


def _key(options: Options) -> str:
    return str(max(options, key=lambda option: option["score"])["id"])


def _has_own_words(item: Item, key: str) -> bool:
    """Whether the key is told from the others by what is not drawn of it."""
    words = {
        str(option["id"]): " ".join(_DRAWN.sub("", str(option["text"])).split())
        for option in item.payload["template"]["raw"]["options"]
    }
    return all(words[key] != said for id_, said in words.items() if id_ != key)


def is_drawn(item: Item) -> bool:
    """Whether the cues of a question are looked at here."""
    return "template" in item.payload and item.format in {"data_single", "multi_select"}
