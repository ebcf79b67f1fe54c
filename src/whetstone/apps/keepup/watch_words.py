"""Watches in words: how one stands, why a look failed, what became of what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup.forms import EVERY
from whetstone.apps.keepup.sources import Trouble
from whetstone.apps.keepup.words import network_name
from whetstone.web import fetching
from whetstone.web.address import address
from whetstone.web.wording import clock, day, number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Notice
    from whetstone.apps.keepup.models import Look, Watch
    from whetstone.apps.keepup.selectors import WatchesPage, WatchPage
    from whetstone.web.request import Actor

KINDS = {"feed": gettext_lazy("feed"), "page": gettext_lazy("page")}
_TROUBLES = {
    Trouble.STATUS: gettext_lazy("the host answered with the number %(status)s"),
    Trouble.ROBOTS: gettext_lazy("its robots.txt does not let programs read this page"),
    Trouble.NO_FEED: gettext_lazy("what came is no feed that can be read"),
    Trouble.NO_TEXT: gettext_lazy("the page holds no text that can be read without a browser"),
    Trouble.GONE: gettext_lazy("the host says that it is gone for good"),
}
_OUTCOMES = {
    "first": gettext_lazy("first look: what is there now is the base line"),
    "same": gettext_lazy("nothing new"),
}
network = network_name


def finding(page: WatchesPage) -> str:
    """The list in one sentence."""
    if not page.rows:
        return _("No source is watched yet.")
    if page.failing:
        return ngettext(
            "One source cannot be read.", "%(n)s sources cannot be read.", page.failing
        ) % {"n": number(page.failing)}
    if not page.on:
        return ngettext(
            "One source, switched off.", "%(n)s sources, all switched off.", len(page.rows)
        ) % {"n": number(len(page.rows))}
    return ngettext(
        "One source is watched, and it answers.",
        "%(n)s sources are watched, and they answer.",
        page.on,
    ) % {"n": number(page.on)}


def sign(watch: Watch) -> str:
    """Which sign stands before the state: verified, in doubt, or not known."""
    if watch.last_reason:
        return "doubtful"
    return "current" if watch.last_state else "draft"


def state(watch: Watch) -> str:
    """How a watch stands, in one or two words."""
    if watch.removed_at is not None:
        return _("removed")
    if watch.last_state == "gone":
        return _("gone, switched off")
    if watch.last_reason:
        return _("failing")
    if not watch.last_state:
        return _("never looked at")
    return _("changed") if watch.last_state == "changed" else _("fine")


def since(watch: Watch, zone: str) -> str:
    """When it was looked at last and will be next, or why it was not."""
    if not watch.last_state or watch.looked_at is None:
        said = _("Nobody has asked it yet.")
    elif watch.last_reason:
        said = _("%(times)s, last on %(when)s, because %(why)s.") % {
            "times": _times(watch.failures),
            "when": _when(watch.looked_at, zone),
            "why": why(watch.last_reason, 0),
        }
    else:
        said = _("Last looked at on %(when)s.") % {"when": _when(watch.looked_at, zone)}
    if watch.is_on and watch.next_at is not None:
        return f"{said} " + _("Next on %(when)s.") % {"when": _when(watch.next_at, zone)}
    return said


def _times(failures: int) -> str:
    return ngettext("Failed once", "Failed %(n)s times in a row", failures) % {
        "n": number(failures)
    }


def _when(moment: dt.datetime, zone: str) -> str:
    return f"{day(moment, zone=zone)}, {clock(moment, zone=zone)}"


def every(hours: int) -> str:
    """How often it is looked at."""
    known = dict(EVERY)
    return str(known.get(str(hours)) or _("every %(n)s hours") % {"n": number(hours)})


def look(one: Look) -> str:
    """What came of one look."""
    if one.reason:
        return why(one.reason, one.status)
    if one.outcome == "changed":
        return ngettext("%(n)s thing new", "%(n)s things new", one.seen) % {"n": number(one.seen)}
    return str(_OUTCOMES.get(one.outcome, one.outcome))


def why(reason: str, status: int) -> str:
    """Why a look failed, as the end of a sentence."""
    if reason == Trouble.STATUS and not status:
        return _("the host answers with an error")
    if reason in _TROUBLES:
        return str(_TROUBLES[Trouble(reason)]) % {"status": status}
    said = fetching.words_of(fetching.Reason(reason)).rstrip(".")
    return said[:1].lower() + said[1:]


def page_finding(page: WatchPage) -> str:
    """One watch: what it has brought."""
    n = len(page.seen)
    if n:
        return ngettext(
            "“%(title)s” has brought one piece of news.",
            "“%(title)s” has brought %(n)s pieces of news.",
            n,
        ) % {"title": page.watch.title, "n": number(n)}
    return _("“%(title)s” has brought no news yet.") % {"title": page.watch.title}


def notice_address(notice: Notice, actor: Actor) -> str:
    """The page of a notice; empty where it is not this person's to open."""
    if notice.workspace_id is not None:
        return address("keepup:notice", notice_id=notice.pk)
    return address("keepup:all_notice", notice_id=notice.pk) if actor.edits_for_all else ""
