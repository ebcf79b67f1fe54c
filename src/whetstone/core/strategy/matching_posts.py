"""Which planned post a posted one is: by network and link, else by likeness of words and day.

Each is matched once. Two candidates that are equally good are no match: a guess would give one
post another's figures, so a person decides.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LIKE_ENOUGH = 0.6
"""Assumed: the least share of words in common (Jaccard 1901) that is taken for the same post."""
DAYS_APART = 1
"""Assumed: a post goes out at most a day beside its plan where only the words name it."""
FEWEST_WORDS = 4
"""Assumed: fewer different words than this name no post."""
UNDATED = 365
"""Assumed: as far as this a post without a day stands from any other of the same page."""


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
    by_link = _pairs_by_link(planned, posted)
    taken = {one.planned for one in by_link} | {f"posted {one.posted}" for one in by_link}
    left = [one for one in planned if one.id not in taken]
    rest = [one for one in posted if f"posted {one.id}" not in taken]
    found = [*by_link, *_pairs_by_words(left, rest)]
    place = {one.id: n for n, one in enumerate(planned)}
    return tuple(sorted(found, key=lambda one: place[one.planned]))


def likeness(one: str, other: str) -> float:
    """Words in common of all words, 0 to 1 (Jaccard 1901); links and marks do not count.

    >>> likeness("Mend the zip today", "Mend the zip today #repair https://a.example")
    0.8
    """
    return _alike(_words(one), _words(other))


def plain_link(link: str) -> str:
    """A link without scheme, www, query and fragment: trackers differ, the page is the same."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", link.strip(), flags=re.IGNORECASE)
    host, slash, path = re.split(r"[?#]", bare, maxsplit=1)[0].partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def _pairs_by_link(planned: Sequence[Planned], posted: Sequence[Posted]) -> list[Match]:
    """Pairs of one link; where one page is linked by several posts, the nearest day decides.

    Of a page, each post looks up its nearest day, so many posts of one page cost no more than
    sorting them.
    """
    heaps: dict[tuple[str, str], tuple[list[Planned], list[Posted]]] = {}
    for one in planned:
        if link := plain_link(one.link):
            heaps.setdefault((one.network, link), ([], []))[0].append(one)
    for other in posted:
        if (key := (other.network, plain_link(other.link))) in heaps:
            heaps[key][1].append(other)
    return [pair for mine, theirs in heaps.values() for pair in _of_one_link(mine, theirs)]


def _of_one_link(planned: list[Planned], posted: list[Posted]) -> Iterator[Match]:
    if not posted:
        return
    plans, posts = _ByDay(planned), _ByDay(posted)
    back = {other.id: plans.one_best(other.on) for other in posted}
    for one in planned:
        best = posts.one_best(one.on)
        if best is not None and back[best] == one.id:
            yield Match(one.id, best, "link", 1.0)


class _ByDay:
    """Posts of one page by day. A post without a day stands `UNDATED` days from every other."""

    def __init__(self, posts: Sequence[Planned] | Sequence[Posted]) -> None:
        self._ids: dict[int, list[str]] = {}
        self._undated = [one.id for one in posts if one.on is None]
        self._all = [one.id for one in posts]
        for one in posts:
            if one.on is not None:
                self._ids.setdefault(one.on.toordinal(), []).append(one.id)
        self._days = sorted(self._ids)

    def one_best(self, on: dt.date | None) -> str | None:
        """The one post that is nearest to a day; None where two are equally near."""
        if on is None:
            return self._all[0] if len(self._all) == 1 else None
        day = on.toordinal()
        at = bisect_left(self._days, day)
        near = self._days[max(0, at - 1) : at + 1]
        apart = min([abs(one - day) for one in near] + [UNDATED] * bool(self._undated))
        found = [pk for one in near if abs(one - day) == apart for pk in self._ids[one]]
        found += self._undated if apart == UNDATED else []
        return found[0] if len(found) == 1 else None


def _pairs_by_words(planned: Sequence[Planned], posted: Sequence[Posted]) -> list[Match]:
    """Pairs like enough, of one network and at most a day apart."""
    there: dict[tuple[str, dt.date], list[tuple[str, frozenset[str]]]] = {}
    for other in posted:
        if other.on is not None:
            there.setdefault((other.network, other.on), []).append((other.id, _words(other.words)))
    scores: dict[tuple[str, str], float] = {}
    for one in planned:
        words = _words(one.words)
        if one.on is None or len(words) < FEWEST_WORDS:
            continue
        for apart in range(-DAYS_APART, DAYS_APART + 1):
            for pk, others in there.get((one.network, one.on + dt.timedelta(days=apart)), ()):
                if (score := _alike(words, others)) >= LIKE_ENOUGH:
                    scores[one.id, pk] = score
    mine, theirs = _best(scores, 0), _best(scores, 1)
    return [
        Match(a, b, "words", round(score, 3))
        for (a, b), score in scores.items()
        if mine[a] == (score, 1) and theirs[b] == (score, 1)
    ]


def _best(scores: Mapping[tuple[str, str], float], side: int) -> dict[str, tuple[float, int]]:
    """By post of one side: its best score, and how many pairs have it."""
    found: dict[str, tuple[float, int]] = {}
    for pair, score in scores.items():
        best, n = found.get(pair[side], (0.0, 0))
        if score > best:
            found[pair[side]] = (score, 1)
        elif score == best:
            found[pair[side]] = (best, n + 1)
    return found


def _alike(here: frozenset[str], there: frozenset[str]) -> float:
    return len(here & there) / len(here | there) if here and there else 0.0


def _words(text: str) -> frozenset[str]:
    bare = re.sub(r"https?://\S+", " ", text.lower())
    return frozenset(re.findall(r"[^\W_]+", bare))
