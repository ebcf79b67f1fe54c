"""What the ledger's pages say: findings, reasons, and the factors of a place in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup import words
from whetstone.core.freshness.claims import HALF_LIFE_MONTHS
from whetstone.core.rollup.bands import at_least
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.web.wording import day, in_100, listed, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.apps.field.models import ClaimVersion
    from whetstone.apps.keepup.selectors import (
        ClaimPage,
        LedgerPage,
        Moved,
        ReviewQueue,
        ReviewRow,
    )

SHORT = 90
WHOSE = {
    "everybody": gettext_lazy("everybody's"),
    "own": gettext_lazy("our own"),
    "overridden": gettext_lazy("said otherwise here"),
}
ACTS = {
    "written": gettext_lazy("written here"),
    "read": gettext_lazy("the source was read again"),
    "doubted": gettext_lazy("doubted"),
    "settled": gettext_lazy("the doubt is settled"),
    "overridden": gettext_lazy("said otherwise here"),
    "follows": gettext_lazy("as everybody reads it again"),
    "returns": gettext_lazy("taken back"),
}


def short(text: str) -> str:
    """A statement as one line of a list."""
    return Truncator(text).chars(SHORT)


def half_life_help() -> str:
    """What is taken where nobody says otherwise."""
    said = ", ".join(
        f"{words.CLAIM_KINDS[kind.value]} {number(months)}"
        for kind, months in HALF_LIFE_MONTHS.items()
    )
    return _("Empty: by its kind (%(months)s). An assumption until there are data.") % {
        "months": said
    }


# --- the ledger ---


def finding(page: LedgerPage) -> str:
    """The ledger in one sentence."""
    if page.asked.is_of_the_past:
        n = len(page.turned)
        if not n and not page.total:
            return _("Nothing was known then.")
        if not n:
            return _("What was known then says the same today.")
        return ngettext(
            "One claim stands otherwise today.", "%(n)s claims stand otherwise today.", n
        ) % {"n": number(n)}
    if page.overdue:
        return ngettext(
            "One of %(all)s claims is past its review day.",
            "%(n)s of %(all)s claims are past their review day.",
            page.overdue,
        ) % {"n": number(page.overdue), "all": number(page.live)}
    if not page.total:
        return _("The ledger is empty.")
    return ngettext(
        "The one claim that holds was checked in time.",
        "All %(n)s claims that hold were checked in time.",
        page.live,
    ) % {"n": number(page.live)}


def as_of(page: LedgerPage) -> str:
    """Which two days are read, in words."""
    if page.asked.known is None:
        return _("what we know today, about the field on %(on)s") % {"on": day(page.on)}
    return _("what was known by %(known)s, about the field on %(on)s") % {
        "known": day(page.asked.known),
        "on": day(page.on),
    }


def status_of(row: object) -> str:
    """The status of a row of the ledger; "" where nothing was known."""
    return "" if row is None else str(row.state.status.value)  # type: ignore[attr-defined]


def what_moved(one: Moved) -> str:
    """Why a claim stands otherwise today, where no change says so."""
    row = one.now or one.was
    if row is None or one.change is not None:
        return ""
    version = row.version
    if one.was is None:
        return _("Not known then. Known since %(day)s.") % {"day": day(version.recorded_at)}
    if version.act and version.pk != one.was.version.pk:
        return said_by(version)
    if version.held_until is not None and row.state.is_gone:
        return _("It held until %(day)s.") % {"day": day(version.held_until)}
    if version.held_from is not None:
        return _("It holds since %(day)s.") % {"day": day(version.held_from)}
    return _("It was written anew on %(day)s.") % {"day": day(version.recorded_at)}


def said_by(version: ClaimVersion) -> str:
    """What an editor did, and why."""
    act = str(ACTS.get(version.act, ""))
    return f"{act}: {version.reason}" if act and version.reason else act or version.reason


# --- the queue ---


def queue_finding(queue: ReviewQueue) -> str:
    """The queue in one sentence."""
    if queue.n_past:
        return ngettext(
            "One claim is past its review day.",
            "%(n)s claims are past their review day.",
            queue.n_past,
        ) % {"n": number(queue.n_past)}
    return _("No claim is past its review day.")


def met(row: ReviewRow, team: int) -> str:
    """How often what rests on it was met, in steps; without the number where few are here."""
    if not row.views:
        return _("not met here in 90 days")
    if team < SMALLEST:
        return _("met here in the last 90 days")
    if not (step := at_least(row.views)):
        return _("met a few times in 90 days")
    return _("met %(n)s times or more in 90 days") % {"n": number(step)}


def met_here(views: int) -> str:
    """The same for one line of a list."""
    if not views:
        return _("not met here")
    if not (step := at_least(views)):
        return _("met a few times here")
    return _("met %(n)s times or more here") % {"n": number(step)}


def moved(row: ReviewRow) -> str:
    """The chance that it no longer holds."""
    if row.chance_moved < 0.005:  # noqa: PLR2004  # rounds to none in 100
        return _("checked today")
    return _("%(chance)s that it moved") % {"chance": in_100(row.chance_moved)}


_RESTING: Mapping[str, Callable[[int], str]] = {
    "item": lambda n: ngettext("the key of %(n)s question", "the keys of %(n)s questions", n),
    "block": lambda n: ngettext("%(n)s lesson block", "%(n)s lesson blocks", n),
    "card": lambda n: ngettext("%(n)s card", "%(n)s cards", n),
    "task": lambda n: ngettext("%(n)s task", "%(n)s tasks", n),
    "guide": lambda n: ngettext("%(n)s session guide", "%(n)s session guides", n),
    "certificate": lambda n: ngettext("%(n)s certificate", "%(n)s certificates", n),
    "campaign": lambda n: ngettext("%(n)s campaign", "%(n)s campaigns", n),
    "campaign_choice": lambda n: ngettext(
        "%(n)s choice of a campaign", "%(n)s choices of campaigns", n
    ),
    "goal_metric": lambda n: ngettext("%(n)s goal", "%(n)s goals", n),
    "planned_post": lambda n: ngettext("%(n)s planned post", "%(n)s planned posts", n),
}


def resting(row: ReviewRow) -> str:
    """What rests on it."""
    said = [
        counted(row.resting[kind]) % {"n": number(row.resting[kind])}
        for kind, counted in _RESTING.items()
        if row.resting.get(kind)
    ]
    if not said:
        return _("nothing rests on it")
    things = listed(said)
    n = sum(row.resting.get(kind, 0) for kind in _RESTING)
    return ngettext("%(things)s rests on it", "%(things)s rest on it", n) % {"things": things}


# --- one claim, here and for everybody ---


def because(page: ClaimPage) -> str:
    """Why it is said otherwise here."""
    version = page.version
    if version is None:
        return ""
    return version.reason if version.act == "overridden" else said_by(version)


def here(page: ClaimPage) -> str:
    """What this workspace says of a claim that everybody reads."""
    version = page.version
    if version is None:
        return ""
    status = words.STATUS.get(version.status, version.status)
    if page.everybody is not None and version.statement != page.everybody.statement:
        return f"{version.statement} ({status})"
    return str(status)


def everybody(page: ClaimPage) -> str:
    """What everybody else reads."""
    base, version = page.everybody, page.version
    if base is None or version is None:
        return ""
    status = words.STATUS.get(base.status, base.status)
    if version.statement != base.statement:
        return f"{base.statement} ({status})"
    return str(status)


def shadow(page: ClaimPage) -> str:
    """What everybody's ledger has said since."""
    base = page.everybody
    if base is None:
        return ""
    if page.version is not None and base.status == page.version.status:
        return _("Everybody's ledger has been checked again since, on %(day)s.") % {
            "day": day(base.as_of)
        }
    return _("Everybody's ledger has said something newer since: %(status)s, known %(day)s.") % {
        "status": words.STATUS.get(base.status, base.status),
        "day": day(base.recorded_at),
    }
