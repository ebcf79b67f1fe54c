"""A meeting's agenda, drawn from what is open, what goals say, and what is at risk.

Nothing here names a person, and no figure about people is computed anew: cover is what the newest
kept page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from whetstone.apps.lead import table_words as words
from whetstone.apps.lead.telling import outlook
from whetstone.apps.lead.voices_words import surge_sentence
from whetstone.core.kernel.verdict import TALK_HIGH
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.web.wording import day, figure, in_100

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.lead.selectors import BriefView
    from whetstone.apps.lead.table_selectors import Answer, Taken
    from whetstone.apps.lead.voices_selectors import Overview
    from whetstone.apps.plan.selectors import Board

Sheet = dict[str, Any]
WORST_FIRST: Final = (
    "broken", "missed", "behind", "too_close", "early", "no_reading", "no_target", "on_course",
    "reached",
)  # fmt: skip
PRESSING: Final = frozenset({"broken", "missed", "behind"})
MOST_AREAS: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda: what it is drawn from, what is the matter, and why it is here."""

    source: str
    title: str
    why: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A business goal and what its figures say: the worst of them, and each in words."""

    goal_id: int
    title: str
    code: str
    says: tuple[str, ...]

    @property
    def word(self) -> str:
        """The worst of its figures, in a word."""
        return outlook(self.code) if self.code else _("No figure yet")


def agenda(
    sheet: Sheet,
    *,
    open_ones: Iterable[Taken],
    answers: Iterable[Answer],
    kept: BriefView | None,
    today: dt.date,
    voices: Overview | None = None,
) -> list[Point]:
    """The points in the order they are spoken of: what is owed, goals, risks, customers."""
    return [
        *_owed(open_ones, today),
        *_asked(answers),
        *_goals(sheet["goals"]),
        *_threats(sheet["threats"]),
        *_cover(kept),
        *(_voices(voices, today) if voices else ()),
    ]


def standings(board: Board, rows: Sequence[Sheet]) -> list[Standing]:
    """Each business goal beside the figures that hang under it."""
    measured = {row["id"]: row for row in rows}
    found = []
    for goal in board.goals:
        if goal.kind != "business":
            continue
        under = [measured[one] for one in sorted(board.below(goal.id)) if one in measured]
        codes = [row["outlook"] for row in under]
        worst = min(codes, key=WORST_FIRST.index) if codes else ""
        found.append(Standing(goal.id, goal.title, worst, tuple(map(_says, under))))
    return found


def _owed(rows: Iterable[Taken], today: dt.date) -> list[Point]:
    return [
        Point(
            _("Decided earlier"),
            one.text,
            f"{one.owner or _('nobody named')}, "
            f"{words.when_due(one.due_on, is_late=one.is_late(today))}",
        )
        for one in rows
    ]


def _asked(answers: Iterable[Answer]) -> list[Point]:
    asked = [one for one in answers if one.kind == "ask"]
    return [
        Point(_("Asked"), f"“{one.words}”", f"{one.who}, {day(one.at)}",
              reverse("lead:frozen", args=[one.brief_id]))
        for one in asked
    ]  # fmt: skip


def _goals(rows: Iterable[Sheet]) -> list[Point]:
    pressing = [row for row in rows if row["outlook"] in PRESSING]
    pressing.sort(key=lambda row: WORST_FIRST.index(row["outlook"]))
    return [
        Point(_("Goal"), row["title"], _says(row, named=False), reverse("plan:goals"))
        for row in pressing
    ]


def _says(row: Mapping[str, Any], *, named: bool = True) -> str:
    unit = "%" if row["unit"] == "%" else ""
    facts = {"title": row["title"], "outlook": outlook(row["outlook"])}
    said = _("no figure yet") if row["value"] is None else figure(row["value"], unit)
    if row["band"]:
        said += f" ({figure(row['band'][0])}–{figure(row['band'][1])})"
    if row["value"] is not None and row["target"] is not None:
        ends = {"value": said, "target": figure(row["target"], unit)}
        # a share "of" its target would read as a share of it
        said = (_("%(value)s, target %(target)s") if unit else _("%(value)s of %(target)s")) % ends
    if row["on"]:
        said += ", " + day(row["on"])
    told = f"{facts['outlook']}: {said}"
    return f"{facts['title']}. {told}" if named else told


def _threats(rows: Iterable[Sheet]) -> list[Point]:
    """One point a change, with all that it broke; what broke for another reason stands alone."""
    by_change: dict[str, list[Sheet]] = {}
    for row in rows:
        by_change.setdefault(row["change"] or f"{row['kind']} {row['id']}", []).append(row)
    found = []
    for group in by_change.values():
        first, names = group[0], ", ".join(row["title"] for row in group)
        if first["change"]:
            why = _("Rests on what is gone: %(names)s.") % {"names": names}
            href = reverse("keepup:change", args=[first["change"]])
            found.append(Point(_("Change that broke something"), first["change_title"], why, href))
        else:
            found.append(Point(_("Risk"), names, first["statement"]))
    return found


def _cover(kept: BriefView | None) -> list[Point]:
    if kept is None:
        return []
    weak = [
        row
        for row in kept.figures["cover"]
        if row["p"] is not None and row["n"] >= SMALLEST and row["p"] < TALK_HIGH
    ]
    weak.sort(key=lambda row: row["p"])
    href = reverse("lead:frozen", args=[kept.id])
    return [
        Point(
            _("Cover below need"),
            row["name"],
            _("%(chance)s that as many as wanted reach the level, on the page of %(day)s.")
            % {"chance": in_100(row["p"]), "day": day(kept.frozen_at)},
            href,
        )
        for row in weak[:MOST_AREAS]
    ]


def _voices(found: Overview, today: dt.date) -> list[Point]:
    """Themes beyond their own history, and what others were asked and still owe."""
    surges = [
        Point(
            _("What customers say"),
            one.name,
            surge_sentence(one, found),
            reverse("lead:voices_theme", args=[one.id]),
        )
        for one in found.surges
        if one.is_told
    ]
    late = [
        Point(
            _("Asked for customers"),
            one.asked,
            f"{one.owner}, {words.when_due(one.due_on, is_late=True)}",
            reverse("lead:voices_theme", args=[one.theme_id]),
        )
        for one in found.routes
        if one.is_late(today)
    ]
    return [*surges, *late]
