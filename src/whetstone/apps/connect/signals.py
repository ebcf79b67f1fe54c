"""What an instructor may look at in a check's answers, and what it cannot tell.

Never a penalty, never a verdict: a mark does not depend on anything here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.connect.handing_in import seed_of
from whetstone.apps.connect.models import CheckSitting
from whetstone.apps.diagnose import class_checks
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.alike import Alike, alike

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.diagnose.class_checks import Sat
    from whetstone.core.measurement.own_forms import Spread

LEAST_RAPID: Final = 3
"""Fewer answers faster than anybody can read happen to everybody. An assumption."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Somebody with answers faster than the question can be read."""

    name: str
    rapid: int
    answers: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two students whose wrong answers are more alike than chance."""

    names: tuple[str, str]
    found: Alike


@dataclass(frozen=True, slots=True)
class Signals:
    """What stands out in a check; empty lists are the usual thing.

    `exposed` of the `sat` met no question that nobody of the class had answered before they began:
    that says something of the pool and of the hours, not of them, so they are not named. `forms`
    says how far the class's forms differ.
    """

    sat: int
    pace: tuple[Pace, ...]
    pairs: tuple[Pair, ...]
    exposed: int
    pool: int
    forms: Spread | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing stands out."""
        return not (self.pace or self.pairs)


def signals(one: Assignment, *, on: dt.date) -> Signals:
    """What stands out among the sittings of an assigned check. Four queries."""
    workspace_id = one.school_class.workspace_id
    rows = CheckSitting.objects.filter(assignment=one)
    sat = class_checks.sat(
        rows.values_list("attempt_id", flat=True), workspace_id=workspace_id, on=on
    )
    names = {one.id: one.name for one in people.students(one.school_class_id)}
    here = [each for each in sat.values() if each.person_id in names]
    return Signals(
        forms=class_checks.forms_of_class(
            one.thing_id, workspace_id=workspace_id, seed=seed_of(one), students=len(names), on=on
        ),
        sat=len(here),
        pace=tuple(
            Pace(names[each.person_id], rapid, len(each.answers))
            for each in here
            if (rapid := sum(row.is_rapid for row in each.answers)) >= LEAST_RAPID
        ),
        pairs=tuple(
            Pair((names[found.one], names[found.other]), found) for found in alike(_wrong(here))
        ),
        exposed=sum(
            bool(each.answers) and known == len(each.answers) for each, known in _exposed(here)
        ),
        pool=len({row.slug for each in here for row in each.answers}),
    )


def _wrong(sittings: list[Sat]) -> dict[int, dict[int, str]]:
    """Wrong answers by person and question; "I do not know yet" is none."""
    slugs = sorted({row.slug for each in sittings for row in each.answers})
    number = {slug: n for n, slug in enumerate(slugs)}
    return {
        each.person_id: {
            number[row.slug]: json.dumps(row.given, sort_keys=True)
            for row in each.answers
            if row.score < row.maximum and not row.given.get("unknown")
        }
        for each in sittings
    }


def _exposed(sittings: list[Sat]) -> list[tuple[Sat, int]]:
    """How many of somebody's questions others had already answered when they began."""
    first: dict[str, list[tuple[dt.datetime, int]]] = {}
    for each in sittings:
        for row in each.answers:
            first.setdefault(row.slug, []).append((row.answered_at, each.person_id))
    return [
        (
            each,
            sum(
                any(at < each.started_at and who != each.person_id for at, who in first[row.slug])
                for row in each.answers
            ),
        )
        for each in sittings
    ]
