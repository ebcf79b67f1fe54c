"""The profile page's matter.

Four groups of areas, each with its blade, its words and why we think so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import calls, estimates, selectors, sitting, why, why_works
from whetstone.apps.diagnose.evidence import Evidence, evidence_of
from whetstone.apps.diagnose.lessons import Lesson, suggested
from whetstone.apps.diagnose.live import LiveBank, live_bank
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.diagnose.numerals import in_words
from whetstone.apps.diagnose.retest import Retest, retests
from whetstone.apps.diagnose.targets import aimed, own_targets
from whetstone.core.kernel.evidence import ASSUMED_AFTER_READING, ASSUMED_RETENTION_HALF_LIFE
from whetstone.core.kernel.verdict import Verdict
from whetstone.core.measurement.epochs import ASSUMED_PROCESS_SD
from whetstone.core.measurement.propagation import ASSUMED_CORRELATION
from whetstone.core.measurement.sensitivity import CORRELATION_HIGH, CORRELATION_LOW, READING_LOW
from whetstone.web import wording
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.diagnose.evidence import Given
    from whetstone.apps.diagnose.judged import JudgedWork
    from whetstone.apps.diagnose.live import Question
    from whetstone.apps.diagnose.selectors import AreaEstimate
    from whetstone.apps.field.selectors import AreaView, RoleView

ENTRY: Final = estimates.ENTRY_LEVEL
STEPS: Final = 2
_ORDER: Final = (
    Verdict.BELOW_PROBABLY,
    Verdict.TOO_CLOSE,
    Verdict.MET_PROBABLY,
    Verdict.UNMEASURED,
)


@dataclass(frozen=True, slots=True)
class Was:
    """Where a band ended before a change, and which change it was."""

    low: float
    high: float
    cause: str
    lost: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as the page prints it; levels on the drawn scale 0 to 4."""

    id: str
    name: str
    low: float
    middle: float
    high: float
    guess: float | None
    target: int | None
    label: str
    verdict: str
    chance: str
    was: Was | None = None
    rows: Sequence[why.Row] = ()
    sentences: Sequence[str] = ()
    check: str = ""
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Areas with one verdict."""

    title: str
    areas: Sequence[AreaRow]
    is_measured: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """What would help most: a lesson, or questions that would tell."""

    area_id: str
    area: str
    why: str
    lesson: Lesson | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole page. `is_empty`: nobody has answered anything yet."""

    role: str
    edition: str
    answers: int
    as_of: dt.datetime
    headline: str
    lead: str
    groups: Sequence[Group]
    steps: Sequence[NextStep]
    again: Sequence[Retest]
    shared: int
    is_empty: bool
    open_attempt: int | None
    has_before: bool
    assumed: Mapping[str, Any] = field(default_factory=dict)
    moves: Sequence[tuple[str, Sequence[str]]] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the page is made from."""

    live: LiveBank
    role: RoleView
    known: Mapping[str, AreaEstimate]
    guesses: Mapping[str, float]
    by_area: Mapping[str, Sequence[Given]]
    works: Mapping[str, Sequence[JudgedWork]]
    fresh: Mapping[str, Sequence[Question]]
    now: dt.datetime
    as_of: dt.datetime
    own: frozenset[str]
    calls: Mapping[str, calls.Call]


def compose(
    *,
    person_id: int,
    workspace_id: int,
    role_id: str,
    now: dt.datetime,
    with_moves: bool = False,
) -> Profile:
    """The profile of a person as of `now`; thirteen queries, whatever there is.

    `with_moves` adds what moves when an assumption is wrong (about five estimates more).
    """
    live = live_bank(workspace_id, now.date())
    evidence = evidence_of([person_id], live=live, now=now)
    known, as_of = _estimates(person_id, evidence, live, now)
    by_area: dict[str, list[Given]] = defaultdict(list)
    for one in evidence.given:
        by_area[one.question.area_id].append(one)
    works: dict[str, list[JudgedWork]] = defaultdict(list)
    for work in evidence.works:
        works[work.area_id].append(work)
    own = own_targets([person_id]).get(person_id, {})
    role = aimed(live.framework.role(role_id), own)
    guesses = selectors.own_guesses(person_id)
    since = now - dt.timedelta(days=sitting.SEEN_DAYS)
    seen = {one.question.slug for one in evidence.given if one.answered_at >= since}
    fresh, called = sitting.fresh(live, seen), calls.newest_calls(person_id, now)
    facts = _Known(
        live, role, known, guesses, by_area, works, fresh, now, as_of, frozenset(own), called
    )
    steps, lessons = _steps(facts, person_id)
    groups = _groups(facts, lessons)
    opened = selectors.open_attempt(person_id)
    short, close = _short(facts)
    return Profile(
        role=role.name,
        edition=live.framework.edition,
        answers=len(evidence.given),
        as_of=as_of,
        headline=_headline(facts, short, close),
        lead=_lead(facts),
        groups=groups,
        steps=steps,
        again=_again(facts, evidence, besides={step.area_id for step in steps}),
        shared=len(selectors.shared_areas([person_id]).get(person_id, ())),
        is_empty=evidence.is_empty,
        open_attempt=opened.pk if opened else None,
        has_before=any(one.was for one in known.values()),
        assumed=_assumed(live),
        moves=_moves(evidence, facts) if with_moves and not evidence.is_empty else (),
    )


def _estimates(
    person_id: int, evidence: Evidence, live: LiveBank, now: dt.datetime
) -> tuple[dict[str, AreaEstimate], dt.datetime]:
    """The kept numbers where they still stand, else new ones from the same answers.

    New ones are not stored: this is read by a GET.
    """
    row: LevelEstimate | None = _KEPT.first(person_id)
    if evidence.is_empty:
        return {}, now
    if row is not None and row.stamp == live.stamp and evidence.newest <= row.as_of <= now:
        return selectors.as_estimates(row.areas, row.as_of), row.as_of
    areas = estimates.profile_from(evidence, live)
    if row is not None:
        areas = estimates.with_before(areas, row.areas, "")
    return selectors.as_estimates(areas, now), now


_KEPT = Prepared(lambda person_id: LevelEstimate.objects.filter(person_id=person_id))


# --- the groups ----------------------------------------------------------------------------------


def _groups(facts: _Known, lessons: Mapping[str, Lesson]) -> list[Group]:
    titles = {
        Verdict.BELOW_PROBABLY: _("Below"),
        Verdict.TOO_CLOSE: _("Too close to call"),
        Verdict.MET_PROBABLY: _("Entry level met"),
        Verdict.UNMEASURED: _("Not measured yet"),
    }
    words = why.said()
    found: dict[Verdict, list[AreaRow]] = {kind: [] for kind in _ORDER}
    for area in facts.live.framework.areas:
        one = facts.known.get(area.id)
        if one is None or not one.is_measured:
            found[Verdict.UNMEASURED].append(_unmeasured(area, facts, words))
        else:
            found[one.verdict].append(
                _measured(area, one, facts, words=words, lesson=lessons.get(area.id))
            )
    return [
        Group(titles[kind], rows, kind is not Verdict.UNMEASURED)
        for kind, rows in found.items()
        if rows
    ]


def _measured(
    area: AreaView, one: AreaEstimate, facts: _Known, *, words: why.Said, lesson: Lesson | None
) -> AreaRow:
    given = facts.by_area.get(area.id, ())
    chance = words.chance % {"chance": wording.in_100(one.p_entry)}
    target = facts.role.targets.get(area.id)
    guess = facts.guesses.get(area.id)
    return AreaRow(
        id=area.id,
        name=area.name,
        low=one.low,
        middle=one.middle,
        high=one.high,
        guess=guess,
        target=target or None,
        label=_label(area.name, one, words, guess=guess, target=target),
        verdict=words.verdicts[one.verdict],
        chance=chance,
        was=_was(one),
        rows=_rows(facts, area.id, words),
        sentences=[
            *_sentences(one, given, target, words),
            *why_works.sentences(facts.works.get(area.id, ())),
            *([calls.say(facts.calls[area.id])] if area.id in facts.calls else []),
            *([words.own_aim % {"level": target}] if area.id in facts.own else []),
        ],
        check=area.id if facts.fresh[area.id] else "",
        lesson=lesson,
    )


def _unmeasured(area: AreaView, facts: _Known, words: why.Said) -> AreaRow:
    given = facts.by_area.get(area.id, ())
    can_ask = bool(facts.fresh[area.id])
    target = facts.role.targets.get(area.id)
    guess = facts.guesses.get(area.id)
    if given:
        first = _("You answered here, but none of it counts any more.")
    else:
        first = _("You have answered no question here, so nothing is said about your level.")
    second = "" if can_ask else _("No question is ready for you in this area now.")
    return AreaRow(
        id=area.id,
        name=area.name,
        low=0.0,
        middle=2.0,
        high=4.0,
        guess=guess,
        target=target or None,
        label=_("%(area)s: not measured yet") % {"area": area.name},
        verdict=words.verdicts[Verdict.UNMEASURED],
        chance="",
        rows=_rows(facts, area.id, words),
        sentences=[one for one in (first, second) if one],
        check=area.id if can_ask else "",
    )


def _rows(facts: _Known, area_id: str, words: why.Said) -> list[why.Row]:
    works, given = facts.works.get(area_id, ()), facts.by_area.get(area_id, ())
    return [
        *why_works.rows(works, live=facts.live, now=facts.now, words=words),
        *why.rows(given, live=facts.live, now=facts.now, words=words),
    ]


def _was(one: AreaEstimate) -> Was | None:
    if one.was is None:
        return None
    low, _middle, high = one.was["drawn"]
    return Was(low, high, str(one.was["cause"]), int(one.was["lost"]))


def _label(
    name: str, one: AreaEstimate, words: why.Said, *, guess: float | None, target: int | None
) -> str:
    """The drawing in a sentence, for those who cannot see it."""
    parts = [words.drawn % {"area": name, "low": one.low, "high": one.high, "middle": one.middle}]
    if guess is not None:
        parts.append(words.guess % {"guess": guess})
    if target:
        parts.append(words.needs % {"target": target})
    return "; ".join(parts)


def _sentences(
    one: AreaEstimate, given: Sequence[Given], target: int | None, words: why.Said
) -> list[str]:
    found = [
        why.worth(given, one.fresh, words),
        why.footing(one.all_claims, one.live_claims, words),
    ]
    if any(answer.question.state == "expert-set" for answer in given):
        found.append(words.by_experts)
    if target is not None and target > ENTRY:
        found.append(words.above % {"level": wording.number(target)})
    elif target is not None and target < ENTRY:
        found.append(words.below)
    return found


# --- what is said first --------------------------------------------------------------------------


def _short(facts: _Known) -> tuple[int, int]:
    """Areas where the role needs entry level or more.

    How many are below, how many too close to call.
    """
    needed = [
        one.verdict
        for area, one in facts.known.items()
        if one.is_measured and facts.role.targets.get(area, 0) >= ENTRY
    ]
    return needed.count(Verdict.BELOW_PROBABLY), needed.count(Verdict.TOO_CLOSE)


def _headline(facts: _Known, short: int, close: int) -> str:
    if not any(one.is_measured for one in facts.known.values()):
        return _("Nothing is measured yet.")
    if short:
        return ngettext(
            "%(N)s area is short of the entry level your role needs.",
            "%(N)s areas are short of the entry level your role needs.",
            short,
        ) % {"N": in_words(short).capitalize()}
    if close:
        return ngettext(
            "Nothing is clearly short. %(N)s area is too close to call.",
            "Nothing is clearly short. %(N)s areas are too close to call.",
            close,
        ) % {"N": in_words(close).capitalize()}
    return _("Entry level is met, probably, wherever it was measured.")


def _lead(facts: _Known) -> str:
    """The largest disagreement between a person's own word and the band.

    Nothing where there is none.
    """
    names = {area.id: area.name for area in facts.live.framework.areas}
    found = []
    for area, guess in facts.guesses.items():
        one = facts.known.get(area)
        if one is not None and one.is_measured and not one.low <= guess <= one.high:
            apart = guess - one.high if guess > one.high else guess - one.low
            found.append((apart, names[area]))
    if not found:
        return ""
    apart, name = max(found, key=lambda row: abs(row[0]))
    if apart > 0:
        return _("In %(area)s you see yourself higher than your answers do.") % {"area": name}
    return _("In %(area)s your answers are better than you think.") % {"area": name}


# --- what would help -----------------------------------------------------------------------------


def _steps(facts: _Known, person_id: int) -> tuple[list[NextStep], Mapping[str, Lesson]]:
    """The two most useful next steps.

    By the level the role needs times how far from sure entry level is.
    """
    ranked = []
    for area in facts.live.framework.areas:
        target = facts.role.targets.get(area.id, 0)
        one = facts.known.get(area.id)
        measured = one is not None and one.is_measured
        doubt = 1 - one.p_entry if one is not None and measured else 0.5
        if target >= ENTRY and not (measured and one and one.verdict is Verdict.MET_PROBABLY):
            ranked.append((target * doubt, -area.index, area, one if measured else None))
    ranked.sort(key=lambda row: row[:2], reverse=True)
    shown = [area.id for *_rest, area, _one in ranked]
    lessons = suggested(person_id, shown)
    steps: list[NextStep] = []
    for _value, _place, area, one in ranked:
        step = _step(area, one, facts, lessons.get(area.id))
        if step is not None:
            steps.append(step)
        if len(steps) == STEPS:
            break
    return steps, lessons


def _step(
    area: AreaView, one: AreaEstimate | None, facts: _Known, lesson: Lesson | None
) -> NextStep | None:
    if one is not None and one.verdict is Verdict.BELOW_PROBABLY and lesson is not None:
        reason = _("Below, probably, and your role needs it. The lesson is where it starts.")
        return NextStep(area.id, area.name, reason, lesson, lesson.minutes)
    questions = facts.fresh[area.id]
    if not questions:
        return None
    many = min(sitting.per_area(sitting.AREA), len(questions))
    seconds = many * sum(q.seconds for q in questions) / len(questions)
    minutes = max(1, round(seconds / 60))
    if one is None:
        reason = _("Your role needs it, and nothing is measured yet.")
    elif one.verdict is Verdict.BELOW_PROBABLY:
        reason = _("Below, probably. More answers would tell how far.")
    else:
        reason = _("Too close to call. More answers would narrow the band.")
    return NextStep(area.id, area.name, reason, None, minutes)


def _again(facts: _Known, evidence: Evidence, *, besides: Collection[str]) -> list[Retest]:
    """Areas worth being asked about again, where a question is ready.

    What a next step says already is left out.
    """
    learned = {area: moments for (_person, area), moments in evidence.epochs.items()}
    ready = [area for area in facts.live.framework.areas if facts.fresh[area.id]]
    return retests(
        ready,
        known=facts.known,
        given=facts.by_area,
        learned=learned,
        now=facts.now,
        besides=besides,
    )


# --- what is assumed -----------------------------------------------------------------------------


def _assumed(live: LiveBank) -> dict[str, Any]:
    together = live.shelf.together
    low, high = together.ends
    return {
        "correlation": wording.number(ASSUMED_CORRELATION, decimals=2),
        "people": together.people,
        "ends": f"{wording.number(low, decimals=2)} … {wording.number(high, decimals=2)}",
        "share": wording.percent(together.share),
        "low": wording.number(CORRELATION_LOW, decimals=2),
        "high": wording.number(CORRELATION_HIGH, decimals=2),
        "months": round(ASSUMED_RETENTION_HALF_LIFE),
        "step": wording.number(ASSUMED_PROCESS_SD, decimals=1),
        "reading": wording.number(ASSUMED_AFTER_READING, decimals=1),
        "reading_low": wording.number(READING_LOW, decimals=2),
    }


def _moves(evidence: Evidence, facts: _Known) -> list[tuple[str, list[str]]]:
    """Rows (area, chances at entry level in 100) under each assumption, measured areas only."""
    found = estimates.sensitivity(evidence, facts.live)
    columns = (
        found.base,
        found.correlation_low,
        found.correlation_high,
        found.retention_halved,
        found.step_halved,
        found.reading_full,
        found.reading_quarter,
    )
    return [
        (area.name, [wording.in_100(float(column[area.index])) for column in columns])
        for area in facts.live.framework.areas
        if area.id in facts.known and facts.known[area.id].is_measured
    ]
