"""Keeping the leaders' figures by day: counted, told when looked at, closed at midnight."""

from __future__ import annotations

import datetime as dt
import gc
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation

from whetstone.apps.field import selectors as field
from whetstone.apps.lead import rollup_selectors as kept
from whetstone.apps.lead import selectors
from whetstone.apps.lead.models import (
    ReleasedFigure,
    ReleasedGroup,
    ReleasedSum,
    RollUp,
    RollUpMark,
)
from whetstone.apps.lead.releasing import Due, weighed
from whetstone.apps.lead.rollup_selectors import SHAPE, Reach
from whetstone.apps.lead.rollup_told import slim, told_of_day
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import real_now
from whetstone.core.rollup.kept import Standing, standing
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.lead.rollup_selectors import KeptPage
    from whetstone.apps.lead.selectors import BriefView
    from whetstone.apps.lead.sheet import Sheet

TRIES: Final = 3
KEPT_FOR: Final = dt.timedelta(days=100)
"""How long a day that is over stays; it may be made again at any time."""


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a page, as of when; `is_behind`: something newer is not in them yet."""

    sheet: Sheet
    is_behind: bool
    signed: tuple[int, dt.datetime] | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """Figures as they were worked out, what they followed from, and what showing them keeps."""

    figures: Sheet
    due: Due
    world: str
    basis: str
    heard: list[tuple[int, int, int]]
    took: float


# --- reading ---


def told_now(workspace_id: int, *, now: dt.datetime) -> Told | None:
    """What the page says now, where it is kept and may be shown; two queries. None: count anew."""
    page = kept.kept_page(workspace_id)
    if page is None or page.shape != SHAPE:
        return None
    stands = _standing(page, workspace_id, now)
    if stands is Standing.ANEW or not (page.is_told or tell(page.id)):
        return None
    is_behind = stands is Standing.BEHIND
    return Told(_in_words_of_reader(page.figures, page.at if is_behind else now), is_behind,
                page.signed)  # fmt: skip


def page_of(workspace_id: int, *, then: BriefView | None, now: dt.datetime) -> Told:
    """What the page says now: as kept, or counted by whoever looks."""
    found = told_now(workspace_id, now=now)
    if found is None:
        row = roll_up(workspace_id, now=now, then=then, is_shown=True)
        page = kept.kept_page(workspace_id)
        signed = page.signed if page else None
        found = Told(_in_words_of_reader(row.figures, now), is_behind=False, signed=signed)
    return found


def _standing(page: KeptPage, workspace_id: int, now: dt.datetime) -> Standing:
    """How what is kept stands to all that was heard, and to the time."""
    must = (page.must or 0) >= Reach.NOW or page.newest != page.basis
    must = must or page.world != kept.world(workspace_id)
    waits = [now - one for one in (page.until, page.soon) if one is not None and one <= now]
    if page.must and page.heard_at is not None:
        waits.append(max(dt.timedelta(), real_now() - page.heard_at))
    return standing(team=page.team, behind_for=max(waits, default=None), must=must)


def _in_words_of_reader(figures: Sheet, as_of: dt.datetime) -> Sheet:
    """Figures with the areas named in the reader's language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    names = figures["names"].get(language) or figures["names"][settings.LANGUAGE_CODE]
    written = {row["name"]: names.get(row["area"], row["name"]) for row in figures["cover"]}
    cover = [row | {"name": written[row["name"]]} for row in figures["cover"]]
    asks = [
        one | {"values": one["values"] | {"area": written.get(area, area)}}
        if (area := one["values"].get("area"))
        else one
        for one in figures["decisions"]
    ]
    return figures | {"cover": cover, "decisions": asks, "as_of": as_of.isoformat()}


# --- counting ---


def roll_up(
    workspace_id: int, *, now: dt.datetime, then: BriefView | None = None, is_shown: bool = False
) -> RollUp:
    """Work the figures of today out anew and keep them.

    `is_shown`: somebody is looking, so what is shown for the first time is kept for good. Counting
    comes first and writing is short; what happens meanwhile leaves a mark that stays.
    """
    for _ in range(TRIES):
        counted = _count(workspace_id, now=now, then=then)
        row = _kept(workspace_id, counted, now=now, is_shown=is_shown)
        if row is not None:
            return row
    raise RuntimeError(workspace_id)  # three others showed figures in the same moment


def _count(workspace_id: int, *, now: dt.datetime, then: BriefView | None) -> _Counted:
    began = time.perf_counter()
    heard, basis = kept.marks(workspace_id), kept.basis(workspace_id)
    world = kept.world(workspace_id)
    then = then or selectors.latest(workspace_id)
    with once.reading(only_reads=True), _few_pauses():
        found, due = weighed(workspace_id, then=then, now=now)
    took = time.perf_counter() - began
    return _Counted(_plain(found), due, world, basis, heard, took)


