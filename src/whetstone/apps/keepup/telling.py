"""What a publication costs and moves, in words: mending, groups, cover, levels on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.core.kernel.verdict import TALK_HIGH, TALK_LOW
from whetstone.web.wording import minutes, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.keepup.covers import CoverMove, Covers
    from whetstone.apps.keepup.grouping import Groups
    from whetstone.apps.keepup.ripples import RingView, RippleView
    from whetstone.apps.keepup.selectors.draining import Progress
    from whetstone.core.rollup.bands import Count

HUNDRED = 100


def repair(ripple: RippleView) -> str:
    """How long it takes to mend what says something untrue; empty where nothing does."""
    if not ripple.repair:
        return ""
    return _("About %(minutes)s of an editor's time mend it, by assumption.") % {
        "minutes": minutes(round(ripple.repair))
    }


def withheld(ring: RingView) -> str:
    """What rests on it and is told only to those who may know."""
    n = len(ring.things)
    return ngettext(
        "%(n)s question of the pools here rests on this. No form asks it while this is not so.",
        "%(n)s questions of the pools here rest on this. No form asks them while this is not so.",
        n,
    ) % {"n": number(n)}


def groups(found: Groups) -> Iterator[str]:
    """Team by team or class by class, a sentence each."""
    for name, one in found.shown:
        yield _("%(name)s: %(people)s.") % {"name": name, "people": so_many(one)}


def so_many(count: Count | None, *, somebody: bool = True) -> str:
    """So many people, as a band; without a number where the group is too small to hide in.

    `somebody` says whether there is any, where no count may be told.
    """
    if count is None and somebody:
        return _("some of the people here")
    if count is None or not count.n:
        return _("nobody here")
    found = count.band
    said = {"n": number(found.low), "to": number(found.high), "all": number(found.size)}
    if not found.tells:
        return _("some of the %(all)s people here") % said
    if not found.low:
        return _("fewer than five of %(all)s people") % said
    if found.high == found.size:
        return _("%(n)s or more of %(all)s people") % said
    return _("%(n)s to %(to)s of %(all)s people") % said


def draining(progress: Progress) -> str:
    """How far the levels are."""
    return _("Levels are being worked out again: %(done)s of %(all)s.") % {
        "done": number(progress.done),
        "all": number(progress.total),
    }


def cover_finding(covers: Covers) -> str:
    """What publication does to cover, in one sentence."""
    if not covers.moves:
        return _("No area that this team has to cover is touched.")
    known = [one for one in covers.moves if one.after is not None]
    if not known:
        return _("What it does to cover cannot be told here.")
    falling = [one for one in known if one.falls]
    if not falling:
        return _("The areas this team has to cover stay as they are, in words.")
    return ngettext(
        "Cover of %(areas)s gets weaker until it is measured again.",
        "Cover of %(areas)s gets weaker until they are measured again.",
        len(falling),
    ) % {"areas": ", ".join(one.name for one in falling)}


def cover(one: CoverMove) -> str:
    """One area in one sentence."""
    if one.why == "small":
        return _("%(area)s: shown from five measured people up.") % {"area": one.name}
    if one.why == "few":
        return _(
            "%(area)s: it may get weaker. How far is not shown: fewer than five people would make"
            " the difference."
        ) % {"area": one.name}
    if one.why == "moved":
        return _(
            "%(area)s: fewer than five people have joined, left or answered since cover was shown "
            "last. It is shown again with five: the difference would tell on them."
        ) % {"area": one.name}
    if one.why == "gone":
        return _("%(area)s: nobody's answers would count any more, so it could not be told.") % {
            "area": one.name
        }
    return _("%(area)s: %(before)s now, %(after)s after.") % {
        "area": one.name,
        "before": _surely(one.before or 0.0, one.need),
        "after": _surely(one.after or 0.0, one.need),
    }


def _surely(p: float, need: int) -> str:
    said = {"n": number(need), "p": number(round(HUNDRED * p))}
    if p >= TALK_HIGH:
        return (
            ngettext(
                "at least %(n)s person, probably (%(p)s in 100)",
                "at least %(n)s people, probably (%(p)s in 100)",
                need,
            )
            % said
        )
    if p <= TALK_LOW:
        return (
            ngettext(
                "fewer than %(n)s person, probably (%(p)s in 100 for enough)",
                "fewer than %(n)s people, probably (%(p)s in 100 for enough)",
                need,
            )
            % said
        )
    return (
        ngettext(
            "%(n)s person: too close to call (%(p)s in 100)",
            "%(n)s people: too close to call (%(p)s in 100)",
            need,
        )
        % said
    )


def how_counted(covers: Covers) -> str:
    """From whom it was worked out."""
    if covers.is_floor:
        return ngettext(
            "Worked out from %(n)s person; the others can only add to it, so it is at least this.",
            "Worked out from %(n)s people; the others can only add to it, so it is at least this.",
            covers.looked_at,
        ) % {"n": number(covers.looked_at)}
    return _("Worked out anew from everybody's answers, as if it were published now.")
