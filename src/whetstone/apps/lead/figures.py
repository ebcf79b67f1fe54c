"""Cover and currency over time, released as `core.rollup.sums.may_follow` allows.

What a person did is one part of a figure; what moves everybody alike (a publication, the passing
of days, the number of people wanted) is none. So a figure moves with the world at once, and with
what people did only where it tells of nobody, or of five and more; else the figure shown last
stands, with its day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.lead.hidden import hidden
from whetstone.apps.lead.models import ReleasedFigure
from whetstone.apps.learn import selectors as learn
from whetstone.core.rollup.sums import is_due, may_follow
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from django.db.models import QuerySet

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown, and as of when."""

    row: Row
    on: dt.date


@dataclass(frozen=True, slots=True)
class _Newest:
    """What was shown last of a topic."""

    topic: str
    on: dt.date
    at: dt.datetime
    world: str
    figures: Row


def _newest(workspace_id: int) -> QuerySet[ReleasedFigure, Any]:
    mine = ReleasedFigure.objects.filter(workspace_id=workspace_id)
    last = mine.order_by().values("topic").annotate(last=Max("pk")).values("last")
    rows = ReleasedFigure.objects.filter(pk__in=last)
    return rows.values_list("topic", "on", "at", "world", "figures")


_NEWEST = Prepared(_newest)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked: the day of the workspace, and the moment."""

    on: dt.date
    at: dt.datetime


@dataclass
class Figures:
    """The figures of a workspace at a moment, and those of them that are to be kept.

    One query; where a figure may have moved, six more, for any number of figures and people.
    `also`: what else of a person is under the figures, beside answers and learning.
    """

    workspace_id: int
    people: Sequence[int]
    moment: Moment
    made: list[ReleasedFigure] = field(default_factory=list)
    also: Mapping[int, str] = field(default_factory=dict)

    def tell(
        self,
        topic: str,
        group: Collection[int],
        count: Callable[[], Row],
        *,
        world: str,
        changed_at: dt.datetime,
    ) -> Figure | None:
        """The figure to show about a group; None where none may be.

        `count` makes it anew, `changed_at` says when anything under it was worked out last.
        """
        newest = self._newest.get(topic)
        same = newest is not None and set(newest.figures["members"]) == set(group)
        due = newest is None or is_due(newest.on, on=self.moment.on) or not same
        if newest and not due and newest.world == world and changed_at < newest.at:
            return Figure(newest.figures, newest.on)
        parts = self._parts(topic, group)
        if newest and same and parts == self._shown[topic][-1]:
            row = count()
            moved = due or newest.world != world or row["told"] != newest.figures["told"]
            return self._make(topic, row, world, parts) if moved else Figure(row, newest.on)
        if due and may_follow(parts, self._shown.get(topic, ())):
            return self._make(topic, count(), world, parts)
        if newest and set(newest.figures["members"]) <= set(group):
            return Figure(newest.figures, newest.on)
        return None

    def stands(self, topic: str, *, world: str) -> Figure | None:
        """The figure shown last where it needs no counting: this week's, of people still here.

        One query for any number of topics, and no level of anybody is read.
        """
        newest = self._newest.get(topic)
        if newest is None or newest.world != world or is_due(newest.on, on=self.moment.on):
            return None
        here = set(newest.figures["members"]) <= self._people
        return Figure(newest.figures, newest.on) if here else None

    def is_of_now(self, topic: str, group: Collection[int]) -> bool:
        """Whether nobody behind the figure of a topic did anything since it was shown."""
        made = [frozenset(one.parts) for one in self.made if one.topic == topic]
        shown = (*self._shown.get(topic, ()), *made)
        return bool(shown) and shown[-1] == self._parts(topic, group)

    def keep(self) -> None:
        """Keep what is shown for the first time."""
        if self.made:
            ReleasedFigure.objects.bulk_create(self.made)

    def _make(self, topic: str, row: Row, world: str, parts: frozenset[str]) -> Figure:
        self.made.append(
            ReleasedFigure(
                workspace_id=self.workspace_id, topic=topic, on=self.moment.on,
                at=self.moment.at, world=world, figures=row, parts=sorted(parts),
            )
        )  # fmt: skip
        return Figure(row, self.moment.on)

    def _parts(self, topic: str, group: Collection[int]) -> frozenset[str]:
        """Each of a group with all they did, under a name that hides both."""
        named = hidden(f"whetstone.lead.figures.{self.workspace_id}.{topic}")
        did, also = self._doings, self.also
        words = [did[one] + also.get(one, "") for one in group]
        return frozenset(named(words))

    @cached_property
    def _people(self) -> frozenset[int]:
        return frozenset(self.people)

    @cached_property
    def _newest(self) -> Mapping[str, _Newest]:
        return {one[0]: _Newest(*one) for one in _NEWEST(self.workspace_id)}

    @cached_property
    def _shown(self) -> Mapping[str, list[frozenset[str]]]:
        """The parts of all figures shown, by topic, the oldest first."""
        rows = ReleasedFigure.objects.filter(workspace_id=self.workspace_id).order_by("pk")
        found: dict[str, list[frozenset[str]]] = {}
        for topic, parts in rows.values_list("topic", "parts"):
            some, one = found.setdefault(topic, []), frozenset(parts)
            if not some or some[-1] != one:
                some.append(one)
        return found

    @cached_property
    def _doings(self) -> Mapping[int, str]:
        """Each person with all they did, as a word."""
        did, again = diagnose.doings(self.people), learn.times_relearned(self.people)
        return {one: f"{one}:{(*did[one], again.get(one, 0))}" for one in self.people}
