"""Handed-in tasks as whoever wrote them, and those who were asked, see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from whetstone.apps.learn import raters
from whetstone.apps.learn.handing.settling import Part, words_on
from whetstone.apps.learn.judging import verdict
from whetstone.apps.learn.models import (
    OwnWork,
    Task,
    TaskAsked,
    TaskAssessment,
    TaskFile,
    TaskHanding,
    TaskJudgement,
)
from whetstone.apps.learn.selectors.tasks import TASK_LINK, TASK_TEXT, task_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from whetstone.apps.learn.handing.settling import Words
    from whetstone.apps.learn.judging import Verdict
    from whetstone.apps.people.selectors import Member

BEGUN, WAITING, HALF, JUDGED, DISPUTED = "begun", "waiting", "half", "judged", "disputed"


@dataclass(frozen=True, slots=True)
class FileView:
    """A file, without its bytes."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has for a task and has not handed in. `rows`: their own judgement so far."""

    text: str
    link: str
    file: FileView | None
    rows: Mapping[str, Sequence[Any]]
    is_begun: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A task as it was handed in. `number` counts this person's hand-ins of it."""

    id: int
    person_id: int
    slug: str
    title: str
    number: int
    handed_at: dt.datetime
    text: str
    link: str
    file: FileView | None
    own: Verdict
    rubric: Sequence[Mapping[str, Any]]
    passing: str
    rater_html: str
    wanted: int
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody who was asked, and their newest word. `name` empty: they are not here any more."""

    id: int
    judge_id: int | None
    name: str
    part: str
    asked_at: dt.datetime
    verdict: Verdict | None
    rows: Mapping[str, Sequence[Any]]
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """A hand-in with all that was said of it."""

    work: Work
    said: tuple[Said, ...]
    words: Words | None

    @property
    def state(self) -> str:
        """How far it is."""
        return state_of(self.words, self.work.wanted)

    @property
    def disputed(self) -> list[str]:
        """Names of the rows in which two are two levels apart and nobody has settled it."""
        open_ = self.words.disputed - self.words.settled.keys() if self.words else set()
        return [one["name"] for one in self.work.rubric if one["id"] in open_]

    @property
    def judged(self) -> list[Said]:
        """Those who have spoken."""
        return [one for one in self.said if one.verdict]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in one's own list."""

    slug: str
    title: str
    state: str
    at: dt.datetime
    raters: int
    wanted: int


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A task that was handed to somebody."""

    id: int
    name: str
    title: str
    part: str
    asked_at: dt.datetime
    is_judged: bool


def state_of(words: Words | None, wanted: int) -> str:
    """How far a handed-in work is."""
    if words is None:
        return WAITING
    if words.is_open:
        return DISPUTED
    return JUDGED if words.raters >= wanted else HALF


def draft(person_id: int, slug: str) -> Draft:
    """What somebody has for a task now; four queries."""
    text, link = task_text(person_id, slug), task_text(person_id, slug, field=TASK_LINK)
    file = draft_file(person_id, slug)
    own = TaskAssessment.objects.filter(person_id=person_id, task_slug=slug).order_by("-pk")
    rows = own.values_list("rows", flat=True).first() or {}
    return Draft(
        text=text.text if text else "",
        link=link.text if link else "",
        file=_file(file),
        rows=rows,
        is_begun=bool(text or link or file or rows),
    )


def draft_file(person_id: int, slug: str) -> TaskFile | None:
    """The file that would be handed in now."""
    rows = TaskFile.objects.filter(person_id=person_id, task_slug=slug).defer("data")
    newest = rows.order_by("-pk").first()
    return None if newest is None or newest.is_off else newest


def _file(row: TaskFile | None) -> FileView | None:
    return FileView(row.pk, row.name, row.size) if row else None


def _handings() -> QuerySet[TaskHanding]:
    rows = TaskHanding.objects.select_related("text", "link", "file", "assessment")
    return rows.defer("file__data")


def versions(person_id: int, slug: str) -> list[Version]:
    """Somebody's hand-ins of a task, the newest first, with all that was said; four queries."""
    rows = list(_handings().filter(person_id=person_id, task_slug=slug).order_by("pk"))
    said, words = _said(rows), words_on(row.pk for row in rows)
    found = [
        Version(_work(row, number), tuple(said.get(row.pk, ())), words.get(row.pk))
        for number, row in enumerate(rows, start=1)
    ]
    return found[::-1]


def _work(row: TaskHanding, number: int) -> Work:
    case, own = row.case, row.assessment
    return Work(
        id=row.pk,
        person_id=row.person_id,
        slug=row.task_slug,
        title=case["title"],
        number=number,
        handed_at=row.handed_at,
        text=row.text.text if row.text else "",
        link=row.link.text if row.link else "",
        file=_file(row.file),
        own=verdict(case["rubric"], own.rows, "", own.saved_at),
        rubric=case["rubric"],
        passing=case["passing"],
        rater_html=case["rater_html"],
        wanted=row.wanted,
        why=row.why,
    )


