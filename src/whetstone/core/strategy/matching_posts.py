"""Which planned post a posted one is: by network and link, else by likeness of words and day.

Each is matched once. Two candidates that are equally good are no match: a guess would give one
post another's figures, so a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

LIKE_ENOUGH = 0.6
"""Assumed: the least share of words in common (Jaccard 1901) that is taken for the same post."""
DAYS_APART = 1
"""Assumed: a post goes out at most a day beside its plan where only the words name it."""
FEWEST_WORDS = 4
"""Assumed: fewer different words than this name no post."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned post. `link` is where it leads."""

    id: str
    network: str
    on: dt.date | None
    words: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post as an export names it. `link` may be its own address or where it leads."""

    id: str
    network: str
    on: dt.date
    words: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair, and whether the link or the words named it."""

    planned: str
    posted: str
    by: str
    likeness: float


def match_posts(planned: Sequence[Planned], posted: Sequence[Posted]) -> tuple[Match, ...]:
    """Pairs in the order of `planned`; links first, words for what is left.

    Only pairs that are each other's one best are taken, so the order of rows decides nothing.
    """
    by_link = _pairs(planned, posted, by="link")
    taken = {one.planned for one in by_link} | {f"posted {one.posted}" for one in by_link}
    left = [one for one in planned if one.id not in taken]
    rest = [one for one in posted if f"posted {one.id}" not in taken]
    found = [*by_link, *_pairs(left, rest, by="words")]
    place = {one.id: n for n, one in enumerate(planned)}
    return tuple(sorted(found, key=lambda one: place[one.planned]))


def likeness(one: str, other: str) -> float:
    """Words in common of all words, 0 to 1 (Jaccard 1901); links and marks do not count.

    >>> likeness("Mend the zip today", "Mend the zip today #repair https://a.example")
    0.8
    """
    here, there = _words(one), _words(other)
    if not here or not there:
        return 0.0
    return len(here & there) / len(here | there)


def plain_link(link: str) -> str:
    """A link without scheme, www, query and fragment: trackers differ, the page is the same."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", link.strip(), flags=re.IGNORECASE)
    host, slash, path = re.split(r"[?#]", bare, maxsplit=1)[0].partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def _pairs(planned: Sequence[Planned], posted: Sequence[Posted], *, by: str) -> list[Match]:
    scores: dict[tuple[str, str], float] = {}
    for one in planned:
        for other in posted:
            score = _by_link(one, other) if by == "link" else _by_words(one, other)
            if score > 0:
                scores[one.id, other.id] = score
    return [
        Match(a, b, by, round(min(1.0, score), 3))
        for (a, b), score in scores.items()
        if _is_one_best(score, [s for (x, y), s in scores.items() if x == a])
        and _is_one_best(score, [s for (x, y), s in scores.items() if y == b])
    ]


def _is_one_best(score: float, rivals: list[float]) -> bool:
    return score == max(rivals) and rivals.count(score) == 1


def _by_link(one: Planned, other: Posted) -> float:
    """1 for the same link; where one page is linked by several posts, the day decides."""
    if one.network != other.network or not one.link.strip() or not other.link.strip():
        return 0.0
    if plain_link(one.link) != plain_link(other.link):
        return 0.0
    apart = abs((one.on - other.on).days) if one.on else 365
    return 1.0 + 1.0 / (1 + apart)


def _by_words(one: Planned, other: Posted) -> float:
    if one.network != other.network or one.on is None:
        return 0.0
    if abs((one.on - other.on).days) > DAYS_APART or len(_words(one.words)) < FEWEST_WORDS:
        return 0.0
    score = likeness(one.words, other.words)
    return score if score >= LIKE_ENOUGH else 0.0


def _words(text: str) -> frozenset[str]:
    bare = re.sub(r"https?://\S+", " ", text.lower())
    return frozenset(re.findall(r"[^\W_]+", bare))