@contextmanager
def _few_pauses() -> Iterator[None]:
    """Rows by the thousand, none in a circle: looking for circles among them takes a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def as_kept(workspace_id: int, *, then: BriefView | None, now: dt.datetime) -> Sheet:
    """The figures of a moment worked out anew, as they would be kept; nothing is kept."""
    return _plain(weighed(workspace_id, then=then, now=now)[0])


def today_of(workspace_id: int, now: dt.datetime) -> dt.date:
    """Which day it is in a workspace."""
    return now.astimezone(ZoneInfo(people.workspace(workspace_id).time_zone)).date()


def _plain(found: Sheet) -> Sheet:
    """Plain values, without lists of people, with the areas' names in every language."""
    found = {key: value for key, value in found.items() if key not in {"figures", "as_of"}}
    found["cover"] = [slim(row) for row in found["cover"]]
    found["currency"] = slim(found["currency"])
    wanted = {row["area"] for row in found["cover"]}
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            areas = field.framework().areas
            names[language] = {one.id: str(one.name) for one in areas if one.id in wanted}
    plain: Sheet = json.loads(json.dumps(found | {"names": names}))
    return plain


@transaction.atomic
def _kept(
    workspace_id: int, counted: _Counted, *, now: dt.datetime, is_shown: bool
) -> RollUp | None:
    """Write what was counted; None where something was shown meanwhile that it was not weighed by.

    Marks go as they were found: one that was made or counted up since stays.
    """
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    day = today_of(workspace_id, now)
    list(RollUp.objects.select_for_update().filter(workspace_id=workspace_id).values("pk"))
    if kept.basis(workspace_id) != counted.basis:
        return None
    close_before(workspace_id, day, again=any(r >= Reach.ALL_DAYS for *_, r in counted.heard))
    due, is_told = counted.due, is_shown or counted.due.is_empty
    if is_shown:
        due.keep()
    row = RollUp(
        workspace_id=workspace_id,
        day=day,
        is_told=is_told,
        at=now,
        until=_ends(now, zone),
        soon=bookings.next_turn(people.learner_ids(workspace_id), after=now),
        team=counted.figures["team"],
        world=counted.world,
        basis=kept.basis(workspace_id) if is_shown else counted.basis,
        shape=SHAPE,
        took_ms=round(1000 * counted.took),
        figures=counted.figures,
        pending="" if is_told else _as_pending(due),
    )
    RollUp.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["workspace", "day"], update_fields=_WRITTEN
    )
    for pk, number, _reach in counted.heard:
        RollUpMark.objects.filter(pk=pk, number=number).delete()
    return row


_WRITTEN: Final = (
    "is_open", "is_told", "at", "until", "soon", "team", "world", "basis", "shape", "took_ms",
    "figures", "pending",
)  # fmt: skip


def _ends(now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When the day ends: the workspace's, or the one that counts of people are told by (UTC)."""
    ends = []
    for place in (zone, dt.UTC):
        tomorrow = now.astimezone(place).date() + dt.timedelta(days=1)
        ends.append(dt.datetime.combine(tomorrow, dt.time(), tzinfo=place))
    return min(ends).astimezone(dt.UTC)


def close_before(workspace_id: int, day: dt.date, *, again: bool) -> None:
    """The midnight tick: days that are over hold what had been told by their end.

    `again`: something went from the days before too, so closed ones are told anew.
    """
    over = RollUp.objects.filter(workspace_id=workspace_id, day__lt=day)
    over.filter(day__lt=day - KEPT_FOR).delete()
    for row in over if again else over.filter(is_open=True):
        row.figures, row.is_open = told_of_day(workspace_id, row.day), False
        row.pending, row.is_told = "", True
        row.save(update_fields=["figures", "is_open", "pending", "is_told"])


# --- telling ---


@transaction.atomic
def tell(roll_up_id: int) -> bool:
    """Somebody looks at figures for the first time: what they show is kept for good.

    False where something else was shown since they were counted; they are then counted anew.
    """
    row = RollUp.objects.select_for_update().filter(pk=roll_up_id).first()
    if row is None:
        return False
    if row.is_told:
        return True
    if kept.basis(row.workspace_id) != row.basis:
        return False
    _from_pending(row).keep()
    row.is_told, row.pending, row.basis = True, "", kept.basis(row.workspace_id)
    row.save(update_fields=["is_told", "pending", "basis"])
    return True


_GROUP = ("topic", "members", "digest", "at")
_SUM = ("topic", "value", "on", "since", "parts")
_FIGURE = ("topic", "on", "at", "world", "figures", "parts")
_MOMENTS = {"at": dt.datetime, "on": dt.date, "since": dt.date}


def _as_pending(due: Due) -> str:
    """What is to be kept, as JSON."""
    pairs = (("groups", due.groups, _GROUP), ("sums", due.sums, _SUM),
             ("figures", due.figures, _FIGURE))  # fmt: skip
    return json.dumps(
        {
            kind: [
                {
                    name: value.isoformat() if name in _MOMENTS else value
                    for name in names
                    for value in [getattr(one, name)]
                }
                for one in rows
            ]
            for kind, rows, names in pairs
        }
    )


def _from_pending(row: RollUp) -> Due:
    pending = json.loads(row.pending)

    def made(model: Any, kind: str) -> list[Any]:
        return [
            model(
                workspace_id=row.workspace_id,
                **{
                    name: _MOMENTS[name].fromisoformat(value) if name in _MOMENTS else value
                    for name, value in one.items()
                },
            )
            for one in pending[kind]
        ]

    return Due(
        made(ReleasedGroup, "groups"), made(ReleasedSum, "sums"), made(ReleasedFigure, "figures")
    )
