"""Answers that somebody of a given ability would give.

Drawn from the same item models that score them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.core.measurement.scoring import score, spots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.random import Generator

TRIES = 60
STEP_SPREAD = 0.8
"""Distance between the steps of a partial-credit question (logits).

As in core.measurement.items.
"""


def points_drawn(theta: float, *, a: float, b: float, max_score: int, rng: Generator) -> int:
    """Points under the generalised partial credit model (Muraki 1992).

    Steps spread evenly around b.
    """
    middle = (max_score - 1) / 2
    steps = b + STEP_SPREAD * (np.arange(max_score) - middle)
    ladder = np.concatenate([[0.0], np.cumsum(a * (theta - steps))])
    chances = np.exp(ladder - ladder.max())
    return int(rng.choice(max_score + 1, p=chances / chances.sum()))


def answer_worth(payload: Mapping[str, Any], points: int, rng: Generator) -> dict[str, Any]:
    """An answer that earns the points, or the nearest found.

    Deterministic in the generator's state.
    """
    draw = _DRAWS[payload["format"]]
    best: dict[str, Any] = {"unknown": True}
    distance = abs(points - 0)
    for _ in range(TRIES):
        if distance == 0 and "unknown" not in best:
            break
        candidate = draw(payload, rng)
        off = abs(score(payload, candidate).points - points)
        if off < distance or ("unknown" in best and off <= distance):
            best, distance = candidate, off
    return best


def _ids(rows: list[dict[str, Any]]) -> list[str]:
    return [str(row["id"]) for row in rows]


def _single(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    return {"choice": str(rng.choice(_ids(payload["options"])))}


def _several(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    right = [str(row["id"]) for row in payload["options"] if row["correct"]]
    chosen = set(right)
    for one in _ids(payload["options"]):
        if rng.random() < rng.choice([0.0, 0.15, 0.45]):
            chosen ^= {one}
    return {"chosen": sorted(chosen) or [right[0]]}


def _marked(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    return _several({**payload, "options": spots(payload)}, rng)


def _best_worst(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    best, worst = rng.choice(_ids(payload["options"]), size=2, replace=False)
    return {"best": str(best), "worst": str(worst)}


def _order(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    known = payload.get("example_full_credit") or [_ids(payload["options"])]
    order = [str(one) for one in known[int(rng.integers(len(known)))]]
    for _ in range(int(rng.integers(0, 4))):
        place = int(rng.integers(len(order) - 1))
        order[place], order[place + 1] = order[place + 1], order[place]
    return {"order": order}


def _matching(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    pairs = {str(left): str(right) for left, right in payload["key"].items()}
    free = _ids(payload["right"])
    for left in list(pairs):
        if rng.random() < rng.choice([0.0, 0.3, 0.7]):
            other = str(rng.choice(free))
            holder = next((key for key, value in pairs.items() if value == other), None)
            if holder is not None:
                pairs[holder] = pairs[left]
            pairs[left] = other
    return {"pairs": pairs}


def _rate(payload: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
    noise = rng.choice([0.0, 0.3, 0.8])
    ratings = {}
    for action in payload["actions"]:
        off = int(rng.choice([-1, 1, 2, -2])) if rng.random() < noise else 0
        ratings[str(action["id"])] = int(np.clip(int(action["key"]) + off, 1, 4))
    return {"ratings": ratings}


_DRAWS: dict[str, Callable[[Mapping[str, Any], Generator], dict[str, Any]]] = {
    "data_single": _single,
    "multi_select": _several,
    "hot_spot": _marked,
    "best_worst": _best_worst,
    "order": _order,
    "matching": _matching,
    "rate": _rate,
}
