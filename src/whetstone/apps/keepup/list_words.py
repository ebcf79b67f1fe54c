"""What the list of changes says first: what waits, what is still open, how fast one notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup import not_confirmed
from whetstone.apps.keepup.saying.figures import span
from whetstone.apps.keepup.selectors.figures import DAYS
from whetstone.apps.keepup.telling import so_many
from whetstone.core.freshness.lags import FLOOR
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.keepup.selectors import ChangesPage


def finding(page: ChangesPage) -> str:
    """The list in one sentence."""
    if page.shelf:
        return not_confirmed.finding(page)
    waiting = page.waiting
    if waiting:
        n = len(waiting)
        return ngettext(
            "One change waits to be published; it touches %(people)s.",
            "%(n)s changes wait to be published; they touch %(people)s.",
            n,
        ) % {"n": number(n), "people": so_many(page.told_of, somebody=len(page.people) > 0)}
    if page.touching:
        return f"{_idle(page)} {_open()}"
    if page.total:
        return _("Nothing here is out of date.")
    return _("No change is known yet.")


def _idle(page: ChangesPage) -> str:
    """What waits though it touches nothing here, or that nothing waits."""
    n = sum(row.standing.may_be_published for row in page.rest)
    if not n:
        return _("Nothing waits.")
    return ngettext(
        "What waits touches nothing here: one change.",
        "What waits touches nothing here: %(n)s changes.",
        n,
    ) % {"n": number(n)}


def _open() -> str:
    return _("Some refreshers are still open.")


def counted(page: ChangesPage) -> str:
    """How many changes the list holds, and how fast changes are noticed."""
    said = ngettext("%(n)s change in the field", "%(n)s changes in the field", page.total)
    return said % {"n": number(page.total)} + " · " + lag(page)


def lag(page: ChangesPage) -> str:
    """How fast changes are noticed, or why that cannot be told."""
    if page.lag is None:
        return _("days from event to notice: cannot tell yet, no event since this ledger began")
    estimate = page.lag.estimate
    if not estimate.is_known:
        return _("days from event to notice: cannot tell yet, too few exact dates")
    if estimate.n < FLOOR:
        return _("days from event to notice: cannot tell yet, fewer than five cases")
    days = round(estimate.value)
    said = ngettext(
        "%(n)s day from event to notice, at the median",
        "%(n)s days from event to notice, at the median",
        days,
    ) % {"n": number(days)}
    return said + _(" (%(range)s, from %(cases)s)") % {
        "range": span(estimate, DAYS),
        "cases": number(estimate.n),
    }
