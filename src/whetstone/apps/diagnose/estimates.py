"""Level estimates from the log.

A pure function over answers, kept in a cache that may be dropped at any time.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose.evidence import Evidence, evidence_of
from whetstone.apps.diagnose.live import LiveBank, live_bank
from whetstone.apps.diagnose.models import EvidenceEpoch, LevelEstimate, Response
from whetstone.apps.people import selectors as people
from whetstone.core.measurement.display import Cut, display_level
from whetstone.core.measurement.levels import LevelEstimates, estimate_many
from whetstone.core.measurement.propagation import Prior, assumed_prior
from whetstone.core.measurement.sensitivity import Sensitivity, entry_sensitivity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

Areas = dict[str, dict[str, Any]]
ENTRY_LEVEL = 2


@lru_cache(maxsize=4)
def prior(areas: int) -> Prior:
    """The assumed prior over so many areas."""
    return assumed_prior(areas)


def cuts(live: LiveBank) -> tuple[Cut, ...]:
    """The levels that may be named: those whose cut has a standard-setting record."""
    known: Mapping[int, float | None] = live.framework.cuts
    return tuple(
        Cut(str(level), theta)
        for level, theta in sorted(known.items(), key=lambda row: row[0])
        if theta is not None
    )


def reestimate(
    person_ids: Sequence[int],
    now: dt.datetime,
    *,
    workspace_id: int | None = None,
    cause: str = "",
) -> int:
    """Make the profiles of these people of one workspace anew.

    Returns how many people have answers.

    Four queries for any number of people (up to 200 people for each statement that writes).
    `cause` names the change
    that withdrew evidence; the band as it was before is then kept beside the new one.
    """
    if not person_ids:
        return 0
    if workspace_id is None:
        workspace_id = people.actor_for(person_ids[0]).workspace_id
    return _write(list(person_ids), workspace_id=workspace_id, now=now, cause=cause)


def reestimate_workspace(workspace_id: int, now: dt.datetime, cause: str = "") -> int:
    """Make every profile of a workspace anew, after a publication or at midnight."""
    learners = people.learner_ids(workspace_id)
    return _write(learners, workspace_id=workspace_id, now=now, cause=cause)


def open_epoch(
    person_id: int,
    area_ids: Iterable[str],
    cause: str,
    now: dt.datetime,
    *,
    workspace_id: int | None = None,
) -> None:
    """Somebody learned something in these areas.

    Earlier answers inform from now on, later ones measure.
    """
    rows = [
        EvidenceEpoch(person_id=person_id, area_id=area, cause=cause[:80], opened_at=now)
        for area in dict.fromkeys(area_ids)
    ]
    EvidenceEpoch.objects.bulk_create(rows)
    if Response.objects.filter(person_id=person_id).exists():
        reestimate([person_id], now, workspace_id=workspace_id)


def _write(who: Any, *, workspace_id: int, now: dt.datetime, cause: str) -> int:
    live = live_bank(workspace_id, now.date())
    evidence = evidence_of(who, live=live, now=now)
    before = {row.person_id: row.areas for row in LevelEstimate.objects.filter(person_id__in=who)}
    rows = [
        LevelEstimate(
            person_id=person,
            areas=with_before(areas, before.get(person, {}), cause),
            stamp=live.stamp,
            as_of=now,
        )
        for person, areas in profiles(evidence, live).items()
    ]
    LevelEstimate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["areas", "stamp", "as_of"],
    )
    return len(rows)


def profiles(evidence: Evidence, live: LiveBank) -> dict[int, Areas]:
    """The numbers of `selectors.AreaEstimate` by person and area, from their answers alone.

    No query.
    """
    if not evidence.given:
        return {}
    areas = live.framework.area_ids
    found = estimate_many(
        evidence.responses(),
        live.shelf.table,
        prior(len(areas)),
        persons=len(evidence.people),
        cuts=cuts(live),
        current_epoch=evidence.current_epochs(areas),
    )
    claims = _claims(evidence)
    return {
        person: _areas(found, n, live, claims[person]) for n, person in enumerate(evidence.people)
    }


def _claims(evidence: Evidence) -> dict[int, dict[str, set[str]]]:
    """The claims under each person's answers, by area."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in evidence.given:
        found[one.person_id][one.question.area_id].update(one.question.rests_on)
    return found


def _areas(found: LevelEstimates, n: int, live: LiveBank, claims: Mapping[str, set[str]]) -> Areas:
    low, mean, high = (
        display_level(array[n]).tolist() for array in (found.low, found.mean, found.high)
    )
    names = [cut.name for cut in found.cuts]
    theta, sd = found.mean[n].tolist(), found.sd[n].tolist()
    above, answers, fresh = (
        found.at_or_above[n].tolist(),
        found.answers[n].tolist(),
        found.fresh[n].tolist(),
    )
    return {
        area: {
            "mean": round(theta[k], 4),
            "sd": round(sd[k], 4),
            "drawn": [round(low[k], 3), round(mean[k], 3), round(high[k], 3)],
            "p": {name: round(p, 5) for name, p in zip(names, above[k], strict=True)},
            "answers": answers[k],
            "fresh": round(fresh[k], 3),
            "claims": sorted(claims.get(area, ())),
            "live": len([c for c in claims.get(area, ()) if c in live.ledger.live]),
        }
        for k, area in enumerate(live.framework.area_ids)
    }


def with_before(areas: Areas, before: Areas, cause: str) -> Areas:
    """Keep, for each area that lost answers to a change, where its band ended before.

    Until it is measured again.
    """
    for area, now in areas.items():
        was = before.get(area)
        if was is None:
            continue
        if cause and now["answers"] < was["answers"]:
            now["was"] = {
                "drawn": was["drawn"],
                "cause": cause,
                "lost": was["answers"] - now["answers"],
            }
        elif "was" in was and now["answers"] == was["answers"]:
            now["was"] = was["was"]
    return areas


def sensitivity(evidence: Evidence, live: LiveBank) -> Sensitivity:
    """How P(entry level) of the one person in `evidence` moves with what we assume."""
    import numpy as np

    entry = next(cut for cut in cuts(live) if cut.name == str(ENTRY_LEVEL))
    return entry_sensitivity(
        evidence.responses(),
        live.shelf.table,
        np.array([one.kept for one in evidence.given]),
        after_reading=np.array([one.after_reading for one in evidence.given], dtype=bool),
        areas=len(live.framework.areas),
        cut=entry,
    )
