"""What is said of changes whose source nobody has opened, and of those it does not bear out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup.selectors import Counts
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from whetstone.apps.field.models import Change, ChangeReading
    from whetstone.apps.keepup.selectors import ChangesPage

STATES = {
    Counts.NOT_CONFIRMED: gettext_lazy("not confirmed"),
    Counts.DISMISSED: gettext_lazy("dismissed"),
}
CHECKS = {
    "recall": gettext_lazy("Written down from memory."),
    "weak": gettext_lazy("Written down from one weak report."),
}


def finding(page: ChangesPage) -> str:
    """The shelf in one sentence."""
    n = page.no_facts.get(Counts.NOT_CONFIRMED, 0)
    if not n:
        return _("Every change here was read at its source.")
    return ngettext(
        "One change is not confirmed: nobody has opened its source yet.",
        "%(n)s changes are not confirmed: nobody has opened their sources yet.",
        n,
    ) % {"n": number(n)}


def why(page: ChangesPage) -> str:
    """Why they stand apart, and what they do not do; how many were dismissed."""
    gone = page.no_facts.get(Counts.DISMISSED, 0)
    said = []
    if page.no_facts.get(Counts.NOT_CONFIRMED, 0):
        said.append(
            _(
                "Known from memory or from one weak report. They are kept so that somebody can "
                "look them up, and count nowhere until an editor confirms them."
            )
        )
    if gone:
        said.append(
            ngettext(
                "%(n)s was dismissed: its source was opened and does not say so.",
                "%(n)s were dismissed: their sources were opened and do not say so.",
                gone,
            )
            % {"n": number(gone)}
        )
    return " ".join(said)


def check(change: Change) -> str:
    """What the register itself says about where it has the change from."""
    return str(CHECKS.get(change.source_check, change.source_check))


def read(row: ChangeReading) -> str:
    """When a source was read, by whom and for whom."""
    name = row.recorded_by.name if row.recorded_by else ""
    whom = _("for this workspace") if row.workspace_id else _("for everybody")
    at = {"day": day(row.source.get("accessed") or row.recorded_at.date()), "whom": whom}
    if not name:
        return _("read %(day)s, %(whom)s") % at
    return _("read %(day)s by %(name)s, %(whom)s") % (at | {"name": name})
