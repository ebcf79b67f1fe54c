"""Reads courses, lessons, cards and tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from whetstone.curriculum.body import Context, LessonBody, read_lesson_body, read_task_body
from whetstone.curriculum.fields import SEMVER, Fields, schema_is, version_of
from whetstone.curriculum.model import (
    Card,
    CertificateRule,
    ChangelogEntry,
    Course,
    Lesson,
    LessonItems,
    LessonMinutes,
    Outcome,
    RubricRow,
    Source,
    Task,
)
from whetstone.curriculum.read_ledger import read_source
from whetstone.curriculum.read_library import read_review
from whetstone.curriculum.read_simulation import read_simulation
from whetstone.curriculum.yaml_reader import hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft

STATES: Final = frozenset({"draft", "in_review", "published", "needs_refresh", "withdrawn"})
_LIFE_CYCLE: Final = frozenset({"pre-alpha", "alpha", "beta", "stable", "sunset"})
_CHANGES: Final = frozenset({"new", "edit", "refresh", "correction", "sunset"})
_SHORTEST, _LONGEST = 12, 18


def read_course(fields: Fields, draft: Draft) -> None:
    """Read courses/<course>/course.yaml."""
    schema_is(fields, "course")
    rule = fields.mapping("certificate", required=False)
    version = version_of(fields)
    course = Course(
        id=fields.slug(),
        version=version,
        title=fields.by_language("title"),
        summary=fields.by_language("summary"),
        areas=fields.texts("areas"),
        outcomes=_outcomes(fields),
        life_cycle=fields.choice("life_cycle", _LIFE_CYCLE),
        license=fields.choice("license", {"CC-BY-4.0"}),
        lessons=fields.texts("lessons"),
        tasks=fields.texts("tasks", required=False),
        certificate=_certificate(rule) if rule else None,
        owner=fields.text("owner"),
        changelog=_changelog(fields, version),
        content_hash=hash_of(fields.origin.value.plain()),
    )
    fields.close()
    if draft.admit(course.id, fields.origin):
        draft.courses[course.id] = course
        draft.stamp("course", course.id, course.version, fields.origin.value.plain())


def _certificate(fields: Fields) -> CertificateRule:
    found = CertificateRule(
        rule=fields.text("rule"),
        valid_months=fields.integer("valid_months", 1, 60),
        pool=fields.text("pool"),
    )
    fields.close()
    return found


def _outcomes(fields: Fields) -> tuple[Outcome, ...]:
    found = []
    for inner in fields.entries("outcomes"):
        found.append(Outcome(skill=inner.text("skill"), level=inner.integer("level", 1, 4)))
        inner.close()
    return tuple(found)


def _changelog(fields: Fields, version: str) -> tuple[ChangelogEntry, ...]:
    found = []
    for inner in fields.entries("changelog"):
        entry = ChangelogEntry(
            version=version_of(inner),
            date=inner.day("date"),
            change=inner.choice("change", _CHANGES),
            learner_impact=inner.choice("learner_impact", {"none", "minor", "major"}),
            summary=inner.text("summary"),
        )
        inner.close()
        found.append(entry)
    if version and version not in {entry.version for entry in found}:
        what = f"The changelog has no entry for version {version}."
        fields.fault("no-changelog", what, "Say what changed.", at=("changelog",))
    return tuple(found)


def read_lesson(fields: Fields, body: tuple[str, int], draft: Draft, context: Context) -> None:
    """Read a lesson's front matter and its body, given as text and first line."""
    schema_is(fields, "lesson")
    version = version_of(fields)
    read = read_lesson_body(*body, context)
    sources = _sources(fields, draft)
    plain = fields.origin.value.plain()
    lesson = Lesson(
        id=fields.slug(),
        version=version,
        course=context.file.split("/")[-3],
        title=fields.text("title"),
        language=fields.text("language"),
        decision=fields.text("decision"),
        minutes=_minutes(fields),
        outcomes=_outcomes(fields),
        prerequisites=fields.texts("prerequisites", required=False),
        questions=fields.texts("questions"),
        objectives=fields.texts("objectives"),
        keypoints=fields.texts("keypoints"),
        claims=fields.texts("claims"),
        sources=sources,
        items=_items(fields),
        cards=fields.texts("cards", required=False),
        status=fields.choice("status", STATES),
        authors=fields.texts("authors"),
        review=read_review(fields, required=True),
        review_by=fields.day("review_by"),
        changelog=_changelog(fields, version),
        parts=read.parts,
        blocks=read.blocks,
        citations=read.citations,
        source_version=fields.text_or_none("source_version"),
        content_hash=hash_of([plain, _printed(read), [str(source) for source in sources]]),
    )
    fields.close()
    _keep(lesson, read, {**plain, "": [body[0], read.figures]}, fields=fields, draft=draft)


def _keep(
    lesson: Lesson, read: LessonBody, text: dict[str, Any], *, fields: Fields, draft: Draft
) -> None:
    if draft.admit(lesson.id, fields.origin):
        draft.lessons[lesson.id] = lesson
        draft.readings[lesson.id] = read.reading
        draft.stamp("lesson", lesson.id, lesson.version, text)


def _printed(read: LessonBody) -> list[list[str]]:
    """What a reader sees, claims' words and figures included."""
    return [[block.id, block.part, *map(str, block.segments)] for block in read.blocks]


