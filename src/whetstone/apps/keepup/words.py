"""Findings, titles and labels of this room, computed from what is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from whetstone.apps.keepup import not_confirmed, telling
from whetstone.apps.keepup.selectors import Counts
from whetstone.core.rollup.bands import Count
from whetstone.web.wording import day, day_clock, listed, minutes, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.apps.field.models import ChangeEffect
    from whetstone.apps.keepup.ripples import RippleView, Thing
    from whetstone.apps.keepup.selectors import ChangePage, ChangeRow, ClaimPage

NETWORKS = {
    "": gettext_lazy("Several networks"),
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "meta": "Meta",
    "pinterest": "Pinterest",
    "reddit": "Reddit",
    "snapchat": "Snapchat",
    "threads": "Threads",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}
KINDS = {
    "launched": gettext_lazy("feature launched"),
    "retired": gettext_lazy("feature retired"),
    "replaced": gettext_lazy("feature replaced"),
    "renamed": gettext_lazy("renamed"),
    "limit": gettext_lazy("limit changed"),
    "metric": gettext_lazy("metric changed"),
    "policy": gettext_lazy("policy changed"),
    "price": gettext_lazy("price changed"),
    "algorithm": gettext_lazy("ranking changed"),
    "api": gettext_lazy("data feed changed"),
    "format": gettext_lazy("format changed"),
    "law": gettext_lazy("law changed"),
    "ownership": gettext_lazy("new owner"),
    "availability": gettext_lazy("availability changed"),
}
SEVERITIES = {
    "info": gettext_lazy("good to know"),
    "minor": gettext_lazy("minor"),
    "major": gettext_lazy("major"),
    "breaking": gettext_lazy("breaking"),
}
CLAIM_KINDS = {
    "principle": pgettext_lazy("claim", "principle"),
    "practice": pgettext_lazy("claim", "practice"),
    "regulation": pgettext_lazy("claim", "regulation"),
    "platform": pgettext_lazy("claim", "how a network works"),
    "feature": pgettext_lazy("claim", "feature"),
    "figure": pgettext_lazy("claim", "quoted figure"),
}
CONFIDENCE = {
    "high": pgettext_lazy("confidence", "high"),
    "medium": pgettext_lazy("confidence", "medium"),
    "low": pgettext_lazy("confidence", "low"),
}
STATUS = {
    "current": gettext_lazy("current"),
    "doubtful": gettext_lazy("doubtful"),
    "superseded": gettext_lazy("superseded"),
    "retired": gettext_lazy("retired"),
    "proposed": gettext_lazy("proposed"),
}
CITERS = {
    "block": gettext_lazy("Lesson blocks"),
    "item": gettext_lazy("Questions"),
    "secured": gettext_lazy("Secured questions"),
    "card": gettext_lazy("Cards"),
    "task": gettext_lazy("Tasks"),
    "guide": gettext_lazy("Session guides"),
    "lesson": gettext_lazy("Lessons"),
    "course": gettext_lazy("Courses"),
    "certificate": gettext_lazy("Certificates"),
    "campaign": gettext_lazy("Campaigns"),
    "campaign_choice": gettext_lazy("Choices of campaigns"),
    "audience": gettext_lazy("Target segments"),
    "goal": gettext_lazy("Goals"),
    "goal_metric": gettext_lazy("Goals"),
    "planned_post": gettext_lazy("Planned posts"),
}
PLANS = ("campaign", "goal", "goal_metric", "audience")
PLANNED = ("campaign_choice", "planned_post")


def network_name(network: str) -> str:
    """How a network is written."""
    return str(NETWORKS.get(network, network.capitalize()))


# --- the list ---


def what_it_touches(row: ChangeRow) -> str:
    """The line under a change in the list."""
    if row.ripple is None:
        return _still_open()
    things = resting(row.ripple)
    said = telling.so_many(row.ripple.told_of, somebody=bool(row.ripple.people))
    tail = _("It touches %(people)s.") % {"people": said}
    if row.ripple.people and row.ripple.minutes_each:
        tail = _("It touches %(people)s, %(minutes)s each.") % {
            "people": said,
            "minutes": minutes(row.ripple.minutes_each),
        }
    if not things:
        return tail
    return _("%(things)s rest on the old way.") % {"things": things} + " " + tail


def _still_open() -> str:
    return _("Published. Some refreshers are still open.")


def resting(ripple: RippleView) -> str:
    """What of a workspace rests on the claims, counted by kind; empty where nothing does."""
    parts = [text for kinds in _COUNTED if (text := _n_things(ripple, kinds))]
    return listed(parts)


_COUNTED: Mapping[tuple[str, ...], Callable[[int], str]] = {
    PLANS: lambda n: ngettext("%(n)s goal or campaign", "%(n)s goals or campaigns", n),
    ("campaign_choice",): lambda n: ngettext(
        "%(n)s choice of a campaign", "%(n)s choices of campaigns", n
    ),
    ("planned_post",): lambda n: ngettext("%(n)s planned post", "%(n)s planned posts", n),
    ("block",): lambda n: ngettext("%(n)s lesson block", "%(n)s lesson blocks", n),
    ("item",): lambda n: ngettext("%(n)s question", "%(n)s questions", n),
    ("card",): lambda n: ngettext("%(n)s card", "%(n)s cards", n),
    ("task",): lambda n: ngettext("%(n)s task", "%(n)s tasks", n),
    ("guide",): lambda n: ngettext("%(n)s session guide", "%(n)s session guides", n),
    ("certificate",): lambda n: ngettext("%(n)s certificate", "%(n)s certificates", n),
}


def things_of_all(counts: Mapping[str, int]) -> str:
    """What of the whole installation rests on the claims, counted by kind; empty for nothing."""
    parts = []
    left = dict(counts)
    for kinds, say in _COUNTED.items():
        n = sum(left.pop(kind, 0) for kind in kinds)
        if n:
            parts.append(say(n) % {"n": number(n)})
    others = sum(left.values())
    if others:
        said = ngettext("%(n)s other thing", "%(n)s other things", others)
        parts.append(said % {"n": number(others)})
    return listed(parts)


def _n_things(ripple: RippleView, kinds: tuple[str, ...]) -> str:
    n = ripple.count(*kinds)
    return "" if n == 0 else _COUNTED[kinds](n) % {"n": number(n)}


def state(row: ChangeRow | ChangePage) -> str:
    """Where a change stands here, in words."""
    stand = row.standing
    if stand.counts is Counts.WAITS:
        return _("not yet published")
    if stand.is_no_fact:
        return str(not_confirmed.STATES[stand.counts])
    at = day(stand.publication.published_at) if stand.publication else ""
    if stand.was_undone_for_all:
        return _("undone for everybody, %(day)s") % {"day": at}
    if stand.counts is Counts.UNDONE:
        return _("undone here, %(day)s") % {"day": at}
    if stand.counts is Counts.HERE:
        return _("published here, %(day)s") % {"day": at}
    return _("published, %(day)s") % {"day": at}


# --- the ripple of one change ---


@dataclass(frozen=True, slots=True)
class RingRow:
    """One ring of the picture: a figure, what it counts, and what is said under it."""

    n: str
    what: str
    say: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    mentions: tuple[Thing, ...] = ()
    entering: tuple[Thing, ...] = ()
    is_mended: bool = False
    link: tuple[str, str] = field(default=("", ""))


def rings(page: ChangePage) -> list[RingRow]:
    """The rings to draw, nearest first; at most six."""
    ripple, in_force = page.ripple, page.standing.is_in_force
    rows = [
        _blocks(ripple, in_force=in_force),
        _questions(ripple, in_force=in_force),
        _certificates(ripple),
        _plans(ripple),
    ]
    found = [row for row in rows if row is not None]
    if found or ripple.people:
        found.append(_people(page))
        if ripple.people and ripple.minutes_each:
            found.append(_minutes(page))
    return found


def _blocks(ripple: RippleView, *, in_force: bool) -> RingRow | None:
    ring = ripple.ring("block")
    n = len(ring.things)
    if n == 0:
        return None
    what = ngettext("lesson block says something untrue", "lesson blocks say something untrue", n)
    said = _("Each one says so, and says what is true now.") if in_force else ""
    say = _said(said, telling.repair(ripple), *_noted(len(ring.mentions)))
    return RingRow(number(n), what, say, ring.things, ring.mentions)


def _noted(n: int) -> list[str]:
    if n == 0:
        return []
    return [
        ngettext("%(n)s more only mentions it.", "%(n)s more only mention it.", n)
        % {"n": number(n)}
    ]


def _questions(ripple: RippleView, *, in_force: bool) -> RingRow | None:
    kinds = [kind for kind in ("item", "card", "task") if ripple.ring(kind).things]
    if not kinds:
        return _only_entering(ripple, in_force=in_force) if ripple.entering else None
    things = tuple(thing for kind in kinds for thing in ripple.ring(kind).things)
    first = kinds[0]
    n = ripple.count(first)
    say = [_n_things(ripple, (kind,)) for kind in kinds[1:]]
    said = []
    if first == "item":
        said.append(
            _("Their past answers have stopped counting.")
            if in_force
            else _("Their past answers stop counting.")
        )
    if say:
        said.append(_("Also %(things)s.") % {"things": listed(say)})
    said += _entered(len(ripple.entering), in_force=in_force)
    what = {
        "item": ngettext("question is withdrawn", "questions are withdrawn", n),
        "card": ngettext("card is withdrawn", "cards are withdrawn", n),
        "task": ngettext("task is withdrawn", "tasks are withdrawn", n),
    }[first]
    return RingRow(number(n), what, tuple(said), things, entering=ripple.entering)


def _only_entering(ripple: RippleView, *, in_force: bool) -> RingRow:
    n = len(ripple.entering)
    what = (
        ngettext("question or card has entered", "questions or cards have entered", n)
        if in_force
        else ngettext("question or card enters", "questions or cards enter", n)
    )
    return RingRow(number(n), what, entering=ripple.entering)


def _entered(n: int, *, in_force: bool) -> list[str]:
    if n == 0:
        return []
    said = (
        ngettext("%(n)s replacement has entered.", "%(n)s replacements have entered.", n)
        if in_force
        else ngettext("%(n)s replacement enters.", "%(n)s replacements enter.", n)
    )
    return [said % {"n": number(n)}]


def _certificates(ripple: RippleView) -> RingRow | None:
    n = ripple.count("certificate")
    if n == 0:
        return None
    what = ngettext("certificate is due a refresh", "certificates are due a refresh", n)
    say = _("They stay valid and say how current they are until then. Nobody loses one.")
    return RingRow(number(n), what, (say,))


def _plans(ripple: RippleView) -> RingRow | None:
    n = ripple.count(*PLANS)
    more = [text for kind in PLANNED if (text := _n_things(ripple, (kind,)))]
    if not n and not more:
        return None
    things = tuple(thing for kind in (*PLANS, *PLANNED) for thing in ripple.ring(kind).things)
    if not n:
        n = ripple.count(*PLANNED)
        what = ngettext(
            "planned post or choice of a campaign rests on what goes",
            "planned posts or choices of campaigns rest on what goes",
            n,
        )
        return RingRow(number(n), what, (), things)
    what = ngettext(
        "goal or campaign counts something that goes",
        "goals or campaigns count something that goes",
        n,
    )
    also = (_("And %(things)s.") % {"things": listed(more)},) if more else ()
    return RingRow(number(n), what, also, things)


def _people(page: ChangePage) -> RingRow:
    ripple, told = page.ripple, page.ripple.told_of
    say = _("You are one of them.") if page.own else ""
    if not (told.n if told else ripple.people):
        size = told.size if told else ripple.team
        what = _("of %(all)s people rely on the old way") % {"all": number(size)}
        return RingRow("0", what, (_("Nobody here has learned or answered what goes."),))
    if told is None or not told.band.tells:
        hidden = _("In a team of fewer than nine, how many is not shown.")
        return RingRow("\u2013", _("some people here rely on the old way"), _said(say, hidden))
    what = _("of %(all)s people rely on the old way") % {"all": number(told.size)}
    each = _("Each of them is told, and nobody else.")
    by = _("Reading is known by lesson: whoever finished one that holds such a block counts.")
    read = by if ripple.ring("block").things else ""
    rows = _said(say, each, read, *telling.groups(page.groups), _counted_on(told))
    return RingRow(_range(told), what, rows)


def _range(told: Count) -> str:
    found = told.band
    if not found.low:
        return f"< {number(found.high + 1)}"
    if found.high == found.size:
        return f"\u2265 {number(found.low)}"
    return f"{number(found.low)}\u2013{number(found.high)}"


def _counted_on(told: Count) -> str:
    return _(
        "Counted on %(day)s, in bands of five: it moves once a week, and only when five people "
        "or more have, so that it tells of nobody alone."
    ) % {"day": day(told.on)}


def _said(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _minutes(page: ChangePage) -> RingRow:
    ripple = page.ripple
    each = _("%(minutes)s each, only the difference. Places are found inside working hours.") % {
        "minutes": minutes(ripple.minutes_each)
    }
    return RingRow(
        number(ripple.minutes_each), _("minutes bring each of them up to date"), (each,),
        is_mended=True,
    )  # fmt: skip


# --- one claim ---


def claim_finding(page: ClaimPage) -> str:
    """Whether the claim holds, in one sentence."""
    if page.version is None or page.state is None:
        return _("Nothing was known of this by %(day)s.") % {"day": day(page.known)}
    checked = {"day": day(page.version.as_of)}
    status = page.state.status.value
    if status != "current":
        return str(_GONE[status])
    if page.known is None and any(_ends(effect, page) for effect in page.changes):
        return _("A change that waits would end this. It was checked on %(day)s.") % checked
    if page.is_past_review:
        return _("This held on %(day)s. It is time to check it again.") % checked
    return _("This holds. It was checked on %(day)s.") % checked


def _ends(effect: ChangeEffect, page: ClaimPage) -> bool:
    """Of a claim that still counts: a change of this kind has happened and is not published."""
    took_over = effect.successor is not None and effect.successor.slug == page.claim.slug
    return (
        effect.effect in {"supersedes", "retires"}
        and not took_over
        and effect.change.happened_on <= page.on.isoformat()
        and effect.change_id not in page.no_facts
    )


_GONE = {
    "doubtful": gettext_lazy("This is in doubt. What rests on it is suspended."),
    "superseded": gettext_lazy("This no longer holds. Something took its place."),
    "retired": gettext_lazy("This no longer holds."),
    "proposed": gettext_lazy("This does not count yet."),
}


def effect_on(effect: ChangeEffect, slug: str) -> str:
    """What a change does to the claim of this name."""
    if effect.successor is not None and effect.successor.slug == slug:
        return _("puts this in the place of an older claim")
    return {
        "supersedes": _("replaces this"),
        "retires": _("ends this"),
        "doubts": _("puts this in doubt"),
        "creates": _("brings this in"),
    }.get(effect.effect, effect.effect)


def record(page: ChangePage, zone: str) -> str:
    """What was published, when and by whom, and what it touched then."""
    published = page.standing.publication
    if published is None:
        return ""
    at = day_clock(published.published_at, zone=zone)
    if page.standing.counts is Counts.EVERYWHERE:
        at = day(published.published_at, zone=zone)
        return _("Published for everybody, %(at)s. It cannot be undone here.") % {"at": at}
    name = published.published_by.name if published.published_by else ""
    said = _("%(at)s, by %(name)s.") % {"at": at, "name": name} if name else f"{at}."
    then = published.ripple
    if not then.get("people"):
        return said + " " + _("It touched nobody here.")
    shown = then.get("shown")
    told = Count(shown[0], shown[1], published.published_at.date()) if shown else None
    return said + " " + _("It touched %(people)s.") % {"people": telling.so_many(told)}


def sentence(what: str, more: str) -> str:
    """A fact and what to do about it, as one sentence."""
    text = f"{what[:1].upper()}{what[1:]}"
    return f"{text}: {more}".rstrip(".: ") + "."
