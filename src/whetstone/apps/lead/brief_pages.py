"""The brief as a page: as it is being written, as it was signed, and as a stranger gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.lead import brief_selectors, brief_telling, selectors, telling
from whetstone.apps.lead.brief_gather import gathered
from whetstone.apps.lead.brief_parts import Aloud, Section, Seen, aloud, short_enough
from whetstone.apps.lead.brief_services import seal_of
from whetstone.apps.lead.pages import title_of
from whetstone.apps.lead.read_marks import as_read, mark_of
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.aloud import words_of

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.brief_parts import Sheet
    from whetstone.apps.lead.brief_selectors import Signed, Written
    from whetstone.web.request import Actor


@dataclass(frozen=True, slots=True)
class Document:
    """A brief in words. `signed` is None while it is being written."""

    title: str
    workspace: str
    sections: tuple[Section, ...]
    aloud: Aloud
    at: dt.datetime
    zone: str
    then: Signed | None
    signed: Signed | None
    mark: str = ""
    is_whole: bool = True

    @property
    def own_words(self) -> int:
        """How many of its words are the writer's own."""
        return sum(words_of(one.words) for one in self.sections)

    def section(self, code: str) -> Section | None:
        """One of its sections."""
        return next((one for one in self.sections if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Box:
    """Where the head of social writes about a section."""

    section: Section
    text: str
    version: str
    earlier: tuple[Written, ...]


def draft(actor: Actor) -> Document:
    """The brief that is being written, with the figures of now."""
    here = actor.workspace_id
    figures = gathered(here, now=actor.now)
    then = brief_selectors.last_signed(here)
    return _document(here, figures, brief_selectors.words(here), then=then, signed=None,
                     at=actor.now)  # fmt: skip


def boxes(document: Document, workspace_id: int) -> list[Box]:
    """A box for each section but the sources; one query."""
    there = brief_selectors.written(workspace_id)
    found = []
    for one in document.sections:
        if one.code == "sources":
            continue
        rows = there.get(one.code, [])
        text = rows[0].text if rows else ""
        earlier = tuple(row for row in rows[1:] if row.text)
        found.append(Box(one, text, brief_selectors.version(text), earlier))
    return found


def signed(view: Signed, workspace_id: int) -> Document:
    """A brief as it was signed, beside the one signed before it."""
    figures = _figures(view, workspace_id)
    then = brief_selectors.last_signed(workspace_id, before=view.brief.id)
    return _document(workspace_id, figures, view.words, then=then, signed=view, at=view.at)


def taking(view: Signed, workspace_id: int) -> list[tuple[str, str]]:
    """(code, text) of the decisions that a signed brief asks for and nobody has taken yet."""
    asks = _figures(view, workspace_id)["decisions"]
    known = selectors.taken(asks, workspace_id=workspace_id, brief_id=view.brief.id)
    return [(ask["code"], telling.decision_text(ask)) for ask in asks if ask["code"] not in known]


def read_mark(view: Signed, workspace_id: int) -> str:
    """The mark of a signed brief's figures as its readers get them."""
    return mark_of(_figures(view, workspace_id))


def outside(view: Signed, workspace_id: int) -> Document:
    """What of a signed brief may be sent to a stranger: goals, campaigns and the field."""
    whole = signed(view, workspace_id)
    told = tuple(part for one in whole.sections if (part := one.outside) is not None)
    title = _("Brief for leaders")
    return Document(
        title, whole.workspace, told, aloud(title, told), whole.at, whole.zone, whole.then,
        whole.signed, is_whole=whole.is_whole,
    )  # fmt: skip


def _figures(view: Signed, workspace_id: int) -> Sheet:
    return as_read(view.brief.figures, view.brief.frozen_at, workspace_id=workspace_id)


def _document(
    workspace_id: int,
    figures: Sheet,
    words: dict[str, str],
    *,
    then: Signed | None,
    signed: Signed | None,
    at: dt.datetime,
) -> Document:
    place = people.workspace(workspace_id)
    before: Sheet = {}
    if then is not None:
        before = _figures(then, workspace_id)
    seen = Seen(figures, place.time_zone, then.brief if then else None, before)
    taken = figures["brief"].get("taken")
    if "taken" not in figures["brief"] and then is not None:  # signed before it was frozen, too
        taken = brief_selectors.taken_of(then.brief)
    by = signed.by if signed else ""
    title = title_of(figures)
    parts = short_enough(title, brief_telling.sections(seen, words, by=by, taken=taken))
    return Document(
        title=title,
        workspace=place.name,
        sections=parts,
        aloud=aloud(title, parts),
        at=at,
        zone=place.time_zone,
        then=then,
        signed=signed,
        mark="" if signed else mark_of(figures),
        is_whole=signed is None or seal_of(signed.brief.figures, signed.words) == signed.seal,
    )
