"""A brief on paper: one side of A4 where its words allow, tagged, with its own fonts.

The file is both PDF/UA-1 (ISO 14289-1: it can be read by a screen reader) and PDF/A-2a (ISO
19005-2: it can be kept). Nobody is named in it but who signed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from whetstone.web import typeset
from whetstone.web.wording import day, digits

if TYPE_CHECKING:
    from whetstone.apps.lead.brief_pages import Document
    from whetstone.apps.lead.brief_parts import GoalRow, Section
    from whetstone.web.typeset import Standard

SOURCE: Final = Path(__file__).parent / "templates" / "lead" / "brief.typ"
STANDARDS: Final[tuple[Standard, ...]] = ("ua-1", "a-2a")
SEAL_SHOWN: Final = 16


def pdf_of(doc: Document) -> bytes:
    """The sheet."""
    source = SOURCE.read_text(encoding="utf-8")
    return typeset.pdf(source, values_of(doc), now=doc.at, standard=STANDARDS)


def undrawn(doc: Document) -> str:
    """The signs of the writer's own words that stand as question marks on paper."""
    return typeset.undrawn("".join(one.words for one in doc.sections))


def values_of(doc: Document) -> dict[str, Any]:
    """Everything the sheet prints, already in words."""
    when = day(doc.at, zone=doc.zone)
    return {
        "lang": (get_language() or "en").split("-")[0],
        "crumb": _("Brief for leaders · %(place)s") % {"place": doc.workspace},
        "when": when,
        "state": "" if doc.signed else _("Draft, not signed"),
        "title": doc.title,
        "author": doc.workspace,
        "goal_head": [
            _("Goal"),
            _("Now"),
            _("From baseline to target"),
            day(doc.then.at, zone=doc.zone) if doc.then else _("Before"),
            _("Outlook"),
        ],
        "sections": [_section(one) for one in doc.sections],
        "signed": _signature(doc, when),
        "legend": _("Figures are computed. Words with a line beside them are the writer's own."),
        "foot": _foot(doc),
    }


def _section(one: Section) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "lines": [
            {
                "text": line.text,
                "was": line.was,
                "risk": line.mark == "risk",
                "note": not line.is_read,
            }
            for line in one.lines
        ],
        "goals": [_goal(row) for row in one.goals],
        "words": one.words,
    }


def _goal(row: GoalRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "now": row.now,
        "interval": row.interval,
        "baseline": row.baseline,
        "target": row.target,
        "due": _("by %(day)s") % {"day": row.due} if row.due else "",
        "was": row.was,
        "moved": row.moved,
        "outlook": row.outlook,
        "risk": row.at_risk,
        "place": row.place,
        "low": row.low,
        "high": row.high,
        "was_place": row.was_place,
    }


def _signature(doc: Document, when: str) -> str:
    if doc.signed is None:
        return ""
    name = ", ".join(part for part in (doc.signed.by, doc.signed.title) if part)
    return _("Signed by %(name)s, %(day)s") % {
        "name": name or _("somebody who has left"),
        "day": when,
    }


def _foot(doc: Document) -> str:
    told = digits(f"{doc.aloud.minutes:.1f}")
    said = _("Reads aloud in about %(n)s minutes.") % {"n": told}
    if doc.signed:
        said += " " + _("Seal %(seal)s.") % {"seal": doc.signed.seal[:SEAL_SHOWN]}
    return said
