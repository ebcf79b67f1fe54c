"""Reads the glossary and the guides to expert sessions, and who has read a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.curriculum.body import read_guide_body
from whetstone.curriculum.fields import schema_is, version_of
from whetstone.curriculum.model_library import NOBODY, Guide, Moment, Review, Term
from whetstone.curriculum.yaml_reader import hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.fields import Fields
    from whetstone.curriculum.markdown import Context

GUIDE_STATES: Final = frozenset({"draft", "in_review", "published", "withdrawn"})
PREPARES: Final = ("host", "expert", "team")
_LONGEST_SESSION: Final = 180
_NEWEST_CHECKLIST: Final = 99


def read_review(
    fields: Fields, *, required: bool = False, otherwise: Review | None = None
) -> Review:
    """Who has read it: `reviewed: {by, date, checklist}`; where absent `otherwise`, or nobody."""
    inner = fields.mapping("reviewed", required=required)
    if inner is None:
        return otherwise or Review()
    by = inner.text("by", default=NOBODY)
    found = Review(
        by=by,
        on=inner.day("date") if by != NOBODY or required else inner.day_or_none("date"),
        checklist=inner.integer("checklist", 1, _NEWEST_CHECKLIST, required=False),
    )
    inner.close()
    return found


def read_glossary(fields: Fields, draft: Draft) -> None:
    """Read glossary/glossary.yaml; its `reviewed` holds for every term without one."""
    schema_is(fields, "glossary")
    review = read_review(fields)
    for inner in fields.entries("terms"):
        term = Term(
            id=inner.slug(),
            term=inner.text("term"),
            text=inner.text("text"),
            also=inner.texts("also", required=False),
            skill=inner.text_or_none("skill"),
            lesson=inner.text_or_none("lesson"),
            rests_on=inner.texts("rests_on", required=False),
            review=read_review(inner, otherwise=review),
            content_hash=hash_of([inner.origin.value.plain(), str(review)]),
        )
        inner.close()
        if draft.admit(term.id, inner.origin):
            draft.glossary[term.id] = term
    fields.close()


def read_guide(fields: Fields, body: tuple[str, int], draft: Draft, context: Context) -> None:
    """Read guides/<id>.md."""
    schema_is(fields, "guide")
    html, reading = read_guide_body(*body, context)
    plain = fields.origin.value.plain()
    guide = Guide(
        id=fields.slug(),
        version=version_of(fields),
        title=fields.text("title"),
        language=fields.text("language"),
        decision=fields.text("decision"),
        minutes=fields.integer("minutes", 30, _LONGEST_SESSION),
        people=fields.text("people"),
        skills=fields.texts("skills"),
        lessons=fields.texts("lessons", required=False),
        invite=fields.texts("invite"),
        avoid=fields.texts("avoid", required=False),
        prepare=_prepare(fields),
        questions=_questions(fields),
        agenda=_agenda(fields),
        take_home=fields.texts("take_home"),
        rests_on=fields.texts("rests_on"),
        mentions=fields.texts("mentions", required=False),
        status=fields.choice("status", GUIDE_STATES),
        review=read_review(fields),
        html=html,
        citations=tuple(context.citations),
        content_hash=hash_of([plain, html]),
    )
    fields.close()
    if draft.admit(guide.id, fields.origin):
        draft.guides[guide.id] = guide
        draft.readings[guide.id] = reading
        draft.stamp("guide", guide.id, guide.version, {**plain, "": body[0]})


def _prepare(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.mapping("prepare")
    if inner is None:
        return {}
    found = {who: inner.texts(who) for who in PREPARES}
    inner.close()
    return found


def _questions(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for inner in fields.entries("questions"):
        found.append((inner.text("ask"), inner.text("listen_for")))
        inner.close()
    return tuple(found)


def _agenda(fields: Fields) -> tuple[Moment, ...]:
    found = []
    for inner in fields.entries("agenda"):
        found.append(
            Moment(
                start=inner.integer("at", 0, _LONGEST_SESSION),
                minutes=inner.integer("minutes", 1, _LONGEST_SESSION),
                who=inner.choice("who", {"host", "expert", "team", "all"}),
                what=inner.text("what"),
            )
        )
        inner.close()
    return tuple(found)
