"""What the leader's page says: a sheet of figures put into words, beside the one before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.lead import effect_words, selectors, telling
from whetstone.apps.lead.brief_goals import claim_of_goal, the_same
from whetstone.apps.lead.brief_selectors import SignedOn
from whetstone.apps.lead.read_marks import mark_of, without_words
from whetstone.apps.lead.rollup_services import page_of
from whetstone.apps.lead.sheet import of_nobody as sheet_of_nobody
from whetstone.apps.people import rules
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.verdict import TALK_HIGH
from whetstone.web.wording import day, figure, minutes, number, percent

if TYPE_CHECKING:
    from whetstone.apps.lead.selectors import BriefView, Taken
    from whetstone.apps.lead.sheet import Sheet
    from whetstone.web.request import Actor

HUNDRED = 100
MOST_GOALS = 5
MOST_AREAS = 6
ARROW = "→"


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure, what it counts and its band; `was`, `now`, `soon` lie on a rule of a hundred."""

    figure: str
    unit: str
    what: str
    band: str
    source: str
    is_word: bool = False
    was: float | None = None
    now: float | None = None
    soon: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class BriefPage:
    """The page in words."""

    title: str
    as_of: dt.datetime
    asks: list[dict[str, Any]]
    stats: list[Stat]
    goals: list[dict[str, Any]]
    more_goals: int
    areas: list[dict[str, Any]]
    covered: int
    absence: str
    uncounted: list[str]
    has_needs: bool
    threats: list[Sheet]
    changed: list[list[str]]
    coming: list[list[str]]
    then: BriefView | None
    taken: dict[str, Taken]
    is_behind: bool = False
    signed: SignedOn | None = None
    mark: str = ""

    @property
    def has_moved(self) -> bool:
        """Whether a figure here stands beside another one of before."""
        return (
            any(ARROW in one.figure for one in self.stats)
            or any(one["was"] for one in self.goals)
            or any(one["was"] is not None for one in self.areas)
        )

    @property
    def open_codes(self) -> list[str]:
        """Decisions that are still to be taken."""
        return [code for code, _strong in self.open_asks]

    @property
    def open_asks(self) -> list[tuple[str, str]]:
        """(code, what it is) of the decisions that are still to be taken."""
        return [(ask["code"], ask["strong"]) for ask in self.asks if not ask["taken"]]


def live(actor: Actor) -> BriefPage:
    """The page as it stands now, beside the last frozen one: from figures that are kept."""
    then = selectors.latest(actor.workspace_id)
    told = page_of(actor.workspace_id, then=then, now=actor.now)
    asks = told.sheet["decisions"]
    same = then is not None and _asked_anew(then.figures["decisions"]) == asks
    taken = selectors.taken(
        asks, workspace_id=actor.workspace_id, brief_id=then.id if then and same else 0
    )
    signed = SignedOn(*told.signed) if told.signed else None
    page = _page(actor, told.sheet, then, taken)
    return replace(page, is_behind=told.is_behind, signed=signed)


def _asked_anew(asks: list[Sheet]) -> list[Sheet]:
    """The decisions of a page without since when they stand."""
    return [{key: value for key, value in ask.items() if key != "since"} for ask in asks]


def frozen(actor: Actor, view: BriefView) -> BriefPage:
    """A page as it stood, beside the one before it."""
    then = selectors.before(view, workspace_id=actor.workspace_id)
    figures = without_words(view.figures, view.frozen_at, rules.of(actor.workspace_id))
    taken = selectors.taken(
        figures["decisions"], workspace_id=actor.workspace_id, brief_id=view.id
    )
    return _page(actor, figures, then, taken)


def of_nobody(workspace_id: int, now: dt.datetime) -> dict[str, Any]:
    """The parts of the page that may be sent outside, in words; nothing of persons is computed."""
    found = sheet_of_nobody(workspace_id, now=now)
    return {
        "goals": [_goal(one, None) for one in found["goals"][:MOST_GOALS]],
        "threats": found["threats"],
        "changed": found["field"]["changed"],
        "coming": found["field"]["coming"],
    }


def _page(
    actor: Actor, found: Sheet, then: BriefView | None, taken: dict[str, Taken]
) -> BriefPage:
    council = rules.of(actor.workspace_id)
    before = without_words(then.figures, then.frozen_at, council) if then else None
    told = [row for row in found["cover"] if row["p"] is not None]
    weak = [row for row in told if is_weak(row)]
    return BriefPage(
        title=title_of(found),
        as_of=dt.datetime.fromisoformat(found["as_of"]),
        asks=_asks(found, taken),
        stats=[
            _currency(found, before),
            _cover_stat(found, before),
            _hours(found),
            _effect(found),
        ],
        goals=[_goal(one, before) for one in found["goals"][:MOST_GOALS]],
        more_goals=max(0, len(found["goals"]) - MOST_GOALS),
        areas=_areas(weak[:MOST_AREAS], before),
        covered=len(told) - len(weak),
        absence=telling.one_absence(told) if told else "",
        uncounted=_uncounted(found),
        has_needs=bool(found["cover"]),
        threats=found["threats"],
        changed=found["field"]["changed"],
        coming=found["field"]["coming"],
        then=then,
        taken=taken,
        mark=mark_of(found),
    )


