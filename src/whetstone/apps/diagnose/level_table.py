"""Levels of many people as columns: read once, row by row, and no object a person and area kept.

A profile is some kilobytes of text. A figure of a team needs a few numbers of it, so each is taken
apart as it is read and let go.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.web.setwise import as_moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

AT_ONCE = 500


@dataclass(slots=True)
class _Column:
    """One area: P(at the level wanted) and the spread, of those who are measured in it."""

    chances: dict[int, float | None] = field(default_factory=dict)
    sds: dict[int, float] = field(default_factory=dict)


class LevelTable:
    """The levels of some people in the areas that are asked for, and the claims under them."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self._levels = {area: str(level) for area, level in levels.items()}
        self._columns = {area: _Column() for area in levels}
        self._made: dict[int, dt.datetime] = {}
        self._codes: defaultdict[str, int] = defaultdict(count().__next__)
        self._told: list[str] = []
        self._claims: dict[int, array[int]] = {}

    def add(self, person: int, areas: Mapping[str, Mapping[str, Any]], as_of: dt.datetime) -> None:
        """Take what is needed out of a profile."""
        self._made[person] = as_of
        codes = self._codes
        claims = array("l", [codes[claim] for one in areas.values() for claim in one["claims"]])
        if claims:
            self._claims[person] = claims
        for area, column in self._columns.items():
            mine = areas.get(area)
            if mine and mine["answers"] > 0:
                column.chances[person] = mine["p"].get(self._levels[area])
                column.sds[person] = mine["sd"]

    @property
    def _names(self) -> list[str]:
        """The claims in the order of their codes."""
        if len(self._told) != len(self._codes):
            self._told = list(self._codes)
        return self._told

    @property
    def with_claims(self) -> list[int]:
        """Those whose answers rest on any claim."""
        return list(self._claims)

    def chances(self, area: str) -> Mapping[int, float | None]:
        """P(at the level wanted) of those measured in an area; None where it has no standard."""
        return self._columns[area].chances

    def sds(self, area: str) -> Mapping[int, float]:
        """The spread of those measured in an area."""
        return self._columns[area].sds

    def newest(self, group: Collection[int]) -> dt.datetime:
        """When the newest level of a group was worked out."""
        made = self._made
        return max(made[one] for one in group)

    def rests(self, group: Collection[int]) -> Counter[str]:
        """How many answers of a group, area by area, rest on each claim."""
        whole = array("l")
        for one in group:
            whole.extend(self._claims.get(one, ()))
        counts = np.bincount(np.frombuffer(whole, dtype=whole.typecode)) if whole else ()
        names = self._names
        return Counter({names[code]: int(n) for code, n in enumerate(counts) if n})

    def claims_of(self, person: int) -> Iterator[str]:
        """The claims under a person's answers; one in two areas twice."""
        names = self._names
        return (names[code] for code in self._claims.get(person, ()))


def level_table(person_ids: Any, levels: Mapping[str, int]) -> LevelTable:
    """The levels of people (ids, or a sub-query of them) held to a level by area; one query."""
    found = LevelTable(levels)
    rows = LevelEstimate.objects.filter(person_id__in=person_ids).order_by()
    told = rows.values_list("person_id", Cast("areas", TextField()), "as_of")
    for person, areas, as_of in told.iterator(chunk_size=AT_ONCE):
        found.add(person, json.loads(areas), as_moment(as_of))
    return found
