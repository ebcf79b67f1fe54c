"""Many people who answer the questions of an area, drawn from a model."""

from __future__ import annotations

import datetime as dt

import numpy as np

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import Response
from whetstone.apps.people.models import Person

BEGAN = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)


def crowd(workspace, n, name="Nora"):
    """People of a workspace, without accounts."""
    return Person.objects.bulk_create(
        Person(workspace=workspace, name=f"{name} {k}", joined_at=BEGAN) for k in range(n)
    )


def rows_of(one, people, points, *, place, seconds=55.0):
    """The answers of people to a question, the `place`-th of each, for so many points."""
    return [
        Response(
            person=person,
            item_id=one.pk,
            area_id=one.area_id,
            answer={},
            score=int(points[k]),
            max_score=one.max_score,
            seconds=seconds,
            answered_at=BEGAN + dt.timedelta(minutes=10 * k + place),
            recorded_at=BEGAN,
        )
        for k, person in enumerate(people)
    ]


def answered(people, area_id="STR", *, questions=6, seed=5, seconds=55.0):
    """Everybody answers the first questions of the area; each is about as hard as experts say."""
    rng = np.random.default_rng(seed)
    asked = [one for one in shelf().latest.values() if one.area_id == area_id][:questions]
    theta = rng.normal(size=len(people))
    rows = []
    for place, one in enumerate(asked):
        experts = shelf().parameters[one.row]
        chance = 1 / (1 + np.exp(-experts.a * (theta - experts.b)))
        points = rng.binomial(one.max_score, chance)
        rows += rows_of(one, people, points, place=place, seconds=seconds)
    Response.objects.bulk_create(rows)
    return asked