def is_weak(row: Sheet) -> bool:
    """Whether an area with a figure is not surely covered, or rests on one person."""
    return bool(row["p"] < TALK_HIGH or row.get("single"))


def title_of(found: Sheet) -> str:
    """What the page comes to, as its heading."""
    each = found.get("relearn", {}).get("each", 0)  # a page kept long ago says no minutes
    if found["threats"]:
        name = found["threats"][0]["title"]
        said = _("“%(name)s” rests on something that is no longer so.") % {"name": name}
        if not each:
            return said
        mend = ngettext(
            "%(n)s paid minute a person brings the team up to date.",
            "Up to %(n)s paid minutes a person bring the team up to date.",
            each,
        )
        return said + " " + mend % {"n": number(each)}
    share = found["currency"]["share"]
    if each:
        return _("The field moved. Up to %(n)s paid minutes a person bring the team along.") % {
            "n": number(each)
        }
    weak = sum(row["p"] is not None and is_weak(row) for row in found["cover"])
    if weak:
        return ngettext(
            "%(n)s area is not surely covered", "%(n)s areas are not surely covered", weak
        ) % {"n": number(weak)}
    if share is None and not found["goals"]:
        return _("Nothing to show yet, and why")
    return _("Nothing is at risk today")


def _asks(found: Sheet, taken: dict[str, Taken]) -> list[dict[str, Any]]:
    rows = []
    for ask in found["decisions"]:
        strong, rest = telling.decision(ask)
        rows.append(
            {"code": ask["code"], "strong": strong, "rest": rest, "taken": taken.get(ask["code"])}
        )
    return rows


def _currency(found: Sheet, before: Sheet | None) -> Stat:
    now = found["currency"]
    what = _("of what the team knows still rests on current facts")
    if now["share"] is None:
        why = (
            _("Shown from 5 measured people up, and not where few joined.")
            if now["why"] == "small"
            else _("Nobody has answered questions yet.")
        )
        return Stat(_("Cannot tell"), "", what, why, why, is_word=True)
    was = (before or {}).get("currency", {}).get("share")
    share, soon = round(HUNDRED * now["share"]), now["soon"]
    is_moved = was is not None and round(HUNDRED * was) != share
    shown = f"{number(round(HUNDRED * was))} → {number(share)}" if is_moved else number(share)
    gains = round(HUNDRED * soon) > share
    band = (
        _("%(share)s once the open minutes are kept") % {"share": percent(soon)}
        if gains
        else _("a full count, so without an interval")
    )
    facts = {name: number(now[name]) for name in ("live", "refreshed", "all", "people")}
    source = (
        _(
            "%(live)s current and %(refreshed)s relearned, of %(all)s facts under the answers of "
            "%(people)s people. A full count has no interval. Currency is not the level."
        )
        % facts
    )
    label = _("%(share)s now") % {"share": percent(now["share"])}
    if is_moved:
        label = _("%(was)s before, %(share)s now") % {
            "was": percent(was),
            "share": percent(now["share"]),
        }
    return Stat(
        shown,
        "%",
        what,
        band,
        source,
        was=HUNDRED * was if is_moved else None,
        now=HUNDRED * now["share"],
        soon=HUNDRED * soon if gains else None,
        label=label,
    )


def _as_of(rows: list[Sheet]) -> str:
    """Since when what people did is counted; pages kept before that was so say nothing."""
    days = [row["on"] for row in rows if row.get("on")]
    if not days:
        return ""
    return " " + _(
        "Answers as of %(day)s: they move it once a week, and only where five people or more "
        "have given some or learned."
    ) % {"day": day(min(days))}


def _cover_stat(found: Sheet, before: Sheet | None) -> Stat:
    rows = [row for row in found["cover"] if row["p"] is not None]
    what = _("required areas are surely covered")
    if not rows:
        why = (
            telling.why_no_cover(found["cover"][0]["why"])
            if found["cover"]
            else _("No head-count is set.")
        )
        return Stat(_("Cannot tell"), "", what, why, why, is_word=True)
    weak, single = sum(map(is_weak, rows)), sum(bool(row["single"]) for row in rows)
    old = [row for row in (before or {}).get("cover", []) if row["p"] is not None]
    sure, was = len(rows) - weak, len(old) - sum(map(is_weak, old))
    shown = f"{number(was)} → {number(sure)}" if old and was != sure else number(sure)
    band = _("none rests on one person")
    if single:
        band = ngettext("%(n)s rests on one person", "%(n)s rest on one person", single) % {
            "n": number(single)
        }
    source = _(
        "For each area the chance that enough people are at the required level, from the profiles "
        "of those who were measured. Surely: 80 in 100 or more, and more than one person."
    )
    if old and was != sure:
        source += " " + _(
            "Answers to a withdrawn question no longer count, right or wrong, so a change can "
            "move this figure either way."
        )
    source += _as_of(rows)
    return Stat(shown, _("of %(n)s") % {"n": number(len(rows))}, what, band, source)


