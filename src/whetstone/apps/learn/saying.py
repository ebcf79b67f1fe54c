"""How reasons and blocks of time are said, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.web import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from whetstone.core.kernel.reasons import Reason

SENTENCES: dict[str, str | _StrPromise] = {
    "free_until": gettext_lazy("free from %(start)s until %(until)s, inside your hours"),
    "habit": gettext_lazy("the same weekday and hour as before"),
    "preferred_part": gettext_lazy("in the %(part)s, as you prefer"),
    "days_apart": gettext_lazy("%(days)s after your last block: short sittings apart hold longer"),
    "care_stays": gettext_lazy("%(count)s stay on customer care"),
    "learning_at_once": gettext_lazy("%(count)s of at most %(cap)s learn at that time"),
    "by_hand": gettext_lazy("you put it there yourself"),
    "for_campaign": gettext_lazy("“%(what)s” needs it before %(day)s"),
    "by_lead": gettext_lazy("your lead needed you at the time it had before"),
    "kept": gettext_lazy("it was booked already"),
    "wrong_length": gettext_lazy("a block is %(shortest)s to %(longest)s minutes long"),
    "outside_pattern": gettext_lazy("it is outside your working hours"),
    "too_soon": gettext_lazy("that time has begun or is too close"),
    "too_far": gettext_lazy("it is more than %(weeks)s weeks ahead"),
    "holiday": gettext_lazy("%(day)s is a public holiday"),
    "blackout": gettext_lazy("nothing is booked then: %(why)s"),
    "lunch": gettext_lazy("it runs into lunch"),
    "meeting": gettext_lazy("it is within %(buffer)s minutes of something in your calendar"),
    "day_taken": gettext_lazy("there is a block on %(day)s already"),
    "week_full": gettext_lazy("your weeks hold %(quota)s blocks each, and they are taken"),
    "minutes_full": gettext_lazy("your %(minutes)s learning minutes a week are used up"),
    "care_cover": gettext_lazy(
        "only %(count)s would stay on customer care; %(minimum)s are needed"
    ),
    "team_cap": gettext_lazy("as many colleagues as may (%(cap)s) learn at that time already"),
    "no_working_time": gettext_lazy("no working hours between %(first)s and %(last)s"),
    "blocked_by": gettext_lazy("%(what)s take every gap of %(minutes)s minutes"),
    "blocked_by_several": gettext_lazy(
        "no gap of %(minutes)s minutes between %(first)s and %(last)s"
    ),
    "overlaps": gettext_lazy("two blocks of yours overlap"),
    "notice": gettext_lazy("everything free is less than %(hours)s hours ahead"),
}
_WHAT: dict[str, str | _StrPromise] = {
    "meetings": gettext_lazy("meetings"),
    "blackouts": gettext_lazy("days on which nothing is booked"),
    "holidays": gettext_lazy("public holidays"),
    "lunch": gettext_lazy("lunch breaks"),
    "morning": gettext_lazy("morning"),
    "afternoon": gettext_lazy("afternoon"),
    "leave": gettext_lazy("you are away"),
    "launch": gettext_lazy("a launch"),
    "crisis": gettext_lazy("a crisis"),
    "month_end": gettext_lazy("the end of the month"),
    "other": gettext_lazy("the team needs the days"),
}

_PARTS: dict[str, str | _StrPromise] = {
    "try-first": gettext_lazy("Try first"),
    "idea": gettext_lazy("Idea"),
    "worked-example": gettext_lazy("Worked example"),
    "own-brand": gettext_lazy("Do it on your own brand"),
    "check": gettext_lazy("Check"),
    "if-then": gettext_lazy("If-then plan"),
    "limits": gettext_lazy("What we are less sure of"),
}


def part_name(part: str, title: str) -> str:
    """The heading of a lesson's part in the reader's language; the lesson's own where unknown."""
    return str(_PARTS.get(part, title))


def sentence(reasons: Iterable[Mapping[str, Any]]) -> str:
    """Stored reasons as one sentence: "Free from 9:45 until 11:00, inside your hours; ..."."""
    parts = [say(one["code"], one["values"]) for one in reasons if _is_worth_saying(one)]
    return _joined(parts)


