"""The folder: one page a lesson, a task and a guide; questions and cards by area; the words.

Every link inside is relative and leads to a page of the folder. Marks of our own are turned into
plain Markdown; anchors are `<a id>`, which every reader of Markdown keeps.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.curriculum.export.bodies import LESSON_UP, body_of, reworded
from whetstone.curriculum.export.questions import question
from whetstone.curriculum.gather import gather

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Claim, Course, Guide, Lesson, Review, Task

LICENCE: Final = "CC-BY-4.0.md"
UNREVIEWED: Final = (
    "No professional from outside has reviewed a part unless it says so there. Keys of questions"
    " are the authors' until a panel has rated them."
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and where."""

    folder: str
    pages: int
    figures: int


def export(root: Path, folder: Path) -> Exported:
    """Write everything below `root` into a folder that is empty or not there yet.

    Raises:
        Faults: the curriculum has faults, or something lies in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        mend = "Name a folder that is empty or not there yet."
        raise Faults([Fault(str(folder), "something lies here already.", mend)])
    draft = gather(root)
    if draft.log.faults:
        raise Faults(
            Fault(f"{one.file}:{one.line}", one.what, one.mend) for one in draft.log.faults
        )
    pages = dict(_pages(draft))
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip() + "\n", encoding="utf-8")
    figures = sorted((root / "figures").glob("*.svg"))
    for figure in figures:
        (folder / "figures").mkdir(exist_ok=True)
        shutil.copyfile(figure, folder / "figures" / figure.name)
    if (root / LICENCE).is_file():
        shutil.copyfile(root / LICENCE, folder / LICENCE)
    return Exported(str(folder), len(pages), len(figures))


def _pages(draft: Draft) -> Iterator[tuple[str, str]]:
    yield "README.md", _contents(draft)
    yield "claims.md", _claims(draft)
    for course in draft.courses.values():
        yield f"courses/{course.id}/README.md", _course(course, draft)
    for lesson in draft.lessons.values():
        yield f"courses/{lesson.course}/{lesson.id}.md", _lesson(lesson, draft)
    for area in dict.fromkeys(item.area for item in draft.items.values()):
        yield f"items/{area.lower()}.md", _items(area, draft)
    for skill_area in dict.fromkeys(card.skill.split("-")[0] for card in draft.cards.values()):
        yield f"cards/{skill_area.lower()}.md", _cards(skill_area, draft)
    for task in draft.tasks.values():
        yield f"tasks/{task.id}.md", _task(task, draft)
    for guide in draft.guides.values():
        yield f"guides/{guide.id}.md", _guide(guide, draft)
    if draft.glossary:
        yield "glossary.md", _glossary(draft)


def _contents(draft: Draft) -> str:
    edition = f"Edition {draft.framework.edition}." if draft.framework else ""
    lines = ["# The Whetstone curriculum", "", f"{edition} Licence: [CC BY 4.0]({LICENCE}).", ""]
    lines += [UNREVIEWED, "", "## Courses", ""]
    for course in draft.courses.values():
        lines.append(f"- [{course.title['en']}](courses/{course.id}/README.md)")
    for title, folder, names in (
        ("Questions", "items", dict.fromkeys(item.area for item in draft.items.values())),
        ("Cards", "cards", dict.fromkeys(c.skill.split("-")[0] for c in draft.cards.values())),
    ):
        lines += ["", f"## {title}", ""]
        lines += [f"- [{name}]({folder}/{name.lower()}.md)" for name in names]
    titles: Sequence[tuple[str, str, dict[str, str]]] = (
        ("Tasks", "tasks", {task.id: task.title for task in draft.tasks.values()}),
        ("Session guides", "guides", {guide.id: guide.title for guide in draft.guides.values()}),
    )
    for title, folder, named in titles:
        if named:
            lines += ["", f"## {title}", ""]
            lines += [f"- [{name}]({folder}/{id_}.md)" for id_, name in named.items()]
    lines += ["", "## The ground", "", "- [Claims and their sources](claims.md)"]
    lines += ["- [Glossary](glossary.md)"] if draft.glossary else []
    return "\n".join(lines)


def _claims(draft: Draft) -> str:
    lines = ["# Claims and their sources", ""]
    for claim in draft.claims.values():
        lines += [f'<a id="{claim.id}"></a>', "", f"## {claim.id}", "", _claim(claim), ""]
    return "\n".join(lines)


def _claim(claim: Claim) -> str:
    source = claim.source
    named = f"[{source.title}]({source.url})" if source.url else source.title
    read = f", read {source.accessed}" if source.accessed else ""
    dates = f"last checked {claim.as_of}, due again by {claim.review_by}"
    stand = f"*{claim.status}; {claim.kind}; {dates}; confidence {claim.confidence}.*"
    where = f"Source: {named}, {source.publisher}{read}."
    return f"{claim.statement}\n\n{stand} {where} {claim.basis}"


def _course(course: Course, draft: Draft) -> str:
    skills = {skill.id: skill for skill in draft.framework.skills} if draft.framework else {}
    lines = [f"# {course.title['en']}", "", course.summary.get("en", ""), ""]
    lines += [f"*{course.id}, version {course.version}; {course.license}.*", "", "## Outcomes", ""]
    for outcome in course.outcomes:
        skill = skills.get(outcome.skill)
        said = skill.can_do.get(outcome.level, "") if skill else ""
        lines.append(f"- {outcome.skill}, level {outcome.level}: {said}")
    lines += ["", "## Lessons", ""]
    for id_ in course.lessons:
        lesson = draft.lessons[id_]
        lines.append(
            f"1. [{lesson.title}]({id_}.md), {lesson.minutes.total} min. {lesson.decision}"
        )
    if course.tasks:
        lines += ["", "## Tasks", ""]
        lines += [f"- [{draft.tasks[id_].title}](../../tasks/{id_}.md)" for id_ in course.tasks]
    if course.certificate:
        lines += ["", "## To grant credit for it", "", course.certificate.rule]
    return "\n".join(lines)


def _lesson(lesson: Lesson, draft: Draft) -> str:
    lines = [f"# {lesson.title}", "", lesson.decision, ""]
    stand = f"{lesson.id}, version {lesson.version}; {lesson.minutes.total} min"
    lines += [f"*{stand}; {_read(lesson.review)} [Its course](README.md).*", ""]
    lines += [*(f"- {point}" for point in lesson.objectives), ""]
    body, check = body_of(lesson.id, draft), lesson.items.check
    lines += [reworded(body, lesson.citations, draft, up=LESSON_UP, check=check), ""]
    lines += ["## What to keep", "", *(f"- {point}" for point in lesson.keypoints), ""]
    lines += ["## What this rests on", ""]
    for number, id_ in enumerate(lesson.citations, start=1):
        lines += [f'<a id="claim-{number}"></a>', "", f"**{number}.** {_claim(draft.claims[id_])}"]
        lines += [f"[In the register](../../claims.md#{id_})", ""]
    lines += ["## Sources named", ""]
    for source in lesson.sources:
        named = f"[{source.title}]({source.url})" if source.url else source.title
        lines.append(f"- {named}, {source.publisher}")
    if lesson.cards:
        area = draft.cards[lesson.cards[0]].skill.split("-")[0].lower()
        lines += ["", f"Its cards stand in [cards/{area}.md](../../cards/{area}.md)."]
    return "\n".join(lines)


def _read(review: Review) -> str:
    if not review.is_done:
        return "read by nobody but its author yet."
    return f"read by {review.by}, {review.on}, checklist {review.checklist or 'without version'}."


def _items(area: str, draft: Draft) -> str:
    own = [item for item in draft.items.values() if item.area == area and item.status != "retired"]
    return "\n".join([f"# Questions: {area}", "", *(question(item) for item in own)])


def _cards(area: str, draft: Draft) -> str:
    lines = [f"# Cards: {area}", ""]
    for card in draft.cards.values():
        if card.skill.split("-")[0] == area:
            lines += [f'<a id="{card.id}"></a>', "", f"**{card.front}**", "", card.back, ""]
            lines += [_rests(card.rests_on, "../"), ""]
    return "\n".join(lines)


def _task(task: Task, draft: Draft) -> str:
    lines = [
        f"# {task.title}",
        "",
        f"*{task.id}, version {task.version}; {task.minutes} min.*",
        "",
    ]
    lines += [f"Handed in: {task.hand_in}", ""]
    lines += [reworded(body_of(task.id, draft), (), draft, up="../"), ""]
    lines += [*_messages(task), "## Rubric", ""]
    for row in task.rubric:
        lines += [f"### {row.name} ({row.skill})", ""]
        lines += [f"- **{level}** {words}" for level, words in row.levels.items()] + [""]
    lines += [f"Passed when: {task.passing}", "", _rests(task.rests_on, "../")]
    return "\n".join(lines)


def _messages(task: Task) -> list[str]:
    """The timed messages, for whoever runs the drill with a group."""
    if task.simulation is None:
        return []
    lines = [f"## The messages ({task.simulation.minutes} min; the runner only)", ""]
    for one in task.simulation.messages:
        lines += [f"- **Minute {one.minute}** ({one.channel}), {one.sender}: {one.text}"]
        if one.attached:
            lines += [f"  - {one.attached.caption}"]
            lines += [f"  - {'; '.join(row)}" for row in one.attached.rows]
        lines += [f"  - *Good ({row}):* {words}" for row, words in one.good.items()]
    return [*lines, ""]


def _guide(guide: Guide, draft: Draft) -> str:
    lines = [f"# {guide.title}", "", guide.decision, ""]
    lines += [f"*{guide.id}, version {guide.version}; {guide.minutes} min; {guide.people}*", ""]
    for title, said in (("Whom to invite", guide.invite), ("Rather not", guide.avoid)):
        lines += [f"## {title}", "", *(f"- {line}" for line in said), ""]
    lines += ["## Before", ""]
    for who, said in guide.prepare.items():
        lines += [f"### {who.capitalize()}", "", *(f"- {line}" for line in said), ""]
    lines += [reworded(body_of(guide.id, draft), (), draft, up="../"), ""]
    lines += ["## Agenda", "", "| Minute | Who | What |", "|---|---|---|"]
    lines += [
        f"| {one.start}-{one.start + one.minutes} | {one.who} | {one.what} |"
        for one in guide.agenda
    ]
    lines += ["", "## Questions", ""]
    lines += [f"1. {ask} *Listen for: {listen}*" for ask, listen in guide.questions]
    lines += ["", "## What to take home", "", *(f"- {line}" for line in guide.take_home), ""]
    return "\n".join([*lines, _rests(guide.rests_on, "../")])


def _glossary(draft: Draft) -> str:
    lines = ["# Glossary", ""]
    for term in sorted(draft.glossary.values(), key=lambda one: one.term.casefold()):
        also = f" (also: {', '.join(term.also)})" if term.also else ""
        lines += [f'<a id="{term.id}"></a>', "", f"**{term.term}**{also}: {term.text}", ""]
        if term.lesson:
            lesson = draft.lessons[term.lesson]
            lines += [f"[{lesson.title}](courses/{lesson.course}/{lesson.id}.md)", ""]
    return "\n".join(lines)


def _rests(claims: Sequence[str], up: str) -> str:
    links = ", ".join(f"[{id_}]({up}claims.md#{id_})" for id_ in claims)
    return f"Rests on: {links}." if links else ""
