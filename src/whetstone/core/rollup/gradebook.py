"""A class's marks: what each piece of work gives, and what they give together.

Weighted means in two steps: the pieces of one kind by their weights, then the kinds by theirs.
Only what counts enters. "Not yet" is not 0: it leaves the sum, and the total says on how much of
all weights it rests. A withdrawn piece leaves the sum for everybody, and the rest is scaled up.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

PERCENT: Final = 100
DAY_S: Final = 86_400


class LateRule(enum.StrEnum):
    """What handing in after the due time costs."""

    NONE = "none"
    PERCENT = "percent"
    CUT_OFF = "cut_off"


class State(enum.StrEnum):
    """How a piece of work stands for one student."""

    NOT_YET = "not_yet"
    WAITING = "waiting"
    MARKED = "marked"
    MISSED = "missed"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"


COUNTS: Final = frozenset({State.MARKED, State.MISSED})


@dataclass(frozen=True, slots=True)
class Piece:
    """Work that was assigned: its kind, its weight within the kind, and its late rule.

    `percent` are points of a hundred taken from the mark for each day begun, never below `floor`
    points of a hundred of it.
    """

    id: int
    kind: str
    weight: float
    late: LateRule = LateRule.NONE
    percent: float = 0.0
    floor: float = 0.0
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What one student did with a piece.

    `share` of its points, 0 to 1, None while nobody has marked it; `at` when it was handed in,
    None where it was not; `due_at` with the days this student was given more; `closes_at` after
    which nothing is taken any more.
    """

    share: float | None
    at: dt.datetime | None
    due_at: dt.datetime
    closes_at: dt.datetime
    is_excused: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell of the gradebook: `raw` before the late rule, `share` after it (None: no mark)."""

    state: State
    share: float | None = None
    raw: float | None = None
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """What it comes to: None while nothing counts.

    `counted` is the share of all weights that it rests on; `dropped` the lowest that were left
    out; `by_kind` the mean of each kind that counts; `rescaled` the withdrawn pieces that the
    others were scaled up for.
    """

    share: float | None
    counted: float
    by_kind: Mapping[str, float]
    dropped: frozenset[int] = frozenset()
    rescaled: frozenset[int] = frozenset()


def mark(piece: Piece, done: Done, *, now: dt.datetime) -> Mark:
    """How one piece stands for one student at a moment.

    >>> import datetime as dt
    >>> due = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
    >>> late = Done(0.8, due + dt.timedelta(hours=30), due, due + dt.timedelta(days=9))
    >>> paper = Piece(1, "task", 1, LateRule.PERCENT, percent=25)
    >>> mark(paper, late, now=late.at)
    Mark(state=<State.MARKED: 'marked'>, share=0.4, raw=0.8, days_late=2)
    """
    if piece.is_withdrawn:
        return Mark(State.WITHDRAWN, raw=done.share)
    if done.is_excused:
        return Mark(State.EXCUSED, raw=done.share)
    end = done.due_at if piece.late is LateRule.CUT_OFF else done.closes_at
    if done.at is None or done.at > end:
        if now > end:
            return Mark(State.MISSED, share=0.0, days_late=days_late(done.at, done.due_at))
        return Mark(State.NOT_YET)
    days = days_late(done.at, done.due_at)
    if done.share is None:
        return Mark(State.WAITING, days_late=days)
    return Mark(State.MARKED, after_late(done.share, days, piece), done.share, days)


def days_late(at: dt.datetime | None, due_at: dt.datetime) -> int:
    """Days begun after the due time."""
    if at is None or at <= due_at:
        return 0
    return math.ceil((at - due_at).total_seconds() / DAY_S)


def after_late(share: float, days: int, piece: Piece) -> float:
    """A mark after the late rule: never above what it was, never below the floor's part of it."""
    if piece.late is not LateRule.PERCENT or not days:
        return share
    kept = max(piece.floor, PERCENT - piece.percent * days, 0.0) / PERCENT
    return share * min(1.0, kept)


def total(
    pieces: Sequence[Piece],
    marks: Mapping[int, Mark],
    *,
    weights: Mapping[str, float],
    drop: Mapping[str, int] | None = None,
) -> Total:
    """Marks by piece come to this; `weights` by kind, `drop` how many of the lowest by kind.

    At least one mark of a kind always stays. Of equal marks the lighter piece is dropped, so that
    what is left rests on more.
    """
    left_out: set[int] = set()
    by_kind: dict[str, float] = {}
    counted: list[float] = []
    everything: list[float] = []
    for kind in sorted({piece.kind for piece in pieces}):
        weight = weights.get(kind, 0.0)
        live = [
            one
            for one in pieces
            if one.kind == kind
            and one.weight > 0
            and _state(one, marks) not in {State.WITHDRAWN, State.EXCUSED}
        ]
        if weight <= 0 or not live:
            continue
        everything.append(weight)
        known = [one for one in live if _state(one, marks) in COUNTS]
        dropped = _lowest(known, marks, (drop or {}).get(kind, 0))
        left_out |= dropped
        kept = [one for one in known if one.id not in dropped]
        if kept:
            by_kind[kind] = _mean([(one.weight, marks[one.id].share or 0.0) for one in kept])
            of_kind = math.fsum(one.weight for one in live if one.id not in dropped)
            counted.append(weight * math.fsum(one.weight for one in kept) / of_kind)
    share = _mean([(weights[kind], mean) for kind, mean in by_kind.items()]) if by_kind else None
    gone = frozenset(one.id for one in pieces if _state(one, marks) is State.WITHDRAWN)
    resting = min(1.0, math.fsum(counted) / math.fsum(everything)) if everything else 0.0
    return Total(share, resting, by_kind, frozenset(left_out), gone)


def _state(piece: Piece, marks: Mapping[int, Mark]) -> State:
    if piece.is_withdrawn:
        return State.WITHDRAWN
    return marks[piece.id].state if piece.id in marks else State.NOT_YET


def _lowest(known: Sequence[Piece], marks: Mapping[int, Mark], many: int) -> set[int]:
    ranked = sorted(known, key=lambda one: (marks[one.id].share or 0.0, one.weight, one.id))
    return {one.id for one in ranked[: max(0, min(many, len(ranked) - 1))]}


def _mean(rows: Iterable[tuple[float, float]]) -> float:
    """A weighted mean, the same in any order, and between its smallest and largest part."""
    known = list(rows)
    whole = math.fsum(weight for weight, _share in known)
    mean = math.fsum(weight * share for weight, share in known) / whole
    shares = [share for _weight, share in known]
    return min(max(mean, min(shares)), max(shares))


def rubric_share(levels: Mapping[str, int], rows: Sequence[str], *, highest: int = 4) -> float:
    """A judged work as a share: the mean of its rubric rows; rows no longer asked do not count."""
    known = [levels[row] for row in rows if row in levels]
    return sum(known) / (highest * len(known)) if known else 0.0


def check_share(shares: Sequence[float], *, length: int, withdrawn: int) -> float | None:
    """A check as a share: the mean over its questions that still count; no answer is 0.

    None where every question of it was withdrawn.
    """
    counted = max(len(shares), length - withdrawn)
    return sum(shares) / counted if counted else None


def with_peers(own: float, peers: Sequence[float], *, percent: float) -> float:
    """The instructor's mark with that of the peers, where the instructor gave theirs a weight."""
    if not peers or percent <= 0:
        return own
    part = min(percent, PERCENT) / PERCENT
    return (1 - part) * own + part * sum(peers) / len(peers)
