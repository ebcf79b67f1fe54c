"""Level estimates from the log.

A pure function over answers, kept in a cache that may be dropped at any time.
"""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from whetstone.apps.diagnose.evidence import Evidence, Weighed, epochs_so_far, weighed
from whetstone.apps.diagnose.live import LiveBank, live_bank
from whetstone.apps.diagnose.models import EvidenceEpoch, LevelEstimate, Response
from whetstone.apps.people import selectors as people
from whetstone.core.measurement.display import Cut, display_level
from whetstone.core.measurement.levels import LevelEstimates, estimate_many
from whetstone.core.measurement.sensitivity import Sensitivity, entry_sensitivity
from whetstone.web.setwise import write_over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

Areas = dict[str, dict[str, Any]]
ENTRY_LEVEL = 2


def cuts(live: LiveBank) -> tuple[Cut, ...]:
    """The levels that may be named: those whose cut has a standard-setting record."""
    return tuple(Cut(str(level), theta) for level, theta in sorted(live.shelf.cuts.items()))


def reestimate(
    person_ids: Sequence[int],
    now: dt.datetime,
    *,
    workspace_id: int | None = None,
    cause: str = "",
    newest_wins: bool = False,
) -> int:
    """Make the profiles of these people of one workspace anew.

    Returns how many people have answers.

    Four queries for any number of people (up to 200 people for each statement that writes).
    `cause` names the change
    that withdrew evidence; the band as it was before is then kept beside the new one.
    `newest_wins` leaves a profile alone that was made after `now` (inside a transaction): for
    work that goes on while people answer.
    """
    if not person_ids:
        return 0
    if workspace_id is None:
        workspace_id = people.actor_for(person_ids[0]).workspace_id
    return _write(
        list(person_ids), workspace_id=workspace_id, now=now, cause=cause, newest_wins=newest_wins
    )


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


def _write(
    who: Any, *, workspace_id: int, now: dt.datetime, cause: str, newest_wins: bool = False
) -> int:
    live = live_bank(workspace_id, now.date())
    evidence = weighed(who, live=live, now=now)
    stored = LevelEstimate.objects.filter(person_id__in=who)
    if newest_wins:
        stored = stored.order_by("person_id").select_for_update()
    before = {
        person: (as_of, text)
        for person, as_of, text in stored.values_list(
            "person_id", "as_of", Cast("areas", TextField())
        )
    }
    rows = [
        LevelEstimate(
            person_id=person,
            areas=_beside(areas, before.get(person, (None, ""))[1], cause),
            stamp=live.stamp,
            as_of=now,
        )
        for person, areas in _profiles(evidence, live).items()
        if not (newest_wins and person in before and before[person][0] > now)
    ]
    write_over(rows, by="person")
    return len(rows)


def supposed_profiles(
    person_ids: Sequence[int], *, live: LiveBank, now: dt.datetime
) -> dict[int, Areas]:
    """The profiles of people as they would be with these questions; nothing is stored.

    Two queries.
    """
    return _profiles(weighed(list(person_ids), live=live, now=now), live)


def profile_from(evidence: Evidence, live: LiveBank) -> Areas:
    """The numbers of `selectors.AreaEstimate` by area, from one person's answers alone.

    No query. What was worked out from the same answers and the same bank is not worked out again:
    somebody who goes from page to page, or reads on the phone what the desk said.
    """
    if evidence.is_empty:
        return {}
    asked = (
        live.number,
        tuple((one.question.row, one.score, one.weight, one.epoch) for one in evidence.given),
        tuple((w.area, w.levels, w.cuts, w.weight, w.epoch) for w in evidence.works),
        tuple(sorted((area, len(moments)) for (_who, area), moments in evidence.epochs.items())),
    )
    found = _worked_out.get(asked)
    if found is None:
        (found,) = profiles(evidence, live).values()
        _worked_out[asked] = found
        while len(_worked_out) > _KEPT:
            _worked_out.popitem(last=False)
    return {area: dict(numbers) for area, numbers in found.items()}


_KEPT = 512
_worked_out: OrderedDict[tuple[Any, ...], Areas] = OrderedDict()
"""Profiles by all that they follow from. Nothing in it says whose they are."""


def profiles(evidence: Evidence, live: LiveBank) -> dict[int, Areas]:
    """The same by person, for any number of them; worked out anew."""
    return _profiles(_as_weighed(evidence), live)


def _as_weighed(evidence: Evidence) -> Weighed:
    claims: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in evidence.given:
        claims[one.person_id][one.question.area_id].update(one.question.rests_on)
    for work in evidence.works:
        claims[work.person_id][work.area_id].update(work.rests_on)
    return Weighed(evidence.responses(), evidence.people, evidence.epochs, claims, evidence.works)


def _profiles(evidence: Weighed, live: LiveBank) -> dict[int, Areas]:
    if not evidence.people:
        return {}
    areas = live.framework.area_ids
    found = estimate_many(
        *evidence.with_works(live.shelf.table),
        live.shelf.together.prior,
        persons=len(evidence.people),
        cuts=cuts(live),
        current_epoch=epochs_so_far(evidence.people, evidence.epochs, areas),
    )
    numbers = _Numbers.of(found)
    return {
        person: _areas(numbers, n, live, evidence.claims[person])
        for n, person in enumerate(evidence.people)
    }


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Estimates of many people as plain lists, rounded as they are kept: person, area, (cut)."""

    cuts: list[str]
    drawn: list[list[list[float]]]
    theta: list[list[float]]
    sd: list[list[float]]
    above: list[list[list[float]]]
    answers: list[list[int]]
    fresh: list[list[float]]

    @classmethod
    def of(cls, found: LevelEstimates) -> _Numbers:
        drawn = np.stack([display_level(one) for one in (found.low, found.mean, found.high)], -1)
        return cls(
            [cut.name for cut in found.cuts],
            drawn.round(3).tolist(),
            found.mean.round(4).tolist(),
            found.sd.round(4).tolist(),
            found.at_or_above.round(5).tolist(),
            found.answers.tolist(),
            found.fresh.round(3).tolist(),
        )


def _areas(found: _Numbers, n: int, live: LiveBank, claims: Mapping[str, set[str]]) -> Areas:
    drawn, theta, sd = found.drawn[n], found.theta[n], found.sd[n]
    above, answers, fresh = found.above[n], found.answers[n], found.fresh[n]
    alive = live.ledger.live
    return {
        area: {
            "mean": theta[k],
            "sd": sd[k],
            "drawn": drawn[k],
            "p": dict(zip(found.cuts, above[k], strict=True)),
            "answers": answers[k],
            "fresh": fresh[k],
            "claims": sorted(claims.get(area, ())),
            "live": len(alive.intersection(claims.get(area, ()))),
        }
        for k, area in enumerate(live.framework.area_ids)
    }


def _beside(areas: Areas, text: str, cause: str) -> Areas:
    """The profile beside the one that stood; that is read only where it may have a say."""
    if not text or not (cause or '"was"' in text):
        return areas
    return with_before(areas, json.loads(text), cause)


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
    entry = next(cut for cut in cuts(live) if cut.name == str(ENTRY_LEVEL))
    works = evidence.works
    return entry_sensitivity(
        *_as_weighed(evidence).with_works(live.shelf.table),
        np.array([*(one.kept for one in evidence.given), *(one.kept for one in works)]),
        after_reading=np.array(
            [*(one.after_reading for one in evidence.given), *(False for _ in works)], dtype=bool
        ),
        prior=live.shelf.together.prior,
        cut=entry,
    )
