"""What an audit says, in words: the finding, the parts of it, and the rows of its sheet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from whetstone.core.freshness.audit import Taught
from whetstone.core.freshness.catalogue import STUDY
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.keepup.selectors import AuditPage, Stale
    from whetstone.core.freshness.audit import AreaRow, SkillRow
    from whetstone.core.kernel.intervals import Estimate

TAUGHT = {
    Taught.REQUIRED: pgettext_lazy("a skill", "required"),
    Taught.ELECTIVE: pgettext_lazy("a skill", "elective"),
    Taught.MISSING: pgettext_lazy("a skill", "missing"),
}
FORMATS = {
    "pdf": "PDF",
    "docx": "Word",
    "html": "HTML",
    "markdown": "Markdown",
    "text": gettext_lazy("text"),
    "csv": gettext_lazy("catalogue"),
}
NOTES = {
    "first_pages": gettext_lazy("Only its first pages were read. Audit the rest by itself."),
    "macros_not_run": gettext_lazy("It holds macros. They were not run; only its text was read."),
    "cut_short": gettext_lazy("It is very long. Only its first part was read."),
    "guessed_1252": gettext_lazy("Its letters were read as Windows-1252, which is a guess."),
    "guessed_utf16": gettext_lazy("Its letters were read as UTF-16, which is a guess."),
    "controls_dropped": gettext_lazy("Signs that are no letters were left out."),
}
QUESTIONS = (
    ("require_social", gettext_lazy("require a course in social media")),
    ("offer_digital", gettext_lazy("offer digital marketing")),
    ("only_one", gettext_lazy("offer one such course and no more")),
    ("require_digital", gettext_lazy("require at least one")),
)
NOT_VERBATIM = frozenset({"require_social", "require_digital"})
"""Figures of the study that its record says were not read word for word."""
PER_CENT = 100
STUDY_FIGURES = STUDY
LEVELS = [(str(level), str(level)) for level in range(1, 5)]


def finding(page: AuditPage) -> str:
    """The audit in one sentence."""
    report = page.audited.report
    skills, required = len(report.rows), len(report.of(Taught.REQUIRED))
    if not page.audited.matches:
        return _("None of %(all)s skills was found in this syllabus.") % {"all": number(skills)}
    first = _("This syllabus requires %(n)s of %(all)s skills") % {
        "n": number(required),
        "all": number(skills),
    }
    stale = page.audited.outdated_lines
    if not stale:
        return first + _(", and nothing found in it is out of date.")
    return first + ngettext(
        ", and one statement is out of date.", ", and %(n)s statements are out of date.", stale
    ) % {"n": number(stale)}


def in_the_list(summary: dict[str, Any]) -> str:
    """The figures of the day it was made."""
    said = _("%(required)s required, %(elective)s elective, %(missing)s missing") % {
        key: number(summary.get(key, 0)) for key in ("required", "elective", "missing")
    }
    stale = summary.get("outdated", 0)
    if not stale:
        return said
    more = ngettext("%(n)s statement out of date", "%(n)s statements out of date", stale)
    return f"{said}, {more % {'n': number(stale)}}"


def per_cent(share: float) -> str:
    """A share of importance as a whole number of hundred."""
    return number(round(share * PER_CENT))


def shares(page: AuditPage) -> str:
    """Coverage by importance, and what weighs."""
    found = page.audited.report.shares
    said = _("%(r)s%% of importance is required, %(o)s%% is required or elective.") % {
        "r": per_cent(found.required),
        "o": per_cent(found.offered),
    }
    return said + " " + weighing(page)


def weighing(page: AuditPage) -> str:
    """Where the weights come from."""
    if page.audited.report.is_weighted:
        return _("Weights come from the importance survey of the framework.")
    return _("An assumption: every skill weighs the same, because no survey has weighed them.")


def hours(page: AuditPage) -> str:
    """Hours found, and how they were laid on skills."""
    report = page.audited.report
    if not report.shares.hours:
        return _("It names no hours, so none are given.")
    said = ngettext(
        "%(n)s hour lies on skills of the framework.",
        "%(n)s hours lie on skills of the framework.",
        math.ceil(report.shares.hours),
    ) % {"n": number(report.shares.hours, decimals=1)}
    if report.hours_spread:
        said += " " + _("An assumption: the total was spread evenly over its sessions.")
    return said


def depth(page: AuditPage) -> str:
    """How many skills at which level."""
    depths = page.audited.report.depths
    parts = [
        _("%(n)s at level %(level)s") % {"n": number(depths[level]), "level": number(level)}
        for level in range(4, 0, -1)
        if depths[level]
    ]
    if not parts:
        return _("No skill is taught.")
    return _("By the verbs of its outcomes: %(parts)s.") % {"parts": ", ".join(parts)}


def missing(page: AuditPage) -> list[tuple[str, list[SkillRow]]]:
    """The missing skills by area."""
    rows = page.audited.report.of(Taught.MISSING)
    return [
        (name, found)
        for area, name in page.areas.items()
        if (found := [row for row in rows if row.area == area])
    ]


def skill_options(page: AuditPage) -> list[tuple[str, str]]:
    """The skills to choose from, the first choice empty."""
    return [
        ("", _("choose a skill")),
        *((key, f"{key} {name}") for key, name in page.names.items()),
    ]


def at_target(row: AreaRow) -> str:
    """How many of an area's skills are taught to the level of the role."""
    if row.target is None:
        return "\u2013"
    if row.target == 0:
        return _("none needed")
    return _("%(n)s of %(all)s at level %(level)s") % {
        "n": number(row.at_target),
        "all": number(row.skills),
        "level": number(row.target),
    }


def place(one: Any) -> str:
    """Where a finding stands."""
    if one.page:
        return _("page %(page)s, line %(line)s") % {
            "page": number(one.page),
            "line": number(one.number),
        }
    return _("line %(line)s") % {"line": number(one.number)}


def interval(share: Estimate) -> str:
    """A share with its interval and n."""
    if not share.is_known:
        return _("cannot tell: %(why)s") % {"why": share.reason}
    return _("%(value)s%% (%(lo)s to %(hi)s, n %(n)s)") % {
        "value": per_cent(share.value),
        "lo": per_cent(share.lo),
        "hi": per_cent(share.hi),
        "n": number(share.n),
    }


def since_when(one: Stale) -> str:
    """The change that ended the claim, and its day."""
    if one.change is not None:
        return f"{one.change.title} ({day(one.change.happened_on)})"
    until = one.claim.held_until
    if until is not None:
        return _("It held until %(day)s.") % {"day": day(until)}
    return _("The ledger says that it no longer holds.")


def sheet(page: AuditPage) -> Iterator[list[str]]:
    """The rows of the CSV: one a skill, then one an outdated statement."""
    yield ["kind", "area", "skill", "name", "taught", "level", "hours", "statements", "outdated"]
    for row in page.audited.report.rows:
        said = " / ".join(page.audited.findings[one].text for one in dict.fromkeys(row.findings))
        yield [
            "skill", row.area, row.skill, page.names[row.skill], row.taught.value,
            str(row.depth), f"{row.hours:g}", said, " ".join(row.claims),
        ]  # fmt: skip
    for one in page.stale:
        yield [
            "outdated", "", "", one.claim.statement, "", "", "", one.finding.text,
            f"{one.outdated.claim_id} {since_when(one)}",
        ]  # fmt: skip
