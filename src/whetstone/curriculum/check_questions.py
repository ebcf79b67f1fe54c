"""Checks questions, cards and tasks: what they point at, and whether their keys hold."""

from __future__ import annotations

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.scoring import score
from whetstone.curriculum.check_drawn import is_drawn
from whetstone.curriculum.cues import length_cues, set_length_cue
from whetstone.curriculum.draft import Passage
from whetstone.curriculum.read_draw import check_drawings
from whetstone.curriculum.read_items import LIVE
from whetstone.curriculum.read_ledger import DEAD
from whetstone.curriculum.read_spots import check_spots
from whetstone.curriculum.reading import MAX_GRADE, MAX_WORDS, grade, long_sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Card, Item, Task

_SHORT: Final = range(2, 9)
_BANK: Final = 6


def check_questions(draft: Draft) -> None:
    """Check every item, card and task."""
    for item in draft.items.values():
        _check_item(item, draft)
    for card in draft.cards.values():
        _check_card(card, draft)
    for task in draft.tasks.values():
        _check_task(task, draft)
    _check_key_places(draft)


def all_known(
    draft: Draft, where: tuple[str, ...], targets: Iterable[str], table: Collection[str]
) -> None:
    """A fault for each of `targets` that is not in `table`; `where`: the id, then keys."""
    noun = _NOUNS[where[-1]]
    for index, target in enumerate(targets):
        if target and target not in table:
            place = draft.origins[where[0]].at(*where[1:], index)
            draft.log.fault(place, f"unknown-{noun}", f"There is no {noun} {target!r}.")


_NOUNS: Final = {
    "rests_on": "claim",
    "mentions": "claim",
    "claims": "claim",
    "enemies": "item",
    "pre": "item",
    "practice": "item",
    "check": "item",
    "cards": "card",
    "lesson": "lesson",
    "lessons": "lesson",
    "prerequisites": "lesson",
    "skill": "skill",
    "skills": "skill",
    "area": "area",
    "areas": "area",
    "tasks": "task",
}


def skills_of(draft: Draft) -> dict[str, str]:
    """Area by skill."""
    framework = draft.framework
    return {skill.id: skill.area for skill in framework.skills} if framework else {}


def _cites(draft: Draft, thing: Item | Card | Task, *, is_live: bool) -> None:
    all_known(draft, (thing.id, "rests_on"), thing.rests_on, draft.claims)
    all_known(draft, (thing.id, "mentions"), thing.mentions, draft.claims)
    origin = draft.origins[thing.id]
    for index, id_ in enumerate(thing.rests_on):
        if id_ in thing.mentions:
            what = f"{id_} stands in `rests_on` and in `mentions`."
            draft.log.fault(origin.at("mentions"), "twice", what, "Keep one of them.")
        claim = draft.claims.get(id_)
        if claim and is_live and claim.status in DEAD:
            what = f"{thing.id} is live, but rests on {id_}, which is {claim.status}."
            mend = "Rest it on a current claim, mention the old one, or retire it."
            draft.log.fault(origin.at("rests_on", index), "dead-claim", what, mend)


def _points(draft: Draft, thing: Item | Card | Task) -> None:
    if thing.lesson:
        all_known(draft, (thing.id, "lesson"), [thing.lesson], draft.lessons)


def _check_item(item: Item, draft: Draft) -> None:
    origin = draft.origins[item.id]
    skills = skills_of(draft)
    if draft.framework:
        all_known(draft, (item.id, "skill"), [item.skill], skills)
        all_known(draft, (item.id, "area"), [item.area], set(skills.values()))
        if item.skill in skills and item.area != skills[item.skill]:
            what = f"{item.skill} is not a skill of {item.area}."
            draft.log.fault(origin.at("area"), "unknown-area", what)
    _cites(draft, item, is_live=item.status in LIVE)
    _check_ground(item, draft)
    _points(draft, item)
    all_known(draft, (item.id, "enemies"), item.enemies, draft.items)
    if item.id in item.enemies:
        draft.log.fault(origin.at("enemies"), "unknown-item", "An item is its own enemy.")
    if len(item.short.split()) not in _SHORT:
        what = f"The short title has {len(item.short.split())} words."
        draft.log.hint(origin.at("short"), "short-length", what, "Three to six are best.")
    if item.id in draft.sound:
        _check_key(item, draft)
        _check_lengths(item, draft)
        check_drawings(item, draft)
    if item.language == "en":
        _check_reading(item, draft)


