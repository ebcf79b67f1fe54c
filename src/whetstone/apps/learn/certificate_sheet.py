"""A certificate on paper: what its page says, on one side of A4, as PDF/A with its own fonts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from whetstone.web import typeset
from whetstone.web.wording import day, in_100, number, percent

if TYPE_CHECKING:
    from whetstone.apps.learn.selectors import CertificateView

SOURCE: Final = Path(__file__).parent / "templates" / "learn" / "certificate.typ"
ARCHIVE: Final = "a-2a"
"""PDF/A-2, level A (ISO 19005-2): tagged, so that it can be read aloud in thirty years, too."""


def pdf_of(found: CertificateView, *, page: str) -> bytes:
    """The sheet. `page`: the whole address that says how current it is on any later day."""
    source = SOURCE.read_text(encoding="utf-8")
    return typeset.pdf(source, values_of(found, page=page), now=found.now, standard=ARCHIVE)


def values_of(found: CertificateView, *, page: str) -> dict[str, Any]:
    """Everything the sheet prints, already in words."""
    zone = found.time_zone
    kind = _("Certificate") if found.level_name else _("Record of completion")
    kind = _("Capstone certificate") if found.capstone else kind
    checked = day(found.now, zone=zone)
    until = day(found.valid_until)
    holds = _("Until %(day)s.") if found.is_valid else _("It held until %(day)s.")
    return {
        "lang": (get_language() or "en").split("-")[0],
        "crumb": f"{kind} {found.code}",
        "title": found.course_title,
        "lead": _earned(found),
        "issuer": found.workspace,
        "rows": [
            [_("To"), found.holder],
            [_("Issued"), _("%(day)s, by the workspace of %(name)s, edition %(edition)s.") % {
                "day": day(found.issued_at, zone=zone), "name": found.workspace,
                "edition": found.edition}],
            [_("Holds"), holds % {"day": until}],
            [_("How current"), _current(found, checked)],
            [_("What it does not"), _not_shown(found)],
            [_("Check it"), page],
        ],
        "foot": _("It names a role, not a person: who shows it to you says who they are."),
    }  # fmt: skip


def _earned(found: CertificateView) -> str:
    if not found.level_name:
        return _("Every lesson of the course was marked as finished.")
    what = {"n": number(found.proof["answers"]), "p": in_100(found.proof["p"]),
            "task": found.capstone or found.proof["task"],
            "raters": number(found.proof["raters"])}  # fmt: skip
    said = _with_capstone(found) if found.capstone else _with_task(found)
    return " ".join([*_courses(found), said % what])


def _with_task(found: CertificateView) -> str:
    return ngettext(
        "A secured form of %(n)s questions (chance of the level: %(p)s) and a task, "
        "“%(task)s”, judged by one person.",
        "A secured form of %(n)s questions (chance of the level: %(p)s) and a task, "
        "“%(task)s”, judged by %(raters)s people.",
        found.proof["raters"],
    )


def _with_capstone(found: CertificateView) -> str:
    return ngettext(
        "A secured form of %(n)s questions (chance of the level: %(p)s) and the capstone "
        "“%(task)s”, judged by one person.",
        "A secured form of %(n)s questions (chance of the level: %(p)s) and the capstone "
        "“%(task)s”, judged by %(raters)s people.",
        found.proof["raters"],
    )


def _courses(found: CertificateView) -> list[str]:
    """A sentence for each course; none on older certificates, which asked for no lessons."""
    return [
        ngettext(
            "The %(num)s lesson of “%(course)s”.", "The %(num)s lessons of “%(course)s”.", lessons
        )
        % {"num": number(lessons), "course": title}
        for title, lessons in found.proof.get("courses", ())
    ]


def _current(found: CertificateView, checked: str) -> str:
    share = found.currency.share
    if share is None:
        return _("It rests on no dated fact.")
    what = {"share": percent(share), "n": number(found.currency.total), "day": checked}
    return (
        _(
            "%(share)s of the %(n)s facts it rests on, on %(day)s. The address below says it "
            "as of today."
        )
        % what
    )


def _not_shown(found: CertificateView) -> str:
    if found.is_demo:
        return _("This is the demo. Nobody earned this.")
    if not found.level_name:
        return _("Nobody judged the work: it is no certificate of skill.")
    return _("It does not show results in a job, and it is no network’s own certificate.")
