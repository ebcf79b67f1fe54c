"""The key of a question, parsed: what `scoring` in an item file says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How answers become points; only the fields that `type` needs are filled.

    `scores` holds points by option (graded_option), `best` and `worst` by option (best_worst),
    `right_options` the correct ones (plus_minus), `pairs` the agreed orders (precedence), `key`
    left -> right (matching) or action -> level (rate_proximity), `curve` points by raw score; a
    raw score that it does not name earns 0.
    """

    type: str
    maximum: int
    scores: Mapping[str, int] = field(default_factory=dict)
    best: Mapping[str, int] = field(default_factory=dict)
    worst: Mapping[str, int] = field(default_factory=dict)
    right_options: tuple[str, ...] = ()
    right: int = 0
    wrong: int = 0
    floor: int = 0
    pairs: tuple[tuple[str, str], ...] = ()
    key: Mapping[str, str | int] = field(default_factory=dict)
    curve: Mapping[int, int] = field(default_factory=dict)
    exact: int = 0
    near_same_side: int = 0
    raw_max: int = 0