def _minutes(fields: Fields) -> LessonMinutes:
    inner = fields.mapping("minutes")
    if inner is None:
        return LessonMinutes(read=0, practice=0, check=0)
    minutes = LessonMinutes(
        read=inner.integer("read", 2, 10),
        practice=inner.integer("practice", 3, 10),
        check=inner.integer("check", 1, 5),
    )
    if not _SHORTEST <= minutes.total <= _LONGEST:
        what = f"The lesson takes {minutes.total} minutes."
        mend = f"Read, practice and check add up to {_SHORTEST}-{_LONGEST}."
        inner.fault("minutes", what, mend)
    inner.close()
    return minutes


def _items(fields: Fields) -> LessonItems:
    inner = fields.mapping("items")
    if inner is None:
        return LessonItems(pre=(), practice=(), check=())
    named = {
        key: inner.texts(key, required=key == "check") for key in ("pre", "practice", "check")
    }
    inner.close()
    return LessonItems(**named)


def _sources(fields: Fields, draft: Draft) -> tuple[Source, ...]:
    """Sources by id, or written out; one written out is shared from here on."""
    found = []
    value = fields.value("sources", required=True)
    for index, one in enumerate(value.data if value and isinstance(value.data, list) else []):
        if isinstance(one.data, str):
            if one.data in draft.sources:
                found.append(draft.sources[one.data])
            else:
                what = f"There is no source {one.data!r}."
                mend = "Add it to sources/sources.yaml."
                fields.fault("unknown-source", what, mend, at=("sources", index))
            continue
        inner = Fields(one, fields.origin.file, fields.log)
        source = read_source(inner, id_=inner.slug())
        found.append(source)
        known = draft.sources.get(source.id)
        if known is None:
            draft.admit(source.id, inner.origin)
            draft.sources[source.id] = source
        elif (known.title, known.url) != (source.title, source.url):
            what = f"The source {source.id!r} is written out elsewhere in other words."
            mend = "Name it by its id alone, or give this one an id of its own."
            fields.fault("id-reused", what, mend, at=("sources", index))
    return tuple(found)


def read_deck(fields: Fields, draft: Draft) -> None:
    """Read cards/<area>.yaml.

    `lesson`, `language`, `status` and `reviewed` of the deck hold for its cards.
    """
    schema_is(fields, "card")
    fields.text("deck")
    lesson = fields.text_or_none("lesson")
    language = fields.text("language", required=False, default="en")
    status = fields.choice("status", STATES, default="published")
    review = read_review(fields)
    for inner in fields.entries("cards"):
        card = Card(
            id=inner.slug(),
            version=inner.integer("version", 1, 9999),
            skill=inner.text("skill"),
            lesson=inner.text_or_none("lesson") or lesson,
            language=inner.text("language", required=False, default=language),
            status=inner.choice("status", STATES, default=status),
            enters=inner.choice("enters", {"with_lesson", "first_review"}),
            front=inner.text("front"),
            back=inner.text("back"),
            rests_on=inner.texts("rests_on"),
            mentions=inner.texts("mentions", required=False),
            review=read_review(inner, otherwise=review),
            source_version=inner.text_or_none("source_version"),
            content_hash=hash_of(
                [inner.origin.value.plain(), lesson, language, status, str(review)]
            ),
        )
        inner.close()
        if draft.admit(card.id, inner.origin):
            draft.cards[card.id] = card
            draft.stamp("card", card.id, card.version, inner.origin.value.plain())
    fields.close()


def read_task(fields: Fields, body: tuple[str, int], draft: Draft, context: Context) -> None:
    """Read tasks/<id>.md."""
    schema_is(fields, "task")
    html, rater_html, reading = read_task_body(*body, context)
    plain = fields.origin.value.plain()
    rubric = tuple(_row(inner) for inner in fields.entries("rubric"))
    minutes = fields.integer("minutes", 5, 240)
    simulation, said = read_simulation(
        fields, rows=[row.id for row in rubric], task_minutes=minutes
    )
    task = Task(
        id=fields.slug(),
        version=version_of(fields),
        title=fields.text("title"),
        language=fields.text("language"),
        lesson=fields.text_or_none("lesson"),
        skills=fields.texts("skills"),
        minutes=minutes,
        status=fields.choice("status", STATES),
        hand_in=fields.text("hand_in"),
        rests_on=fields.texts("rests_on"),
        mentions=fields.texts("mentions", required=False),
        passing=fields.text("pass"),
        rating=fields.text("rating"),
        rubric=rubric,
        simulation=simulation,
        html=html,
        rater_html=rater_html,
        review=read_review(fields),
        source_version=fields.text_or_none("source_version"),
        content_hash=hash_of([plain, html, rater_html]),
    )
    if fields.has("changelog"):
        _changelog(fields, task.version if SEMVER.fullmatch(task.version) else "")
    fields.close()
    if draft.admit(task.id, fields.origin):
        draft.tasks[task.id] = task
        draft.readings[task.id] = replace(reading, passages=(*reading.passages, *said))
        draft.stamp("task", task.id, task.version, {**plain, "": body[0]})


def _row(fields: Fields) -> RubricRow:
    levels = fields.mapping("levels")
    row = RubricRow(
        id=fields.slug("row"),
        name=fields.text("name"),
        skill=fields.text("skill"),
        levels={level: levels.text(level) for level in range(5)} if levels else {},
    )
    if levels:
        levels.close()
    fields.close()
    return row
