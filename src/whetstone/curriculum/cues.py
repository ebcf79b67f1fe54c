"""What gives a key away in one drawing of a question: its length, and words of the stem."""

from __future__ import annotations

import re
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LONG_ENOUGH: Final = 24
"""Characters; below, a difference in length gives nothing away."""
_THIRD: Final = 1 / 3
_QUARTER_MORE: Final = 1.25
_APART: Final = 12
"""Characters; with less between the means nobody sees it."""
_TELLING: Final = 5
_REPEATED: Final = 2
_WORD: Final = re.compile(r"[a-z]+")


def length_cues(options: Sequence[Mapping[str, Any]], key: str) -> Iterator[tuple[str, str]]:
    """(rule, mend) of each cue of length."""
    lengths = {str(option["id"]): len(option["text"]) for option in options}
    middle = mean(lengths.values())
    longest = max(lengths.values())
    is_uneven = longest > middle * (1 + _THIRD) or min(lengths.values()) < middle * (1 - _THIRD)
    if is_uneven and longest > LONG_ENOUGH:
        yield "answer-lengths", "Keep each within a third of the mean."
    others = max(length for id_, length in lengths.items() if id_ != key)
    if lengths[key] > max(others * 1.1, LONG_ENOUGH):
        yield "key-longest", "Shorten it."


def set_length_cue(
    options: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[str, str]]:
    """(rule, mend) where of several right answers the right ones are longer, or shorter, as a set.

    Means are compared: a quarter longer, and at least `_APART` characters, is a cue.
    """
    right = [len(option["text"]) for option in options if option["correct"]]
    wrong = [len(option["text"]) for option in options if not option["correct"]]
    if not right or not wrong:
        return
    short, long = sorted((mean(right), mean(wrong)))
    if long > short * _QUARTER_MORE and long - short >= _APART:
        yield "set-lengths", "Even them out: right and wrong ones alike."


def echo_cue(
    stem: str, options: Sequence[Mapping[str, Any]], key: str
) -> Iterator[tuple[str, str]]:
    """(rule, mend) where the key alone repeats telling words of the question."""
    asked = _words(stem)
    echoes = {str(option["id"]): len(asked & _words(str(option["text"]))) for option in options}
    if echoes.pop(key) >= _REPEATED and not any(echoes.values()):
        yield "key-echo", "Reword the key, or let others repeat them too."


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if len(word) >= _TELLING}
