"""What the content calendar says: states, shapes, checks, and the finding at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup.words import NETWORKS, network_name
from whetstone.core.strategy.content_calendar import LINE, Shape, State
from whetstone.web.wording import minutes, number

if TYPE_CHECKING:
    from whetstone.apps.plan.calendar_selectors import Calendar, PostView
    from whetstone.core.strategy.content_calendar import Check, DayLoad, DeskDay

PLACES = tuple(one for one in NETWORKS if one not in {"", "meta"})
"""The networks a post can be planned for."""


def state_name(state: str) -> str:
    """What a state is called."""
    return {
        State.IDEA.value: _("idea"),
        State.DRAFT.value: _("draft"),
        State.REVIEW.value: _("in review"),
        State.APPROVED.value: _("approved"),
        State.SCHEDULED.value: _("scheduled elsewhere"),
        State.POSTED.value: _("posted"),
        State.PAUSED.value: _("paused"),
        State.DROPPED.value: _("let go"),
    }.get(str(state), str(state))


def act_of(state: str, *, here: str = "") -> str:
    """What the button says that moves a post there."""
    if here == State.DROPPED:
        return _("Take it back, as an idea")
    return {
        State.IDEA.value: _("Back to an idea"),
        State.DRAFT.value: _("Make it a draft"),
        State.REVIEW.value: _("Hand in for review"),
        State.APPROVED.value: _("Approve it"),
        State.SCHEDULED.value: _("It is scheduled elsewhere"),
        State.POSTED.value: _("It is posted"),
        State.DROPPED.value: _("Let it go"),
    }[str(state)]


def shape_name(shape: str) -> str:
    """What a shape of post is called."""
    return {
        Shape.POST.value: _("post"),
        Shape.STORY.value: _("Story"),
        Shape.REEL.value: _("Reel or short film"),
        Shape.CAROUSEL.value: _("carousel"),
        Shape.DOCUMENT.value: _("document"),
    }.get(str(shape), str(shape))


def check_words(check: Check) -> str:
    """A check as one sentence."""
    most = number(check.most) if check.most is not None else ""
    return {
        "no_goal": _("It serves no goal yet."),
        "no_alt_text": _("It has a picture and no words that say the same."),
        "on_holiday": _("It stands on a public holiday."),
        "nobody_answers": _("Nobody of the care desk works on that day."),
        "too_many": _("It has more items than the network takes: %(most)s.") % {"most": most},
        "too_long": _("It is longer than the network takes: %(most)s seconds.") % {"most": most},
        "sticker": _("Put the link on a link sticker."),
        "no_carousel": _("The network has no carousels: use a document."),
    }[check.what]


def why_not_words(why: str) -> str:
    """Why a post does not move."""
    return {
        "not_next": _("Somebody moved it before you. This is not its next step."),
        "changed": _("It was changed since you read it. Here it is as it stands now."),
        "crisis": _("Everything planned is paused. Lift the pause first."),
        "no_day": _("It has no day yet. Give it one first."),
        "posted": _("It is posted already and stays on its day."),
        "dropped": _("It was let go. Take it back first."),
        "touched": _(
            "This form has made a post already, and somebody has changed it since. Your "
            "words are below: open that post in the calendar, and change it there."
        ),
        "day_over": _("That day is over."),
        "day_far": _("That is more than five years ahead."),
    }[why]


def load_words(load: DayLoad) -> str:
    """What a day holds of the team's time, in one sentence; empty where nothing is planned."""
    if not load.planned and not load.unknown:
        return ""
    known = {"planned": minutes(load.planned), "working": minutes(load.working)}
    if not load.working:
        return _("%(planned)s of work; nobody's hours are on this day.") % known
    if load.fits is False:
        return _("Too full: %(planned)s of work, and the team works %(working)s.") % known
    if load.unknown:
        said = ngettext(
            "%(planned)s of %(working)s, and %(n)s post without minutes.",
            "%(planned)s of %(working)s, and %(n)s posts without minutes.",
            load.unknown,
        )
        return said % (known | {"n": number(load.unknown)})
    return _("%(planned)s of %(working)s") % known


def desk_words(desk: DeskDay | None, *, has_posts: bool, is_whole: bool) -> str:
    """Who is there for customers and for a crisis; empty where that goes without saying.

    `has_posts`: something goes out that may be answered. `is_whole`: the day is shown in full.
    """
    if desk is None or not (has_posts or (is_whole and desk.there)):
        return ""
    if not desk.there:
        return _("Care and crisis desk: nobody works.")
    if not (desk.is_short or is_whole):
        return ""
    return _("Care and crisis desk: %(there)s, at least %(needed)s wanted.") % {
        "there": number(desk.there), "needed": number(desk.needed),
    }  # fmt: skip


def finding(calendar: Calendar) -> str:
    """What the calendar says first."""
    posts = calendar.posts
    if calendar.crisis is not None:
        return _("Everything planned is paused.")
    if not posts:
        return _("What goes out, where and when?")
    without = sum(one.goal_id is None for one in posts)
    gone = sum(bool(one.breaks) for one in posts)
    said = []
    if without:
        said.append(
            ngettext("%(n)s post serves no goal yet.", "%(n)s posts serve no goal yet.", without)
            % {"n": number(without)}
        )
    if gone:
        said.append(
            ngettext(
                "%(n)s post rests on something that is no longer so.",
                "%(n)s posts rest on something that is no longer so.",
                gone,
            )
            % {"n": number(gone)}
        )
    return " ".join(said) or _("Each post here serves a goal.")


def line_of(post: PostView, goals: list[int | None]) -> str:
    """How the post's edge is drawn: goals differ by line, never by colour."""
    if post.breaks:
        return "stale"
    if post.goal_id is None:
        return "none"
    return "abc"[min(2, goals.index(post.goal_id))]


def network_choices() -> list[tuple[str, str]]:
    """(key, name) of the networks."""
    return [(one, network_name(one)) for one in PLACES]


def state_choices() -> list[tuple[str, str]]:
    """(key, name) of the states."""
    return [(one.value, state_name(one)) for one in (*LINE, State.PAUSED, State.DROPPED)]