def _check_ground(item: Item, draft: Draft) -> None:
    """No scored question rests on what is in doubt.

    One that rests on a claim a waiting change proposes is shown once the change is published.
    """
    for index, id_ in enumerate(item.rests_on):
        claim = draft.claims.get(id_)
        if claim and claim.status == "doubtful" and item.status in LIVE:
            place = draft.origins[item.id].at("rests_on", index)
            what = f"{item.id} is scored, but rests on {id_}, which is in doubt."
            mend = "Rest it on a current claim, or make it a draft until the doubt is settled."
            draft.log.fault(place, "doubtful-ground", what, mend)


def _check_key(item: Item, draft: Draft) -> None:
    """Run the scoring on the key, on the printed order and on the examples."""
    place = draft.origins[item.id].at("scoring")
    rule = item.scoring
    raw = _raw_of_key(item)
    answer = _key_answer(item)
    if answer is None:
        what = "The agreed pairs contradict each other: no order keeps them all."
        draft.log.fault(place, "pairs-contradict", what)
        return
    points = _score(item, answer, draft)
    if points is not None and (points != rule.maximum or raw not in (None, rule.maximum)):
        what = f"The key earns {points if raw is None else raw} of {rule.maximum} points."
        draft.log.fault(place, "key-not-full", what, "The key must earn exactly the maximum.")
    tops = [id_ for id_, points in rule.scores.items() if points == rule.maximum]
    if rule.type == "graded_option" and len(tops) > 1:
        what = f"{len(tops)} options earn full marks: {', '.join(tops)}."
        draft.log.fault(place, "two-keys", what, "Single choice has one best answer.")
    printed = _printed_answer(item)
    if printed and _score(item, printed, draft) == rule.maximum:
        what = "The printed order earns full marks."
        draft.log.fault(place, "printed-order", what, "Print it in another order.")
    for index, example in enumerate(item.payload.get("example_full_credit", [])):
        at = draft.origins[item.id].at("example_full_credit", index)
        if (points := _score(item, {"order": example}, draft, at)) not in {rule.maximum, None}:
            what = f"This order earns {points} of {rule.maximum} points."
            draft.log.fault(at, "example-not-full", what, "Mend the order or the pairs.")


def _score(
    item: Item, answer: dict[str, Any], draft: Draft, at: tuple[str, int] | None = None
) -> int | None:
    try:
        return score(item.payload, answer).points
    except Faults as faults:
        place = at or draft.origins[item.id].at("scoring")
        what = "; ".join(fault.what for fault in faults.faults)
        draft.log.fault(place, "not-scorable", f"The answer cannot be scored: {what}")
        return None


def _raw_of_key(item: Item) -> int | None:
    """Points of the key before they are cut off at the maximum; None where nothing is cut."""
    rule = item.scoring
    if rule.type == "plus_minus":
        return rule.right * len(rule.right_options)
    if rule.type == "best_worst":
        return max(rule.best.values(), default=0) + max(rule.worst.values(), default=0)
    return None


def _key_answer(item: Item) -> dict[str, Any] | None:
    rule = item.scoring
    if rule.type == "graded_option":
        return {"choice": max(rule.scores, key=lambda id_: rule.scores[id_])}
    if rule.type == "plus_minus":
        return {"chosen": list(rule.right_options)}
    if rule.type == "best_worst":
        best = max(rule.best, key=lambda id_: rule.best[id_])
        return {"best": best, "worst": max(rule.worst, key=lambda id_: rule.worst[id_])}
    if rule.type == "matching":
        return {"pairs": dict(rule.key)}
    if rule.type == "rate_proximity":
        return {"ratings": dict(rule.key)}
    return _order_of(item)


def _order_of(item: Item) -> dict[str, Any] | None:
    after: dict[str, set[str]] = {option["id"]: set() for option in item.payload["options"]}
    for first, then in item.scoring.pairs:
        after[then].add(first)
    try:
        return {"order": list(TopologicalSorter(after).static_order())}
    except CycleError:
        return None


def _printed_answer(item: Item) -> dict[str, Any] | None:
    if item.format == "order":
        return {"order": [option["id"] for option in item.payload["options"]]}
    if item.format == "matching":
        sides = zip(item.payload["left"], item.payload["right"], strict=False)
        return {"pairs": {left["id"]: right["id"] for left, right in sides}}
    return None