def _hours(found: Sheet) -> Stat:
    row = found["hours"]
    what = _("of learning time kept this quarter")
    if row.get("withheld"):
        why = _("Hours are shown from five people up, and only where they tell of nobody alone.")
        return Stat(_("Cannot tell"), "", what, why, why, is_word=True)
    come = row["kept"] + row["stolen"]
    if not come:
        why = _("No booked learning time has come yet.")
        if row["ahead"]:
            why += " " + _("%(time)s lie ahead.") % {"time": minutes(60 * row["ahead"])}
        return Stat(_("Cannot tell"), "", what, why, why, is_word=True)
    after = (
        _("%(time)s taken from evenings") % {"time": minutes(60 * row["after"])}
        if row["after"]
        else _("none taken from evenings")
    )
    band = _("%(time)s lost to other work, %(after)s") % {
        "time": minutes(60 * row["stolen"]),
        "after": after,
    }
    kept = number(row["kept"], decimals=0 if row["kept"] >= 10 else 1)  # noqa: PLR2004  # two figures
    unit = _("of %(n)s h") % {"n": number(come, decimals=0 if come >= 10 else 1)}  # noqa: PLR2004  # two figures
    return Stat(kept, unit, what, band, _of_hours(row))


def _of_hours(row: Sheet) -> str:
    """Where the hours come from, and as of when."""
    source = _(
        "Bookings since %(day)s. A skip is a person's own choice and counts for neither."
    ) % {"day": day(row["since"])}
    if row.get("on"):
        source += " " + _(
            "As it stood on %(day)s: counted once a week, and moved only where five people's "
            "hours or more have moved."
        ) % {"day": day(row["on"])}
    if row["share"]:
        value, low, high = (percent(one) for one in row["share"])
        source += " " + _("Blocks kept: %(value)s (%(low)s–%(high)s).") % {
            "value": value,
            "low": low,
            "high": high,
        }
    return source


def _effect(found: Sheet) -> Stat:
    """What the newest comparison says; pages kept long ago know of none."""
    figure_, what, under, source, is_word = effect_words.of_brief(found["effect"])
    return Stat(figure_, "", what, under, source, is_word=is_word)


def _goal(one: Sheet, before: Sheet | None) -> dict[str, Any]:
    old = the_same(one, (before or {}).get("goals", []))
    moved = old is not None and old["outlook"] != one["outlook"]
    band = one["band"]
    under = f"{figure(band[0])}–{figure(band[1])}" if band else ""
    if not band and one["target"] is not None:
        under = _("of %(target)s") % {"target": figure(one["target"])}
    return {
        "id": one["id"],
        "title": one["title"],
        "claim": claim_of_goal(one),
        "now": figure(one["value"], "%" if one["unit"] == "%" else ""),
        "under": under,
        "served": ", ".join(one["served"]),
        "outlook": telling.outlook(one["outlook"]),
        "broken": one["outlook"] == "broken",
        "was": telling.outlook(old["outlook"]) if moved and old else "",
        "read": one["on"],
    }


def _areas(rows: list[Sheet], before: Sheet | None) -> list[dict[str, Any]]:
    """Weak areas; a holder is named only while they share their words in that area."""
    held = {row["holder"] for row in rows if row.get("holder")}
    shared = diagnose.shared_areas(list(held)) if held else {}
    names = people.titles_of(sorted(held))
    old = {row["area"]: row["p"] for row in (before or {}).get("cover", [])}
    found = []
    for row in rows:
        who = int(row.get("holder") or 0)
        named = names.get(who, "") if row["area"] in shared.get(who, frozenset()) else ""
        was = old.get(row["area"])
        moved = was is not None and round(HUNDRED * was) != round(HUNDRED * row["p"])
        expected = row["expected"]
        found.append(
            {
                "name": row["name"],
                "held": _("%(who)s only") % {"who": named} if named else _held(row),
                "p": round(HUNDRED * row["p"], 1),
                "in_100": number(min(99, max(1, round(HUNDRED * row["p"])))),
                "was": round(HUNDRED * was, 1) if moved and was is not None else None,
                "expected": _("%(n)s expected (%(low)s–%(high)s), %(need)s wanted")
                % {
                    "n": number(expected[0], decimals=1),
                    "low": number(expected[1], decimals=1),
                    "high": number(expected[2], decimals=1),
                    "need": number(row["need"]),
                },
            }
        )
    return found


def _held(row: Sheet) -> str:
    if row.get("single"):
        return _("one person only")
    return _("probably too few") if row.get("blind") else _("too close to call")


def _uncounted(found: Sheet) -> list[str]:
    """Why areas have no number, each reason once with its areas."""
    groups: dict[str, list[str]] = {}
    for row in found["cover"]:
        if row["p"] is None:
            groups.setdefault(row["why"], []).append(row["name"])
    return [f"{', '.join(names)}: {telling.why_no_cover(why)}" for why, names in groups.items()]
