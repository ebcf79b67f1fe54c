"""What the pages around a sitting print.

The choice before it, the open question, and what is shown after the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import calls, numerals, selectors, sitting
from whetstone.apps.diagnose.live import as_drawn, shelf
from whetstone.apps.diagnose.sheet import Sheet, sheet
from whetstone.apps.diagnose.targets import own_targets
from whetstone.apps.field import selectors as field
from whetstone.core.measurement.scoring import Part, score, spots
from whetstone.web import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.forms import Filled
    from whetstone.apps.diagnose.live import LiveBank, Question
    from whetstone.apps.diagnose.models import Response
    from whetstone.apps.diagnose.services import Step

_SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Mode:
    """A kind of check that can be chosen."""

    id: str
    name: str
    say: str
    areas: Sequence[tuple[str, str]]
    questions: int
    minutes: int
    chosen: bool


def modes(
    *,
    live: LiveBank,
    fresh: Mapping[str, Sequence[Question]],
    areas_by_mode: Mapping[str, Sequence[str]],
    chosen: str,
) -> list[Mode]:
    """The kinds of check with their areas, length and time.

    Time is what the questions are set for.

    `fresh` are the questions of each area that may be asked and that this person has not seen
    lately.
    """
    names = {
        sitting.QUICK: (
            _("The two areas that matter most to your role"),
            _("A first picture. Everything else stays unmeasured and is shown so."),
        ),
        sitting.SCAN: (
            _("All areas"),
            _("Two questions in each: wide bands, nothing left out that has questions."),
        ),
        sitting.AREA: (_("One area"), _("Ends as soon as the band is narrow enough.")),
        sitting.ENTRY: (
            _("Entry level in one area, yes or no"),
            _(
                "Ends as soon as it can be called, wrong for at most 5 in 100 people on either "
                "side. After the last question it may still be too close to call."
            ),
        ),
    }
    titles = {area.id: area.name for area in live.framework.areas}
    found = []
    for mode, areas in areas_by_mode.items():
        questions, minutes = _size(mode, [fresh[area] for area in areas])
        found.append(
            Mode(
                id=mode,
                name=names[mode][0],
                say=names[mode][1],
                areas=[(area, titles[area]) for area in areas],
                questions=questions,
                minutes=minutes,
                chosen=mode == chosen,
            )
        )
    return found


def _size(mode: str, ready: Sequence[Sequence[Question]]) -> tuple[int, int]:
    """Questions at most, and the minutes they are set for.

    `ready` has one list of questions for each area.
    """
    questions, seconds = 0, 0.0
    for there in ready:
        many = min(sitting.per_area(mode), len(there))
        questions += many
        if there:
            seconds += many * sum(q.seconds for q in there) / len(there)
    return questions, round(seconds / _SECONDS_A_MINUTE)


def own_words() -> list[tuple[float, str]]:
    """What the slider says, up to each value."""
    return [
        (0.5, _("Not yet: I have not done this.")),
        (1.5, _("Aware: I know the words and can follow.")),
        (2.5, _("Entry: I do everyday cases on my own.")),
        (3.5, _("Proficient: I handle hard cases well.")),
        (4.0, _("Leads: others learn it from me.")),
    ]


def question_page(step: Step, filled: Filled, *, live: LiveBank) -> dict[str, Any]:
    """The open question as its page prints it, filled in as it came; no query."""
    opened = step.open
    if opened is None:
        raise ValueError("The sitting has ended.")
    paper = sheet(opened.question.payload, opened.seed)
    progress = sitting.progress(opened.mode, answered=opened.answered, length=opened.length)
    options = paper.options
    if paper.format == "order" and filled.given.get("order"):
        texts = dict(options)
        options = tuple((one, texts[one]) for one in filled.given["order"])
    return {
        "attempt_id": opened.attempt_id,
        "place": opened.place,
        "item": opened.question.pk,
        "sheet": paper,
        "options": options,
        "given": filled.given,
        "faults": filled.faults,
        "progress": progress,
        "nth": numerals.nth_question(opened.answered + 1),
        "to_come": numerals.still_to_come(progress.soon, progress.maybe),
        "answered": opened.answered,
        "withdrawn": step.withdrawn,
        "why": _why(opened.question, live),
        "ratings": ratings(),
    }


def ratings() -> list[tuple[str, str]]:
    """The four words of a rating."""
    return [
        ("1", _("harmful")),
        ("2", _("weak")),
        ("3", _("good")),
        ("4", _("very effective")),
    ]


def _why(question: Question, live: LiveBank) -> list[str]:
    """Why this question: what it is about, how well it is known, and what it rests on."""
    area = live.framework.area(question.area_id).name
    found = [
        _(
            "Of the questions this check still needs, "
            "it is among those expected to tell most about %(area)s."
        )
        % {"area": area}
    ]
    if sitting.is_pilot(question):
        found = [_("This question is new and is being tried out. It counts for nobody yet.")]
    elif question.state == "expert-set":
        found.append(
            _(
                "Question %(id)s, version %(version)s. Its difficulty was set by its authors, "
                "not yet measured from answers, so the band stays wider."
            )
            % {"id": question.slug, "version": wording.number(question.version)}
        )
    else:
        found.append(
            _("Question %(id)s, version %(version)s. Its difficulty is measured from answers.")
            % {"id": question.slug, "version": wording.number(question.version)}
        )
    if not question.rests_on:
        found.append(_("It rests on no fact that can change, so no change can make it wrong."))
        return found
    oldest = min(live.ledger.states[slug].as_of for slug in question.rests_on)
    many = len(question.rests_on)
    found.append(
        ngettext(
            "It rests on %(n)s dated fact, current and last verified on %(day)s.",
            "It rests on %(n)s dated facts, all current; the oldest was last verified on %(day)s.",
            many,
        )
        % {"n": wording.number(many), "day": wording.day(oldest)}
    )
    return found


def called(found: Mapping[str, calls.Call]) -> list[tuple[str, str]]:
    """What a check by itself said, area by area in the order of the framework."""
    return [
        (area.name, calls.say(found[area.id]))
        for area in shelf().framework.areas
        if area.id in found
    ]


# --- after the last question ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a question with what the person did, what fits, and why."""

    text: str
    tag: str
    why: str
    is_mine: bool
    is_key: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A question of a finished sitting with its answer and its reasons."""

    title: str
    area: str
    sheet: Sheet
    result: str
    parts: Sequence[Told]
    rationale: str
    slug: str = ""
    rests_on: tuple[str, ...] = ()


def shown(
    answers: Sequence[Response], drawn: Mapping[int, dict[str, Any]] | None = None
) -> list[Shown]:
    """The questions of a sitting with answers and reasons, in the order they were asked.

    `drawn`: by stored question, the values with which it was asked, where it is a template.
    """
    stand = shelf()
    areas = {area.id: area.name for area in stand.framework.areas}
    found = []
    for row in answers:
        question = stand.by_pk.get(row.item_id)
        if question is not None:
            asked = as_drawn(question, (drawn or {}).get(row.item_id, {}))
            found.append(_shown(asked, row, areas[question.area_id]))
    return found


def statements(shown: Sequence[Shown], *, workspace_id: int) -> dict[str, str]:
    """What the claims under these questions say, for whoever reports one of them; one query."""
    slugs = {slug for one in shown for slug in one.rests_on}
    return {slug: row.statement for slug, row in field.claims(workspace_id, slugs).items()}


class Answered(Protocol):
    """An answer with its points: one that measures, or one for practice."""

    answer: Any
    score: Any
    max_score: Any


def told(question: Question, row: Answered, *, area: str = "") -> Shown:
    """One answer with its reasons, for lessons and refreshers; no query.

    Raises:
        Faults: the answer was given to an older shape of the question.
    """
    return _shown(question, row, area)


def _shown(question: Question, row: Answered, area: str) -> Shown:
    payload = question.payload
    marked = score(payload, row.answer)
    return Shown(
        title=question.short,
        area=area,
        sheet=sheet(payload, 0),
        result=_result(row),
        parts=[_told(part, payload) for part in _in_order(marked.parts, payload)],
        rationale=str(payload.get("rationale") or ""),
        slug=question.slug,
        rests_on=question.rests_on,
    )


def _result(row: Answered) -> str:
    if row.answer.get("unknown"):
        return _("did not know yet")
    if row.score == row.max_score:
        return _("right")
    points = {"n": wording.number(row.score), "of": wording.number(row.max_score)}
    return _("partly, %(n)s of %(of)s") % points if row.score else _("not right")


def _in_order(parts: Sequence[Part], payload: Mapping[str, Any]) -> Sequence[Part]:
    """Steps in an order that earns full marks; everything else as it is."""
    example = payload.get("example_full_credit")
    if payload["format"] != "order" or not example:
        return parts
    place = {str(one): n for n, one in enumerate(example[0])}
    return sorted(parts, key=lambda part: place.get(part.id, len(place)))


def _told(part: Part, payload: Mapping[str, Any]) -> Told:
    kind = str(payload["format"])
    if kind == "order":
        tag = _("you: place %(n)s") % {"n": part.chosen} if part.chosen else ""
        return Told(part.text, tag, part.why, is_mine=False, is_key=bool(part.right))
    if kind == "rate":
        return _told_rate(part, payload)
    if kind == "matching":
        return _told_match(part, payload)
    if kind == "best_worst":
        return _told_ends(part, payload)
    key = _key(part, payload)
    mine = part.chosen is True
    if kind == "hot_spot":
        return _told_spot(part, is_mine=mine, is_key=key)
    tag = {
        (True, True): _("your answer, right"),
        (True, False): _("your answer"),
        (False, True): _("right answer"),
        (False, False): "",
    }[mine, key]
    return Told(part.text, tag, part.why, is_mine=mine, is_key=key)


def _told_spot(part: Part, *, is_mine: bool, is_key: bool) -> Told:
    tag = {
        (True, True): _("a fault; you marked it"),
        (True, False): _("sound; you marked it"),
        (False, True): _("a fault"),
        (False, False): _("sound"),
    }[is_mine, is_key]
    return Told(part.text, tag, part.why, is_mine=is_mine, is_key=is_key)


def _key(part: Part, payload: Mapping[str, Any]) -> bool:
    """Whether an option belongs to the key, also where nobody tried."""
    kind = payload["format"]
    listed = spots(payload) if kind == "hot_spot" else payload["options"]
    option = next(one for one in listed if str(one["id"]) == part.id)
    if kind in {"multi_select", "hot_spot"}:
        return bool(option["correct"])
    return int(option["score"]) == int(payload["scoring"]["max"])


def _told_rate(part: Part, payload: Mapping[str, Any]) -> Told:
    words = dict(ratings())
    action = next(one for one in payload["actions"] if str(one["id"]) == part.id)
    tag = _("key: %(key)s") % {"key": words[str(action["key"])]}
    if part.chosen is not None:
        tag = _("you: %(mine)s") % {"mine": words[str(part.chosen)]} + "; " + tag
    return Told(part.text, tag, part.why, is_mine=False, is_key=bool(part.right))


def _told_match(part: Part, payload: Mapping[str, Any]) -> Told:
    texts = {str(one["id"]): str(one["text"]) for one in payload["right"]}
    key = payload["key"].get(part.id)
    if key is None:
        return Told(part.text, _("fits none"), part.why, is_mine=False, is_key=False)
    tag = _("fits: %(text)s") % {"text": texts[str(key)]}
    if part.chosen is not None and part.chosen != key:
        tag += " " + _("You chose: %(text)s") % {"text": texts[str(part.chosen)]}
    return Told(part.text, tag, part.why, is_mine=False, is_key=bool(part.right))


def _told_ends(part: Part, payload: Mapping[str, Any]) -> Told:
    words = {"best": _("best"), "worst": _("worst")}
    rule = payload["scoring"]
    ends = {end: max(rule[end], key=rule[end].get) for end in words}
    key = next((words[end] for end, one in ends.items() if one == part.id), "")
    mine = words.get(str(part.chosen), "")
    tags = [_("key: %(key)s") % {"key": key}] if key else []
    if mine:
        tags.insert(0, _("you: %(mine)s") % {"mine": mine})
    return Told(
        part.text, "; ".join(tags), part.why, is_mine=bool(mine), is_key=bool(key) and mine == key
    )


# --- sharing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shareable:
    """An area whose verdict word may be shared, and whether it is."""

    id: str
    name: str
    words: str
    is_shared: bool


def shareable(person_id: int, *, areas: Sequence[str] | None = None) -> list[Shareable]:
    """Every measured area (or those given) with the word that the lead would read.

    Measured ones only.
    """
    known = selectors.estimates(person_id)
    shared = selectors.shared_areas([person_id]).get(person_id, frozenset())
    framework = shelf().framework
    return [
        Shareable(
            area.id,
            area.name,
            _(known[area.id].verdict.words) if area.id in known else _("not measured yet"),
            area.id in shared,
        )
        for area in framework.areas
        if (areas is None or area.id in areas)
        and (area.id in shared or (area.id in known and known[area.id].is_measured))
    ]


@dataclass(frozen=True, slots=True)
class Read:
    """One person's verdicts as a lead reads them: each word once, with its areas by name."""

    who: str
    said: list[tuple[str, list[str]]]