def _check_lengths(item: Item, draft: Draft) -> None:
    if item.format == "hot_spot":
        check_spots(item, draft)
    if is_drawn(item):
        return  # all its drawings are looked at in `check_drawn`
    if item.format == "multi_select":
        for rule, mend in set_length_cue(item.payload["options"]):
            what = "The right answers differ in length from the wrong ones."
            draft.log.hint(draft.origins[item.id].at("options"), rule, what, mend)
    if item.format not in {"data_single", "best_worst"}:
        return
    key = _key_answer(item) or {}
    at = key["choice"] if "choice" in key else key["best"]
    lengths = ", ".join(str(len(option["text"])) for option in item.payload["options"])
    said = {
        "answer-lengths": f"The answers differ much in length: {lengths} characters.",
        "key-longest": "The key is the longest answer.",
    }
    place = draft.origins[item.id].at("options")
    for rule, mend in length_cues(item.payload["options"], at):
        draft.log.hint(place, rule, said[rule], mend)


def _check_key_places(draft: Draft) -> None:
    places: dict[str, Counter[int]] = {}
    for item in draft.items.values():
        if item.format == "data_single" and item.id in draft.sound:
            ids = [option["id"] for option in item.payload["options"]]
            at = ids.index((_key_answer(item) or {})["choice"])
            places.setdefault(draft.origins[item.id].file, Counter())[at] += 1
    for file, counts in places.items():
        place, often = counts.most_common(1)[0]
        if counts.total() >= _BANK and often > counts.total() / 2:
            what = f"The key stands at place {place + 1} in {often} of {counts.total()} questions."
            draft.log.hint((file, 1), "key-places", what, "Spread the keys.")


def _check_reading(item: Item, draft: Draft) -> None:
    origin = draft.origins[item.id]
    payload = item.payload
    stimulus = payload.get("stimulus") or {}
    passages = [
        Passage(origin.at("stimulus")[1], str(stimulus.get(key, "")))
        for key in ("context", "note")
    ]
    passages.append(Passage(origin.at("stem")[1], str(payload["stem"])))
    for key in ("options", "segments", "left", "right", "actions"):
        for index, entry in enumerate(payload.get(key, [])):
            line = origin.at(key, index)[1]
            passages += [Passage(line, entry["text"]), Passage(line, entry.get("why", ""))]
    check_reading(draft, origin.at("stem"), passages)


def check_reading(draft: Draft, place: tuple[str, int], passages: list[Passage]) -> None:
    """Warn of long sentences and of a grade level that is too high."""
    for line, count in long_sentences(passages):
        what = f"A sentence has {count} words."
        mend = f"At most {MAX_WORDS}."
        draft.log.hint((place[0], line), "long-sentence", what, mend)
    level = grade(passage.text for passage in passages)
    if level is not None and level > MAX_GRADE:
        what = f"The text reads at grade {level:.1f}."
        draft.log.hint(place, "grade", what, f"At most {MAX_GRADE:g}: shorter words, sentences.")


def _check_card(card: Card, draft: Draft) -> None:
    _cites(draft, card, is_live=card.status == "published")
    _points(draft, card)
    origin = draft.origins[card.id]
    if draft.framework:
        all_known(draft, (card.id, "skill"), [card.skill], skills_of(draft))
    if card.language == "en":
        texts = [
            Passage(origin.at("front")[1], card.front),
            Passage(origin.at("back")[1], card.back),
        ]
        check_reading(draft, origin.at("front"), texts)


def _check_task(task: Task, draft: Draft) -> None:
    origin = draft.origins[task.id]
    _cites(draft, task, is_live=task.status == "published")
    _points(draft, task)
    if draft.framework:
        skills = skills_of(draft)
        all_known(draft, (task.id, "skills"), task.skills, skills)
        for index, row in enumerate(task.rubric):
            if row.skill and row.skill not in skills:
                place = origin.at("rubric", index, "skill")
                draft.log.fault(place, "unknown-skill", f"There is no skill {row.skill!r}.")
    reading = draft.readings[task.id]
    for mark in reading.marks:
        if mark.target not in draft.claims:
            place = (origin.file, mark.line)
            draft.log.fault(place, "unknown-claim", f"There is no claim {mark.target!r}.")
        elif mark.target not in {*task.rests_on, *task.mentions}:
            what = f"{mark.target} is used here, but not listed above."
            draft.log.fault((origin.file, mark.line), "undeclared-claim", what)
    if task.language == "en":
        check_reading(draft, origin.at("title"), list(reading.passages))