def objections(reasons: Sequence[Reason]) -> str:
    """The planner's reasons as one sentence; the first two are enough to act on."""
    seen = dict.fromkeys(say(reason.code, reason.values) for reason in reasons)
    return _joined(list(seen)[:2])


def say(code: str, values: Mapping[str, Any]) -> str:
    """One reason in words; a code without words says nothing."""
    template = SENTENCES.get(code)
    if template is None:
        return ""
    return str(template) % {name: _value(name, value) for name, value in values.items()}


def closed_for(reason: str) -> str:
    """Why days are closed, in words; a reason of somebody's own words as it stands."""
    return str(_WHAT.get(reason, reason))


def in_the_way(code: str) -> str:
    """What keeps learning from having a place, by a code of `Fit.reasons`; empty where unknown."""
    words = {
        "week_full": _("the weekly learning time is used up"),
        "minutes_full": _("the weekly learning time is used up"),
        "day_taken": _("every free day holds a block already"),
        "team_cap": _("as many as may learn at once already do"),
        "care_cover": _("too few would stay on customer care"),
        "meetings": _("meetings take the gaps"),
        "blackouts": _("nothing is booked on the days that are left"),
        "holidays": _("public holidays take the gaps"),
        "lunch": _("lunch takes the gaps"),
        "no_working_time": _("no working hours lie before that day"),
        "notice": _("what is free is less than 24 hours ahead"),
        "blocked_by_several": _("no gap is long enough"),
    }
    return words.get(code, "")


def _value(name: str, value: Any) -> str:
    if name == "days":
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": wording.number(value)}
    if name == "count" and isinstance(value, int):
        return wording.number(value)
    if name in {"start", "until"}:
        return wording.clock(_on_quarter(str(value), up=name == "start"))
    if name in {"day", "first", "last"}:
        date = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        return wording.short_day(date)
    if isinstance(value, int | float):
        return wording.number(value)
    return str(_WHAT.get(str(value), value))


def _is_worth_saying(one: Mapping[str, Any]) -> bool:
    return bool(one["code"] != "learning_at_once" or one["values"].get("count", 0) > 1)


def _joined(parts: Sequence[str]) -> str:
    text = "; ".join(part for part in parts if part)
    return _("%(sentence)s.") % {"sentence": text[:1].upper() + text[1:]} if text else ""


def _on_quarter(text: str, *, up: bool) -> dt.time:
    """A clock time on the quarter-hour inside: notice counts from an odd minute, places do not."""
    at = dt.time.fromisoformat(text)
    minutes = at.hour * 60 + at.minute
    whole = -(-minutes // 15) * 15 if up else minutes // 15 * 15
    return dt.time(whole // 60 % 24, whole % 60)


def block_title(kind: str, title: str, things: int = 1) -> str:
    """A block as a list names it."""
    if kind == "refresher" and things > 1:
        more = wording.number(things - 1)
        return _("Get current: %(title)s, and %(more)s more") % {"title": title, "more": more}
    if kind == "refresher":
        return _("Get current: %(title)s") % {"title": title}
    if kind == "session":
        return _("Session: %(title)s") % {"title": title}
    if kind == "quiz":
        return _("Recall: %(title)s") % {"title": title}
    if kind == "check":
        return _("Area check: %(title)s") % {"title": title}
    return title


def weekdays(days: Sequence[dt.date]) -> str:
    """Tuesday, Thursday and Friday; each weekday once, in the order of the days."""
    names = list(dict.fromkeys(_weekday(day) for day in days))
    most, last = names[:-1], "".join(names[-1:])
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last}


def free_places(days: Sequence[dt.date], without: int) -> str:
    """What the ripple page says of the places found for a refresher."""
    if not days:
        return _("No free place was found in the next two weeks. Nothing is owed.")
    found = _("Free places found on %(days)s. None after hours.") % {"days": weekdays(days)}
    if not without:
        return found
    rest = ngettext(
        "%(n)s person has no free place yet.", "%(n)s people have no free place yet.", without
    ) % {"n": wording.number(without)}
    return f"{found} {rest}"


def _weekday(day: dt.date) -> str:
    return wording.long_day(day).replace(",", "").split(" ")[0]
