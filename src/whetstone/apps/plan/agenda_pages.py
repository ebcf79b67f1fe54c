"""The agenda of a quarterly review, made from goals, results, blind spots and flagged choices.

Nothing is stored: it says how things stand on the day it is opened, and can be taken out as text
or as a table. Blind spots are those that may be told beside every one told before: areas in their
order, no figure and no name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.learn.selectors import gaps_of_team
from whetstone.apps.plan import figures_pages, figures_selectors, pages, selectors
from whetstone.apps.plan import review_selectors as reviews
from whetstone.apps.plan.outlook import Outlook
from whetstone.core.strategy.plan_review import ReviewState
from whetstone.web.address import address
from whetstone.web.wording import day, figure, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.apps.plan.review_selectors import ReviewView
    from whetstone.apps.plan.selectors import Board, GoalView
    from whetstone.web.request import Actor

MONTHS_A_QUARTER: Final = 3
MOST_SPOTS: Final = 3
TO_TALK_OF: Final = frozenset({Outlook.BEHIND, Outlook.MISSED, Outlook.BROKEN, Outlook.TOO_CLOSE})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to talk of: what, why it stands here, and where it can be read."""

    what: str
    why: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the agenda. `none`: what is said where it is empty."""

    title: str
    items: tuple[Item, ...]
    none: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """A quarter's agenda, as of a day."""

    title: str
    as_of: str
    parts: tuple[Part, ...]

    @property
    def n(self) -> int:
        """How many things there are to talk of."""
        return sum(len(part.items) for part in self.parts)


