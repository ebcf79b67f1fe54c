"""An audit on paper: the values of the page, set in one column of A4 with date and sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from whetstone.apps.keepup import audit_words as words
from whetstone.core.freshness.audit import Taught
from whetstone.web import typeset
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.keepup.selectors import AuditPage, Stale

SOURCE = Path(__file__).parent / "templates" / "keepup" / "audit.typ"
LONGEST = 300


def pdf_of(page: AuditPage, *, workspace: str, now: dt.datetime, today: dt.date) -> bytes:
    """The report as a PDF."""
    values = values_of(page, workspace=workspace, today=today)
    return typeset.pdf(SOURCE.read_text(encoding="utf-8"), values, now=now)


def values_of(page: AuditPage, *, workspace: str, today: dt.date) -> dict[str, Any]:
    """Everything the sheet prints, already in words."""
    report = page.audited.report
    return {
        "lang": (get_language() or "en").split("-")[0],
        "crumb": f"{page.audit.title} · {page.audit.term}",
        "title": words.finding(page),
        "lead": words.shares(page),
        "head": {
            "missing": _("Missing"),
            "stale": _("Out of date"),
            "areas": _("By area"),
            "skills": _("What is taught"),
            "four": _("Programmes"),
            "sources": _("Sources"),
        },
        "missing": [
            [area, "; ".join(page.names[row.skill] for row in rows)]
            for area, rows in words.missing(page)
        ],
        "stale": [_stale(one) for one in page.stale],
        "none_stale": _("No statement was found that rests on something gone."),
        "now": _("Now:"),
        "area_head": [_("Area"), *(str(words.TAUGHT[one]) for one in Taught), _("hours"),
                      page.role or _("for a role")],
        "areas": [
            [page.areas.get(row.area, row.area), number(row.required), number(row.elective),
             number(row.missing), number(row.hours, decimals=1) if row.hours else "\u2013",
             words.at_target(row)]
            for row in report.areas
        ],
        "notes": [words.depth(page), words.hours(page)],
        "skills": [
            [page.names[row.skill], str(words.TAUGHT[row.taught]),
             _("level %(n)s") % {"n": number(row.depth)}]
            for row in report.rows if row.taught is not Taught.MISSING
        ],
        "four": _four(page),
        "sources": _sources(page, today),
        "foot": f"{workspace} · {day(today)}",
    }  # fmt: skip


def _stale(one: Stale) -> dict[str, str]:
    return {
        "text": one.finding.text[:LONGEST],
        "place": f"{one.file}, {words.place(one.finding)}",
        "claim": one.claim.statement,
        "change": words.since_when(one),
        "now": one.now.statement if one.now else "",
    }


def _four(page: AuditPage) -> list[list[str]]:
    four = page.audited.four
    if four is None:
        return []
    rows = [[_("Programmes that"), _("here, with its interval"), _("study of 2019")]]
    for key, question in words.QUESTIONS:
        told = f"{number(words.STUDY_FIGURES[key])}%"
        if key in words.NOT_VERBATIM:
            told += f" ({_('not seen word for word')})"
        rows.append([str(question), words.interval(getattr(four, key)), told])
    return rows


def _sources(page: AuditPage, today: dt.date) -> list[str]:
    told = [
        f"{row.name}, SHA-256 {row.sha256}" for row in page.files
    ]  # the digest says which version of the file was read
    told.append(
        _("Edition %(edition)s of the skill map; the ledger of %(day)s.")
        % {"edition": page.audit.edition, "day": day(today)}
    )
    told += [
        f"{one.claim.source['title']} ({one.claim.source['publisher']})"
        for one in {one.outdated.claim_id: one for one in page.stale}.values()
    ]
    if page.study is not None:
        told.append(f"{page.study.statement} ({page.study.source['title']})")
    return told
