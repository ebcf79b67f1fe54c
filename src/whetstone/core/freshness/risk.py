"""Which overdue claim to read first: views x P(stale) x severity.

Being past its review day is not doubt; it is a place in a queue. The queue is ordered by what
a stale claim would do here until somebody reads its source: how often it is met, how likely it
has moved, and how much harm it does when it has.

Expected harm = exposure x probability x consequence is the usual first-order form of a risk
ranking (Kaplan & Garrick 1981, On the quantitative definition of risk, Risk Analysis 1(1)).
The weights below are judgement, an assumption labelled as one: they order, they do not measure.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from whetstone.core.freshness.claims import ClaimKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNSEEN_VIEWS = 0.5
"""ASSUMPTION: a claim that nobody met counts as half a view, so it waits at the end of the queue
and is not forgotten; one that was met once always counts more."""

KIND_WEIGHT: Mapping[ClaimKind, float] = MappingProxyType(
    {
        ClaimKind.REGULATION: 3.0,
        ClaimKind.FEATURE: 2.0,
        ClaimKind.PLATFORM: 2.0,
        ClaimKind.FIGURE: 1.0,
        ClaimKind.PRACTICE: 1.0,
        ClaimKind.PRINCIPLE: 1.0,
    }
)
"""ASSUMPTION: an outdated rule may cost a fine, an outdated feature a morning, an outdated
principle an argument."""

HARM: Mapping[str, float] = MappingProxyType(
    {
        "certificate": 4.0,
        "item": 3.0,
        "campaign": 3.0,
        "campaign_choice": 3.0,
        "planned_post": 3.0,
        "goal_metric": 3.0,
        "task": 2.0,
        "card": 2.0,
        "block": 2.0,
    }
)
"""ASSUMPTION: what is said outside, or decides about people or money, harms more than what is
read. A thing of another kind, a mention, or nothing at all: 1."""


def severity(kind: ClaimKind, resting: Iterable[str]) -> float:
    """How much a stale claim harms: the weight of its kind x the worst kind of thing on it.

    `resting` are the kinds of things that rest on it. The worst one counts, not how many:
    how many are met is in the views.

    >>> severity(ClaimKind.FEATURE, ["block", "item"])
    6.0
    """
    return KIND_WEIGHT[kind] * max((HARM.get(one, 1.0) for one in resting), default=1.0)


def risk(*, views: int, chance_true: float, severity: float) -> float:
    """Views x P(stale) x severity; more than any of them never lowers it.

    `chance_true` is P(the claim still holds). A claim that was read today is no risk.

    >>> round(risk(views=12, chance_true=0.75, severity=6.0), 2)
    18.75

    Raises:
        ValueError: views below 0, no probability, or a severity that is not positive.
    """
    if views < 0 or not 0 <= chance_true <= 1 or not severity > 0:
        message = f"no risk: {views} views, {chance_true} chance, severity {severity}"
        raise ValueError(message)
    return (views + UNSEEN_VIEWS) * (1 - chance_true) * severity
