"""Words of the inbox and of near misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from whetstone.apps.keepup.words import SEVERITIES, network_name
from whetstone.core.freshness.triage import Act, Stage, Triage
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.keepup.models import NoticeStep
    from whetstone.apps.keepup.selectors.inbox import Inbox, Row
    from whetstone.apps.keepup.selectors.near_misses import NearMisses

SMALLEST = 5
"""Fewer people than this are said in words, not counted."""

STAGES = {
    Stage.NEW: pgettext_lazy("notice", "New"),
    Stage.IN_HAND: pgettext_lazy("notice", "In hand"),
    Stage.WAITING: pgettext_lazy("notice", "Waiting for repair"),
    Stage.CLOSED: pgettext_lazy("notice", "Closed"),
}
ORIGINS = {
    "person": gettext_lazy("reported by somebody here"),
    "watcher": gettext_lazy("seen by a watcher"),
    "drift": gettext_lazy("answers drifted"),
    "near_miss": gettext_lazy("from a near miss"),
    "pack": gettext_lazy("from a pack"),
}
"""Where a notice came from. Who reported it is not said."""

__all__ = ["ORIGINS", "SEVERITIES", "STAGES", "network_name"]


def finding(page: Inbox) -> str:
    """The inbox in one sentence."""
    new, late = page.counts.get(Stage.NEW, 0), page.overdue
    if late:
        return ngettext(
            "One repair is overdue.", "%(n)s repairs are overdue.", late
        ) % {"n": number(late)}  # fmt: skip
    if new:
        return ngettext(
            "One notice waits for somebody to take it.",
            "%(n)s notices wait for somebody to take them.",
            new,
        ) % {"n": number(new)}
    if page.open:
        return ngettext(
            "One notice is being worked on.", "%(n)s notices are being worked on.", page.open
        ) % {"n": number(page.open)}
    return _("Nothing waits in the inbox.")


def due(due_on: dt.date | None, severity: str) -> str:
    """By when it is to be repaired, or why there is no date."""
    if due_on is not None:
        return _("due %(day)s") % {"day": day(due_on)}
    return _("no due date") if severity else _("no severity yet")


def sign(row: Row) -> str:
    """The drawn sign of a row: half where in doubt or late, full where closed, else dotted."""
    if row.is_overdue or row.is_in_doubt:
        return "doubtful"
    return "current" if row.stage is Stage.CLOSED else "draft"


def state(row: Row) -> str:
    """The word beside the sign: the doubt, the severity, or where it stands."""
    if row.stage is Stage.CLOSED:
        return _("repaired") if was_right(row) else _("dismissed")
    said = str(SEVERITIES.get(row.severity, "") or STAGES[row.stage])
    return _("%(severity)s, in doubt") % {"severity": said} if row.is_in_doubt else said


def standing(state: Triage) -> str:
    """Where one notice stands, as its page says it under the sentence."""
    if state.ended_by is not None:
        return str(_ENDED[state.ended_by])
    if state.is_in_doubt:
        return _("In doubt: what rests on the claim is suspended here.")
    if state.repaired_at is not None:
        return _("Repaired. Somebody verifies it, then it is closed.")
    return str(_STANDS[state.stage])


_ENDED = {
    Act.DISMISSED: gettext_lazy("Dismissed: it still holds, or was not about a fact."),
    Act.CLOSED: gettext_lazy("Closed: it was so, and it is repaired."),
}
_STANDS = {
    Stage.NEW: gettext_lazy("Nobody has taken it yet."),
    Stage.IN_HAND: gettext_lazy("Somebody is looking into it."),
    Stage.WAITING: gettext_lazy("Confirmed. It waits for its repair."),
}


def step(row: NoticeStep) -> str:
    """One step of the trail, in a sentence without its reason."""
    change = row.change.title if row.change else ""
    told = {
        Act.TAKEN: _("gave it to %(name)s") % {"name": row.owner.name}
        if row.owner
        else _("gave it back"),
        Act.SEVERITY: _("called it %(severity)s")
        % {"severity": SEVERITIES.get(row.severity, row.severity)},
        Act.CONFIRMED: _("confirmed it"),
        Act.DOUBTED: _("put the claim in doubt"),
        Act.LINKED: _("said what it is about"),
        Act.REPAIRED: _("repaired it"),
        Act.DISMISSED: _("dismissed it"),
        Act.CLOSED: _("verified and closed it"),
        Act.REOPENED: _("opened it again"),
        Act.NOTE: _("noted"),
    }
    if row.act == Act.TAKEN and row.owner_id and row.owner_id == row.person_id:
        return _("took it")
    text = str(told[Act(row.act)])
    return f"{text}: {change}" if change else text


def for_reporter(row: Row, why: str) -> str:
    """What became of a notice, for whoever reported it: plain, and without a fuss."""
    if row.stage is Stage.NEW:
        return _("Nobody has looked yet. Nothing more is needed from you.")
    if row.stage is Stage.IN_HAND:
        return _("An editor is looking into it.")
    if row.stage is Stage.WAITING:
        return _("You were right: it has changed. The repair is under way.")
    if was_right(row):
        return _("You were right, and it is repaired. %(why)s") % {"why": why}
    return _("It was looked at and still stands. %(why)s") % {"why": why}


def was_right(row: Row) -> bool:
    """Whether a closed notice led to a repair."""
    return bool(getattr(row.notice, "is_confirmed", False))


def near_miss_finding(page: NearMisses) -> str:
    """The log in one sentence."""
    if not page.total:
        return _("Nothing has almost gone wrong yet, or nobody wrote it down.")
    if page.unused:
        return ngettext(
            "One near miss has not been made use of yet.",
            "%(n)s near misses have not been made use of yet.",
            page.unused,
        ) % {"n": number(page.unused)}
    return ngettext(
        "One near miss, and something was made of it.",
        "%(n)s near misses, and something was made of each.",
        page.total,
    ) % {"n": number(page.total)}


def have_run(people: int) -> str:
    """How many people have run a drill; a number only from five up."""
    if people == 0:
        return _("Nobody has run it yet.")
    if people < SMALLEST:
        return _("Some people here have run it.")
    return ngettext(
        "%(n)s person has run it.", "%(n)s people have run it.", people
    ) % {"n": number(people)}  # fmt: skip
