"""Which networks does the target audience use?

Reach of a network is the weighted share of the target's cells that use it; the index compares
it with everyone. A survey share has an error: design effect 1.93, from Pew's own margins
(+-1.8 points at n = 5,733). The user's own survey moves the reference as far as its size
allows. Shares within each other's interval are ties, not ranks; use is not attention. Outside
the countries of the reference the user's own source is required: there is no default.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import beta_interval
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DESIGN_EFFECT = 1.93
Z95 = 1.96
PRIOR_PEOPLE = 20.0
"""How many answers the reference counts for against one's own survey: judgement."""

PERCENT = 100
OWN_SURVEY = "your own survey"
OWN_ALONE = "your own survey alone: no reference speaks of this target"
OWN_LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class CellUse:
    """The share of one cell (say women 30-49) that uses a network, of `n` people asked."""

    network: str
    cell: str
    share: float
    n: int


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """One's own survey: `users` of `asked` people use the network."""

    network: str
    users: int
    asked: int


@dataclass(frozen=True, slots=True)
class NetworkReach:
    """Share of the target that uses a network; `index` is 100 for "like everyone"."""

    network: str
    reach: Estimate
    index: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NetworkFit:
    """Networks by reach, widest first; `ties` are neighbours that cannot be told apart."""

    networks: tuple[NetworkReach, ...]
    ties: tuple[tuple[str, str], ...]

    @property
    def tied(self) -> tuple[tuple[str, ...], ...]:
        """Runs of networks in which each cannot be told from the next: no order inside."""
        runs: list[list[str]] = []
        for one, other in self.ties:
            if runs and runs[-1][-1] == one:
                runs[-1].append(other)
            else:
                runs.append([one, other])
        return tuple(tuple(run) for run in runs)


@dataclass(frozen=True, slots=True)
class Step:
    """A network of a portfolio: everyone reached with it, and who comes new by it.

    `reach` and `added` have independence as their value and bounds that always hold
    (Frechet 1935).
    """

    network: str
    reach: Estimate
    added: Estimate


def network_fit(
    target: Mapping[str, float],
    uses: Iterable[CellUse],
    *,
    everyone: Mapping[str, float] | None = None,
    own: Iterable[OwnAnswers] = (),
) -> NetworkFit:
    """Rank networks for a target.

    Args:
        target: weight of each cell; any positive numbers.
        uses: the reference table. A network that lacks one of the target's cells is unknown.
        everyone: share of all people who use a network, for the index.
        own: one's own survey of the target.

    Raises:
        ValueError: when the target has no weight.
    """
    whole = sum(target.values())
    if whole <= 0:
        raise ValueError("a target needs at least one cell with weight")
    weights = {cell: weight / whole for cell, weight in target.items() if weight > 0}
    table: dict[str, dict[str, CellUse]] = {}
    for use in uses:
        table.setdefault(use.network, {})[use.cell] = use
    answers = {one.network: one for one in own}
    rows = [
        _row(network, _reach(network, weights, table.get(network, {}), answers.get(network)),
             (everyone or {}).get(network))
        for network in sorted(table.keys() | answers.keys())
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row.reach.value if row.reach.is_known else 1.0, row.network))
    return NetworkFit(tuple(rows), tuple(_ties(rows)))


def speaks_of(reference: str, country: str) -> Reason | None:
    """Why a reference table of one country says nothing about another; None where it does.

    Use differs between countries by more than any interval here, so there is no default.
    """
    if reference.upper() == country.upper():
        return None
    return because("other_country", reference=reference.upper(), country=country.upper())


def portfolio(
    weights: Mapping[str, float], shares: Mapping[str, Mapping[str, float]], *, most: int
) -> tuple[Step, ...]:
    """Greedy maximum cover: the network that adds most, then the next, up to `most`.

    Greedy reaches at least 1 - 1/e of the best set (Nemhauser, Wolsey & Fisher 1978). Inside a
    cell the point assumes independence, 1 - prod(1 - p); the bounds assume nothing.

    Args:
        weights: weight of each cell, summing to 1.
        shares: by network, the share of each cell that uses it; one that lacks a cell is left out.
        most: how many networks at most.
    """
    known = {name: row for name, row in shares.items() if weights.keys() <= row.keys()}
    chosen: list[str] = []
    before = Estimate(0.0, 0.0, 0.0)
    steps = []
    while known.keys() - set(chosen) and len(chosen) < most:
        best = max(
            sorted(known.keys() - set(chosen)),
            key=lambda name: _joint(weights, known, [*chosen, name]).value,
        )
        chosen.append(best)
        after = _joint(weights, known, chosen)
        steps.append(Step(best, after, _added(weights, known, chosen, after.value - before.value)))
        before = after
    return tuple(steps)


