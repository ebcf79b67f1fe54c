"""What the pages about changes for everybody say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup import words
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.web.wording import day_clock, minutes, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.keepup.selectors import ChangeForAll, Comeback, Preview
    from whetstone.apps.keepup.services import Act


def finding(waiting: int) -> str:
    """What the list says first."""
    if not waiting:
        return _("No change waits to be published for everybody.")
    return ngettext(
        "One change waits to be published for everybody.",
        "%(n)s changes wait to be published for everybody.",
        waiting,
    ) % {"n": number(waiting)}


def ripple(seen: Preview) -> Iterator[str]:
    """What publication would do, a sentence each; nobody is counted where fewer than five are."""
    things = words.things_of_all(seen.things)
    yield (
        _("Rests on what goes: %(things)s.") % {"things": things}
        if things
        else _("Nothing rests on what goes.")
    )
    yield _people(seen.people or 0, seen.minutes_each)
    if seen.repair_minutes:
        yield _("About %(minutes)s of an editor's time mend it, by assumption.") % {
            "minutes": minutes(round(seen.repair_minutes))
        }


def _people(n: int, each: int) -> str:
    if n == 0:
        return _("Nobody has learned it.")
    if n < SMALLEST:
        return _("Fewer than five people have learned it: how many is not shown.")
    if not each:
        return _("%(n)s people have learned it; they relearn nothing.") % {"n": number(n)}
    return _(
        "%(n)s people have learned it: %(each)s each, %(all)s together. Students of a running"
        " class are told by their instructor."
    ) % {"n": number(n), "each": minutes(each), "all": minutes(n * each)}


_STANDS_AGAIN = {
    "current": gettext_lazy("Holds again: “%(claim)s”"),
    "doubtful": gettext_lazy("Is in doubt again: “%(claim)s”"),
    "proposed": gettext_lazy("Counts no longer: “%(claim)s”"),
}


def comeback(seen: Comeback) -> Iterator[str]:
    """What undoing would do, a sentence each; nobody is counted where fewer than five are."""
    for row in seen.words:
        said = _STANDS_AGAIN.get(row.status, gettext_lazy("Stands as before: “%(claim)s”"))
        yield str(said) % {"claim": row.statement}
    if not seen.words:
        yield _("No claim moves: each has been said to stand as before already.")
    things, gone = words.things_of_all(seen.things), words.things_of_all(seen.things_gone)
    if things:
        yield _("Rests on what comes back: %(things)s.") % {"things": things}
    if gone:
        yield _("Rests on what goes again: %(things)s.") % {"things": gone}
    yield from _refreshers(seen)


def _refreshers(seen: Comeback) -> Iterator[str]:
    n = seen.waiting + seen.done
    if not n:
        yield _("Nobody has a refresher of it.")
    elif n < SMALLEST or 0 < seen.done < SMALLEST or 0 < seen.waiting < SMALLEST:
        yield _("Its refreshers are withdrawn, done or not: of how many people is not shown.")
    else:
        yield _(
            "Its refreshers are withdrawn: %(open)s wait, %(done)s are done and count no longer."
        ) % {"open": number(seen.waiting), "done": number(seen.done)}
    if seen.people >= SMALLEST:
        yield _("The levels of %(n)s people are worked out anew.") % {"n": number(seen.people)}


def cover(seen: Preview) -> str:
    """What it does to cover, from a few workspaces drawn by lot."""
    lost = seen.cover
    if not lost.looked_at or lost.low is None or lost.high is None:
        return _("What it does to cover cannot be told, or no required area is touched.")
    return _(
        "In %(places)s workspaces drawn by lot, cover gets weaker in %(n)s of %(all)s required"
        " areas: between %(low)s and %(high)s in 100, by its 95 %% interval."
    ) % {
        "places": number(lost.workspaces),
        "n": number(lost.weaker),
        "all": number(lost.looked_at),
        "low": number(round(100 * lost.low)),
        "high": number(round(100 * lost.high)),
    }


def record(page: ChangeForAll, zone: str) -> str:
    """When it was published, by whom where that is known, and what it touched then."""
    published = page.standing.publication
    if published is None:
        return ""
    at = day_clock(published.published_at, zone=zone)
    then = published.ripple
    if not then:
        return _("It came with the curriculum, published on %(at)s.") % {"at": at}
    said = _("Published for everybody, %(at)s.") % {"at": at}
    return f"{said} {_people(then.get('people', 0), then.get('minutes_each', 0))}"


def undone(page: ChangeForAll, zone: str) -> str:
    """When it was undone, and what putting it back means."""
    at = page.standing.publication
    when = day_clock(at.published_at, zone=zone) if at else ""
    return _("Undone for everybody, %(at)s.") % {"at": when}


def reversed_(act: Act) -> str:
    """What undoing did."""
    if not act.was_done:
        return _("There was nothing to undo.")
    return _(
        "Undone for everybody. The claims stand as before, its refreshers are withdrawn, and the"
        " levels it moved are worked out anew now."
    )


def published(act: Act) -> str:
    """What publishing did."""
    if not act.was_done:
        return _("It was published before. Nothing was done twice.")
    return _("Published for everybody. The levels it moves are worked out anew now.")