def _said(rows: Sequence[TaskHanding]) -> dict[int, list[Said]]:
    """By hand-in: everybody who was asked, with their newest word; two queries."""
    rubrics = {row.pk: row.case["rubric"] for row in rows}
    newest = {
        one.asked_id: one
        for one in TaskJudgement.objects.filter(asked__handing_id__in=rubrics).order_by("pk")
    }
    found: dict[int, list[Said]] = {}
    asked = TaskAsked.objects.filter(handing_id__in=rubrics).select_related("judge")
    for one in asked.order_by("pk"):
        word = newest.get(one.pk)
        found.setdefault(one.handing_id, []).append(
            Said(
                id=one.pk,
                judge_id=one.judge_id,
                name=one.judge.name if one.judge else "",
                part=one.part,
                asked_at=one.asked_at,
                verdict=verdict(rubrics[one.handing_id], word.rows, word.words, word.judged_at)
                if word
                else None,
                rows=word.rows if word else {},
                words=word.words if word else "",
            )
        )
    return found


def asked_in(handing_id: int) -> dict[int, int]:
    """Who was asked to judge a hand-in: by person, the number under which they find it."""
    rows = TaskAsked.objects.filter(handing_id=handing_id, judge__isnull=False)
    return {judge: pk for judge, pk in rows.values_list("judge_id", "pk") if judge}


def could_judge(person_id: int, *, workspace_id: int) -> list[tuple[Member, str]]:
    """Who may be asked to judge a task of somebody, and as what: never themselves."""
    by_right = [(one, str(Part.JUDGE)) for one in raters.judges(workspace_id)]
    beside = [(one, str(Part.PEER)) for one in raters.peers(workspace_id)]
    return [(one, part) for one, part in [*by_right, *beside] if one.id != person_id]


def could_settle(version: Version, *, workspace_id: int) -> list[Member]:
    """Who may settle the rows in which two are far apart: a third, by right, not asked before."""
    asked = {one.judge_id for one in version.said}
    return [
        one
        for one in raters.judges(workspace_id)
        if one.id != version.work.person_id and one.id not in asked
    ]


def mine(person_id: int) -> list[TaskLine]:
    """Somebody's tasks, begun or handed in, the newest first; a constant number of queries."""
    handed = list(_handings().filter(person_id=person_id).order_by("pk"))
    newest = {row.task_slug: row for row in handed}
    words = words_on(row.pk for row in newest.values())
    found = [
        TaskLine(
            row.task_slug,
            row.case["title"],
            state_of(words.get(row.pk), row.wanted),
            row.handed_at,
            words[row.pk].raters if row.pk in words else 0,
            row.wanted,
        )
        for row in newest.values()
    ]
    begun = {slug: at for slug, at in _begun(person_id) if slug not in newest}
    titles = dict(Task.objects.filter(slug__in=begun).values_list("slug", "title"))
    found += [TaskLine(slug, titles[slug], BEGUN, begun[slug], 0, 0) for slug in titles]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _begun(person_id: int) -> Iterable[tuple[str, dt.datetime]]:
    rows = OwnWork.objects.filter(person_id=person_id, field__in=(TASK_TEXT, TASK_LINK))
    yield from rows.order_by().values_list("lesson_slug").annotate(at=Max("saved_at"))
    files = TaskFile.objects.filter(person_id=person_id).order_by()
    yield from files.values_list("task_slug").annotate(at=Max("added_at"))


def to_judge(person_id: int, *, by_right: bool = True) -> list[ToJudge]:
    """The tasks that were handed to somebody, those that wait first; three queries.

    What was handed in again before they judged it waits no more: the newer one does.
    """
    rows = _asked(person_id, by_right=by_right)
    asked = list(rows.select_related("handing", "person"))
    judged = set(
        TaskJudgement.objects.filter(rater_id=person_id).values_list("asked_id", flat=True)
    )
    newest = {
        (person, slug): pk
        for person, slug, pk in TaskHanding.objects.filter(
            person_id__in={one.person_id for one in asked}
        )
        .order_by()
        .values_list("person_id", "task_slug")
        .annotate(pk_=Max("pk"))
    }
    found = [
        ToJudge(
            id=one.pk,
            name=one.person.name,
            title=one.handing.case["title"],
            part=one.part,
            asked_at=one.asked_at,
            is_judged=one.pk in judged,
        )
        for one in sorted(asked, key=lambda each: -each.pk)
        if one.pk in judged or newest.get((one.person_id, one.handing.task_slug)) == one.handing_id
    ]
    return sorted(found, key=lambda one: one.is_judged)


def _asked(person_id: int, *, by_right: bool) -> QuerySet[TaskAsked]:
    """What somebody was asked; by right: who holds no right any more is asked as a peer alone."""
    rows = TaskAsked.objects.filter(judge_id=person_id, person__left_at=None)
    rows = rows.exclude(person_id=person_id)
    return rows if by_right else rows.filter(part=Part.PEER)


def handed_to(
    asked_id: int, *, person_id: int, by_right: bool = True
) -> tuple[Version, Said, str] | None:
    """A task that this person was asked to judge, their own part in it, and whose it is."""
    rows = _asked(person_id, by_right=by_right).select_related("person", "handing")
    row = rows.filter(pk=asked_id).first()
    if row is None:
        return None
    every = versions(row.person_id, row.handing.task_slug)
    found = next(one for one in every if one.work.id == row.handing_id)
    own = next(one for one in found.said if one.id == row.pk)
    return found, own, row.person.name


def file_for(task_file_id: int, *, person_id: int, by_right: bool = True) -> TaskFile | None:
    """A file of one's own, or of a work that one was asked to judge."""
    row = TaskFile.objects.filter(pk=task_file_id).defer("data").first()
    if row is None or row.person_id == person_id:
        return row
    asked = _asked(person_id, by_right=by_right).filter(handing__file=row)
    return row if asked.exists() else None