def as_read(names: Mapping[int, str]) -> list[Read]:
    """What a lead reads of these people, by name; two queries. The preview shows this too."""
    found = selectors.verdict_words(list(names))
    areas = {area.id: area.name for area in shelf().framework.areas}
    rows = []
    for person in sorted(found, key=lambda one: (names[one], one)):
        said: dict[str, list[str]] = {}
        for area, words in found[person].items():
            said.setdefault(_(words), []).append(areas[area])
        lines = [(words, sorted(theirs)) for words, theirs in sorted(said.items())]
        rows.append(Read(names[person], lines))
    return rows


# --- aims ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """An area with what its person aims for ("" where it is what the role needs)."""

    id: str
    name: str
    own: str
    options: Sequence[tuple[str, str]]


def aims(person_id: int, role_id: str) -> list[Aim]:
    """Every area with the levels to choose from; one query."""
    framework = shelf().framework
    role = framework.role(role_id)
    own = own_targets([person_id]).get(person_id, {})
    levels = [
        (str(level), f"{wording.number(level)} {name}")
        for level, name in enumerate(framework.levels)
    ]
    return [
        Aim(
            area.id,
            area.name,
            str(own[area.id]) if area.id in own else "",
            [
                (
                    "",
                    _("what my role needs: %(level)s")
                    % {"level": wording.number(role.targets.get(area.id, 0))},
                ),
                *levels,
            ],
        )
        for area in framework.areas
    ]
