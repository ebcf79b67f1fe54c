"""Whole sittings of many simulated people at once, by the rule of `next_question`.

For what cannot be told from one sitting: how often each item is shown, how long a sitting is, how
often a decision is right. People come in waves, as sittings come in days: exposure is counted
between waves. The rule is that of `next_question.choose_next`, except that the draw among the
best comes from the generator given, and that every item is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from whetstone.core.measurement import contrasts
from whetstone.core.measurement.density import moments, normalised
from whetstone.core.measurement.items import GRID, Floats, Ints
from whetstone.core.measurement.next_question import (
    DEFAULT_POLICY,
    SAME_FORMAT,
    Criterion,
    exposure_caps,
    room,
)
from whetstone.core.measurement.propagation import cavities, log_normal
from whetstone.core.measurement.shortlists import gains_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whetstone.core.measurement.blueprint import Blueprint
    from whetstone.core.measurement.next_question import Bank, Policy
    from whetstone.core.measurement.propagation import Prior

WAVE: Final = 500
_OUT: Final = -1.0


class Answering(Protocol):
    """Who answers: rows (n,) asked of people (n,) -> points (n,)."""

    def __call__(self, rows: Ints, people: Ints) -> Ints: ...  # noqa: D102


class Ending(Protocol):
    """Who may stop: log likelihood (n, K, G), density (n, K, G), counts (n, K) -> (n,)."""

    def __call__(self, log_lik: Floats, density: Floats, count: Ints) -> NDArray[np.bool_]:  # noqa: D102
        ...


@dataclass(frozen=True, eq=False)
class Sittings:
    """`rows` and `points` (people, longest), -1 after the end; what each ended with.

    `log_lik`, `density` (people, K, G); `shown` (N,) the share of sittings that showed an item;
    `lifted` the share of questions for which the exposure cap had to give way.
    """

    rows: Ints
    points: Ints
    log_lik: Floats
    density: Floats
    shown: Floats
    lifted: float

    @property
    def length(self) -> Ints:
        """Questions of each sitting."""
        return np.asarray((self.rows >= 0).sum(axis=1))


def simulate(
    bank: Bank,
    prior: Prior,
    blueprint: Blueprint,
    answering: Answering,
    *,
    people: int,
    rng: np.random.Generator,
    ending: Ending | None = None,
    policy: Policy = DEFAULT_POLICY,
    wave: int = WAVE,
) -> Sittings:
    """`people` sittings after the blueprint, each to its end."""
    crowd = _Crowd(bank, prior, blueprint, policy, rng)
    waves = []
    shown = np.zeros(len(bank.table))
    for start in range(0, people, wave):
        who = np.arange(start, min(start + wave, people))
        exposure = shown / start if start else np.zeros(len(bank.table))
        waves.append(crowd.sit(who, exposure, answering, ending))
        rows = waves[-1].rows
        shown += np.bincount(rows[rows >= 0], minlength=len(bank.table))
    asked = sum(int(w.length.sum()) for w in waves)
    lifted = sum(w.lifted for w in waves) / max(1, asked)
    return Sittings(
        np.concatenate([one.rows for one in waves]),
        np.concatenate([one.points for one in waves]),
        np.concatenate([one.log_lik for one in waves]),
        np.concatenate([one.density for one in waves]),
        shown / max(1, people),
        lifted,
    )


@dataclass(frozen=True, eq=False)
class _Crowd:
    bank: Bank
    prior: Prior
    blueprint: Blueprint
    policy: Policy
    rng: np.random.Generator

    def sit(
        self, who: Ints, exposure: Floats, answering: Answering, ending: Ending | None
    ) -> Sittings:
        """One wave; `lifted` is a count here."""
        table, longest = self.bank.table, self.blueprint.length
        rows, points = (np.full((who.size, longest), -1) for _ in range(2))
        log_lik = np.zeros((who.size, self.prior.areas, GRID.size))
        count = np.zeros((who.size, self.prior.areas), dtype=np.int64)
        barred = np.zeros((who.size, len(table)), dtype=bool)
        density, lifted = self._density(log_lik), 0
        left_below = room(exposure, self._caps, self.policy.room)
        over = exposure >= self._caps
        on = np.arange(who.size)
        for turn in range(longest):
            last = rows[on, turn - 1] if turn else np.full(on.size, -1)
            chosen = self._choose(
                self._value(density[on], count[on], last) * left_below,
                barred[on] | over,
                count[on],
            )
            none = chosen < 0
            if none.any():  # the cap gives way where nothing else is left
                left = on[none]
                chosen[none] = self._choose(
                    self._value(density[left], count[left], last[none]),
                    barred[left],
                    count[left],
                )
                lifted += int((chosen[none] >= 0).sum())
            on, chosen = on[chosen >= 0], chosen[chosen >= 0]
            got = answering(chosen, who[on])
            rows[on, turn], points[on, turn] = chosen, got
            log_lik[on, table.area[chosen]] += table.log_prob[chosen, got]
            count[on, table.area[chosen]] += 1
            self._bar(barred, on, chosen)
            density[on] = self._density(log_lik[on])
            if ending is not None:
                on = on[~ending(log_lik[on], density[on], count[on])]
            if not on.size:
                break
        return Sittings(rows, points, log_lik, density, np.zeros(0), lifted)

    @property
    def _caps(self) -> Floats:
        caps = exposure_caps(self.bank, self.blueprint, self.policy.exposure_cap)
        return np.asarray(caps[self.bank.table.area])

    def _density(self, log_lik: Floats) -> Floats:
        return normalised(log_lik + log_normal(*cavities(log_lik, self.prior)))

    def _bar(self, barred: NDArray[np.bool_], on: Ints, rows: Ints) -> None:
        barred[on, rows] = True
        for place, row in zip(on, rows, strict=True) if any(self.bank.hostile) else ():
            barred[place, list(self.bank.hostile[row])] = True

    def _choose(self, value: Floats, barred: NDArray[np.bool_], count: Ints) -> Ints:
        """The row that each person gets; -1: none is left."""
        value[barred] = _OUT
        best = value.argmax(axis=1)
        none = value[np.arange(best.size), best] <= 0
        value[self.bank.table.area[None] != self.bank.table.area[best][:, None]] = _OUT
        among = min(self.policy.draw_among, value.shape[1])
        top = np.argpartition(-value, among - 1, axis=1)[:, :among]
        worth = np.take_along_axis(value, top, axis=1)
        order = np.lexsort((top, -worth), axis=1)
        top = np.take_along_axis(top, order, axis=1)
        had = count[np.arange(best.size), self.bank.table.area[best]]
        few = np.maximum(self.policy.draw_among - had, self.policy.draw_least)
        number = np.clip((worth > 0).sum(axis=1), 1, few)
        drawn = (self.rng.random(best.size) * number).astype(np.int64)
        return np.where(none, -1, top[np.arange(best.size), drawn])

    def _gain(self, answers: Floats, density: Floats, area: int, cut: float | None) -> Floats:
        if self.policy.criterion is not Criterion.CONTRAST:
            return gains_at(answers, density[:, area], cut)
        mean, variance = moments(density)
        line = contrasts.lines(mean, variance)[:, area]
        return contrasts.worth(answers, density[:, area], variance[:, area], line)

    def _value(self, density: Floats, count: Ints, last: Ints) -> Floats:
        bank, policy = self.bank, self.policy
        stakes = policy.stake(count.shape[1])
        cuts: list[float | None] = [None] * count.shape[1]
        if policy.criterion is Criterion.DECISION:
            cuts = [*policy.cut_places(count.shape[1])]
        value = np.zeros((density.shape[0], len(bank.table)))
        for area, number in self.blueprint.quota.items():
            need = stakes[area] * np.maximum(number - count[:, area], 0) / number
            mine = np.flatnonzero(bank.table.area == area)
            if mine.size:
                gain = self._gain(bank.table.used[mine], density, area, cuts[area])
                value[:, mine] = gain * need[:, None] * bank.quickness[mine]
        codes = bank.format_codes
        before = np.where(last >= 0, codes[last], -1)
        if (before >= 0).any():
            value[(before[:, None] == codes[None]) & (before[:, None] >= 0)] *= SAME_FORMAT
        return value