def joint_reach(shares: Sequence[float]) -> Estimate:
    """People on at least one of several networks: a point by independence, Frechet bounds.

    The bounds max p <= R <= min(1, sum p) always hold; the point assumes that using one network
    says nothing about using another.
    """
    if not shares:
        return Estimate(0.0, 0.0, 0.0, 0, "no network")
    point = 1 - math.prod(1 - share for share in shares)
    low, high = max(shares), max(*shares, min(1.0, sum(shares)))
    return Estimate(min(max(point, low), high), low, high, 0, "bounds without assumptions")


def _joint(
    weights: Mapping[str, float],
    shares: Mapping[str, Mapping[str, float]],
    chosen: Sequence[str],
) -> Estimate:
    """Reach of a set over all cells: bounds hold in every cell, so their mix holds too."""
    inside = [
        (weight, joint_reach([shares[name][cell] for name in chosen]))
        for cell, weight in weights.items()
    ]
    value, low, high = (
        sum(weight * bound for weight, bound in zip([w for w, _ in inside], ends, strict=True))
        for ends in (
            [one.value for _, one in inside],
            [one.lo for _, one in inside],
            [one.hi for _, one in inside],
        )
    )
    return Estimate(value, min(low, value), max(high, value), 0, "bounds without assumptions")


def _added(
    weights: Mapping[str, float],
    shares: Mapping[str, Mapping[str, float]],
    chosen: Sequence[str],
    point: float,
) -> Estimate:
    """Who comes new by the last one: max(0, p - sum of the others) to min(p, 1 - max others)."""
    *others, last = chosen
    low = high = 0.0
    for cell, weight in weights.items():
        p, rest = shares[last][cell], [shares[name][cell] for name in others]
        low += weight * max(0.0, p - sum(rest))
        high += weight * min(p, 1 - max(rest, default=0.0))
    point = min(max(point, low), high)
    return Estimate(point, low, high, 0, "bounds without assumptions")


def _reach(
    network: str,
    weights: Mapping[str, float],
    cells: Mapping[str, CellUse],
    own: OwnAnswers | None,
) -> Estimate:
    reference = _from_reference(network, weights, cells)
    if own is None or not own.asked:
        return reference
    share = reference.value if reference.is_known else 0.5
    prior = PRIOR_PEOPLE if reference.is_known else 2.0
    a, b = own.users + prior * share, own.asked - own.users + prior * (1 - share)
    low, high = beta_interval(max(a, 1e-9), max(b, 1e-9), level=OWN_LEVEL)
    value = a / (a + b)
    return Estimate(
        value,
        min(low, value),
        max(high, value),
        own.asked,
        OWN_SURVEY if reference.is_known else OWN_ALONE,
    )


def _from_reference(
    network: str, weights: Mapping[str, float], cells: Mapping[str, CellUse]
) -> Estimate:
    if weights.keys() - cells.keys():
        return cannot_tell(f"no reference for {network} in this target")
    value = sum(weight * cells[cell].share for cell, weight in weights.items())
    variance = sum(
        weight**2 * DESIGN_EFFECT * cells[cell].share * (1 - cells[cell].share) / cells[cell].n
        for cell, weight in weights.items()
    )
    half = Z95 * math.sqrt(variance)
    asked = sum(cells[cell].n for cell in weights)
    return Estimate(
        value, max(0.0, value - half), min(1.0, value + half), asked, "reference survey"
    )


def _row(network: str, reach: Estimate, everyone: float | None) -> NetworkReach:
    if not reach.is_known:
        return NetworkReach(network, reach, None, (because("no_reference", network=network),))
    index = PERCENT * reach.value / everyone if everyone else None
    share, low, high = (round(PERCENT * x) for x in (reach.value, reach.lo, reach.hi))
    reason = because("reach", network=network, share=share, low=low, high=high)
    reasons = [reason]
    if reach.reason == OWN_SURVEY:
        reasons.append(because("own_survey", n=reach.n, prior=round(PRIOR_PEOPLE)))
    return NetworkReach(network, reach, index, tuple(reasons))


def _ties(rows: Sequence[NetworkReach]) -> Iterator[tuple[str, str]]:
    known = [row for row in rows if row.reach.is_known]
    for one, other in itertools.pairwise(known):
        if one.reach.lo <= other.reach.hi:
            yield one.network, other.network