def quarter(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of a day's quarter.

    >>> quarter(dt.date(2026, 11, 23))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    month = today.month - (today.month - 1) % MONTHS_A_QUARTER
    first = today.replace(month=month, day=1)
    after = (first + dt.timedelta(days=31 * MONTHS_A_QUARTER)).replace(day=1)
    return first, after - dt.timedelta(days=1)


def agenda(actor: Actor) -> Agenda:
    """Everything that a quarterly review should talk of; constant queries."""
    board = selectors.board(actor.workspace_id, today=actor.today)
    found = reviews.reviews(actor.workspace_id, board)
    first, last = quarter(actor.today)
    parts = (
        Part(_("To decide"), tuple(_to_decide(board, found)),
             _("No choice is flagged, and no change is asked for.")),
        Part(_("Where the goals stand"), tuple(_goals(board, first)),
             _("No goal has a metric yet, so none can be looked at.")),
        Part(_("What serves the goals"), tuple(_serving(actor, board)),
             _("Cannot tell yet: no export of a network was brought in.")),
        Part(_("Blind spots of the team"), tuple(_spots(actor)),
             _("None can be told: it takes five measured people, and an order that gives nobody "
               "away."),
             _("Where the team is short of what its roles need, the widest gap first. Only the "
                "order is told.")),
        Part(_("What the tree lacks"),
             tuple(Item(one) for one in pages.GoalsPage(board).missing),
             _("Nothing is missing in the tree.")),
    )  # fmt: skip
    title = _("Agenda of the quarter, %(first)s to %(last)s") % {
        "first": day(first), "last": day(last),
    }  # fmt: skip
    as_of = _("As of %(day)s, from the goals, figures and reviews that stand here.")
    return Agenda(title, as_of % {"day": day(actor.today)}, parts)


def _to_decide(board: Board, found: Sequence[ReviewView]) -> Iterator[Item]:
    for title, broken in pages.GoalsPage(board).broken:
        yield Item(title, "; ".join(one.text or one.statement for one in broken),
                   address("plan:goals"))  # fmt: skip
    for run in board.campaigns:
        if run.decision is None:
            yield Item(
                _("“%(name)s” has no objective that was taken") % {"name": run.name},
                _("It counts %(what)s until one is.") % {"what": run.counted_as or run.act},
                address("plan:campaign", campaign_id=run.id),
            )
    for one in found:
        yield from _of_review(one)


def _of_review(one: ReviewView) -> Iterator[Item]:
    href = address("plan:review", review_id=one.id)
    if one.asks:
        said = ngettext(
            "“%(name)s”: %(n)s change is asked for", "“%(name)s”: %(n)s changes are asked for",
            one.asks,
        )  # fmt: skip
        yield Item(said % {"name": one.name, "n": number(one.asks)}, href=href)
    elif one.state is ReviewState.CHANGED_SINCE:
        yield Item(_("“%(name)s” has changed since it was signed") % {"name": one.name}, href=href)
    elif one.state is ReviewState.TO_SIGN:
        yield Item(_("“%(name)s” waits for a signature") % {"name": one.name}, href=href)


def _goals(board: Board, first: dt.date) -> Iterator[Item]:
    ordered = sorted(board.measured, key=lambda one: one.outlook not in TO_TALK_OF)
    for one in ordered:
        yield Item(f"{one.title}: {outlook_word(one.outlook)}", _result(one, first))


def _result(one: GoalView, first: dt.date) -> str:
    if one.newest is None:
        return _("No figure yet.")
    newest = one.newest
    said = _("%(value)s on %(day)s; it began at %(start)s and should be %(target)s.") % {
        "value": figure(newest.value, one.unit), "day": day(newest.on),
        "start": figure(one.baseline, one.unit), "target": figure(one.target, one.unit),
    }  # fmt: skip
    if newest.band is not None:
        low, high = newest.band
        said += " " + _("Interval: %(low)s to %(high)s.") % {
            "low": figure(low, one.unit), "high": figure(high, one.unit),
        }  # fmt: skip
    else:
        said += " " + _("A count has no interval.")
    if newest.on < first:
        said += " " + _("No figure of this quarter.")
    return said + " " + _("Source: %(source)s.") % {"source": newest.source}


def outlook_word(outlook: Outlook) -> str:
    """How a goal is doing, in a few words."""
    return {
        Outlook.BROKEN: _("at risk, what it rests on is no longer so"),
        Outlook.REACHED: _("reached"),
        Outlook.ON_COURSE: _("on course"),
        Outlook.BEHIND: _("behind"),
        Outlook.MISSED: _("not reached in time"),
        Outlook.TOO_CLOSE: _("too close to call"),
        Outlook.EARLY: _("too early to say"),
        Outlook.NO_TARGET: _("cannot tell, no target is set"),
        Outlook.NO_READING: _("cannot tell, no figure yet"),
    }[outlook]


def _serving(actor: Actor, board: Board) -> Iterator[Item]:
    found = figures_selectors.coverage(actor.workspace_id, selectors.tree_of(board))
    said = figures_pages.coverage_words(found)
    if said is not None:
        yield Item(said["said"], f"{said['reach']} {said['source']}", address("plan:posts"))


def _spots(actor: Actor) -> Iterator[Item]:
    for gap in gaps_of_team(actor.workspace_id, now=actor.now)[:MOST_SPOTS]:
        yield Item(gap.name)


def as_text(found: Agenda) -> str:
    """The agenda in Markdown."""
    out = [f"# {found.title}", "", found.as_of, ""]
    for part in found.parts:
        out += [f"## {part.title}", ""]
        out += [_line(one) for one in part.items] or [part.none]
        out += ["", part.source, ""] if part.source and part.items else [""]
    return "\n".join(out)


def _line(one: Item) -> str:
    return f"- [ ] **{_flat(one.what)}** {_flat(one.why)}".rstrip()


def _flat(text: str) -> str:
    """On one line, and no mark of Markdown that somebody typed into a title."""
    kept = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "*_[]`#<>|" else letter for letter in kept)


def as_rows(found: Agenda) -> Iterator[list[str]]:
    """The agenda as rows of a table."""
    yield [_("Part"), _("What"), _("Why"), _("As of")]
    for part in found.parts:
        for one in part.items:
            yield [part.title, one.what, one.why, found.as_of]
