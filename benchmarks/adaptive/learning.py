"""Is a gain shown: +0.8 logits by lessons in an area, a new sitting three months later.

Three areas, ten answers in each before and ten in the first one after; 2PL with slopes
logN(0.2, 0.3), known. Retention halves in 24 months, so the old answers weigh 0.92. "Shown" is the
mean shown gain over the mean gain that the new sitting would show: alone with the prior, and alone
in its area while the other areas keep their answers (what the epochs themselves cost).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.adaptive.worlds import drawn_items
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.levels import estimate_many
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats, Ints

AREAS, BANK, GAIN, MONTHS, HALF_LIFE = 3, 300, 0.8, 3, 24


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    people = 500 if quick else 10_000
    for answers in (5, 10, 15):
        yield f"{answers} answers before and after, N {people}: {_shown(people, answers)}"


def _shown(people: int, answers: int) -> str:
    rng = np.random.default_rng(3)
    a, b = drawn_items(BANK, rng)
    table = ItemTable.build([ItemParameters(k % AREAS, 1, a[k], b[k]) for k in range(BANK)])
    prior = assumed_prior(AREAS)
    theta = rng.multivariate_normal(prior.mean, prior.covariance, people)
    later = theta.copy()
    later[:, 0] += GAIN
    own = BANK // AREAS
    places = np.argsort(rng.random((people, AREAS, own)), axis=2)[..., : 2 * answers]
    old = (places[..., :answers] * AREAS + np.arange(AREAS)[:, None]).reshape(people, -1)
    new = places[:, 0, answers:] * AREAS

    def responses(rows: Ints, able: Floats, *, weight: float = 1.0, epoch: int = 0) -> Responses:
        who = np.repeat(np.arange(people), rows.shape[1])
        flat = rows.reshape(-1)
        p = 1 / (1 + np.exp(-a[flat] * (able[who, flat % AREAS] - b[flat])))
        score = (rng.random(flat.size) < p).astype(int)
        sizes = {"weight": np.full(flat.size, weight), "epoch": np.full(flat.size, epoch)}
        return Responses.of(flat, score, person=who, **sizes)

    before = responses(old, theta)
    after = responses(new, later, epoch=1)
    now = np.tile([1, 0, 0], (people, 1))
    both = Responses.of(
        np.concatenate([before.item, after.item]),
        np.concatenate([before.score, after.score]),
        weight=np.concatenate([before.weight * 0.5 ** (MONTHS / HALF_LIFE), after.weight]),
        epoch=np.concatenate([before.epoch, after.epoch]),
        person=np.concatenate([before.person, after.person]),
    )
    first = estimate_many(before, table, prior, persons=people).mean[:, 0]
    alone = estimate_many(after, table, prior, persons=people, current_epoch=now).mean[:, 0]
    elsewhere = np.concatenate([before.item % AREAS != 0, np.ones(len(after), dtype=bool)])
    beside = estimate_many(both.where(elsewhere), table, prior, persons=people, current_epoch=now)
    shown = estimate_many(both, table, prior, persons=people, current_epoch=now)
    gain, wanted = (shown.mean[:, 0] - first).mean(), (alone - first).mean()
    among = (beside.mean[:, 0] - first).mean()
    error = np.sqrt(((shown.mean - later)[:, 0] ** 2).mean())
    error_alone = np.sqrt(((alone - later[:, 0]) ** 2).mean())
    held = ((later >= shown.low) & (later <= shown.high))[:, 0].mean()
    return (
        f"true gain {GAIN}, shown {gain:.3f}, by the new sitting alone {wanted:.3f}: "
        f"{gain / wanted:.1%}; beside the other areas {among:.3f}: {gain / among:.1%}; "
        f"rmse of the new ability {error:.3f} (alone {error_alone:.3f}); band holds {held:.3f}"
    )
