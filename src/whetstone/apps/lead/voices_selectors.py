"""Reading what customers say: set by set, never a loop over messages where the store can count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from whetstone.apps.lead.models_voices import (
    VoiceFile,
    VoiceKeeping,
    VoiceMatch,
    VoiceMessage,
    VoiceQuote,
    VoiceRoute,
    VoiceStep,
)
from whetstone.apps.lead.voices_keys import WEEK, monday
from whetstone.apps.lead.voices_matching import open_themes, themes_now
from whetstone.apps.lead.voices_seconds import Seconds
from whetstone.apps.lead.voices_services import ANSWERED, ASKED
from whetstone.core.rollup.voices import MOST_WEEKS, Week, share, surge, waiting
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.rollup.voices import Waiting

SPAN: Final = dt.timedelta(weeks=12)
"""The days that are shown where nobody asks for others."""
KEPT_DAYS: Final = 400
"""For how many days messages are kept where nobody said otherwise."""
QUOTES: Final = 3
_QUOTED_FROM, _QUOTED_UPTO = 30, 280
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Range:
    """The days asked for, both ends counted."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme in a range. Counts are told only where `share` is known.

    `week` is its last whole week, `rest` that of all messages outside it.
    """

    id: int
    name: str
    words: tuple[str, ...]
    messages: int
    people: int
    share: Estimate
    week: Week
    rest: Week

    @property
    def is_told(self) -> bool:
        """Whether its figures may be said at all."""
        return self.share.is_known


@dataclass(frozen=True, slots=True)
class Routed:
    """What was asked of somebody outside social, and what became of it."""

    id: int
    theme_id: int
    theme: str
    asked: str
    owner: str
    due_on: dt.date
    at: dt.datetime
    fate: str
    said: str
    fate_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.fate in {ASKED, ANSWERED}

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has passed without an end."""
        return self.is_open and self.due_on < today


@dataclass(frozen=True, slots=True)
class Overview:
    """What customers say in a range. `week`: the last whole week that exports reach, a Monday."""

    range: Range
    messages: int
    people: int
    unthemed: int
    themes: list[ThemeLine]
    week: dt.date | None
    answer: Waiting | None
    resolve: Waiting | None
    routes: list[Routed]
    seen_on: dt.date | None

    @property
    def surges(self) -> list[ThemeLine]:
        """Themes whose last whole week is beyond their own history."""
        return [one for one in self.themes if one.week.is_surge]


def has_messages(workspace_id: int) -> bool:
    """Whether anything was brought in; one query."""
    return bool(_ANY(workspace_id))


_ANY = Prepared(
    lambda workspace_id: VoiceMessage.objects.filter(workspace=workspace_id).values_list("pk")[:1]
)


def counted(workspace_id: int, span: Range, *, only: int | None = None) -> Overview:
    """All that the page says of a range; the same few queries, whatever the number of messages.

    They take longer where there are more messages: `voices_kept` keeps what they found. `only`:
    one theme, beside all people who wrote, and no waits.
    """
    messages, people = _totals(workspace_id, span)
    by_theme = _by_theme(workspace_id, span, only)
    themed = _themed(workspace_id, span) if only is None else 0
    last, weeks, all_weeks = _weeks(workspace_id, only)
    lines = []
    for theme in open_themes(workspace_id).values():
        if only not in {None, theme.id}:
            continue
        n, who = by_theme.get(theme.id, (0, 0))
        told = share(who, people, messages=n)
        mine = weeks.get(theme.id, {})
        rest = {week: count - mine.get(week, 0) for week, count in all_weeks.items()}
        lines.append(
            ThemeLine(
                theme.id, theme.name, theme.words, n, who, told,
                week=_held(mine, all_weeks, last), rest=_held(rest, all_weeks, last),
            )
        )  # fmt: skip
    waits = ("answered", "resolved") if only is None else ()
    answer, resolve = [_wait(workspace_id, span, one) for one in waits] or (None, None)
    return Overview(
        range=span,
        messages=messages,
        people=people,
        unthemed=messages - themed,
        themes=sorted(lines, key=_most_people_first),
        week=last,
        answer=answer,
        resolve=resolve,
        routes=[],
        seen_on=seen_on(workspace_id),
    )


def of_theme(workspace_id: int, theme_id: int) -> tuple[list[tuple[dt.date, int]], Week | None]:
    """A theme's whole weeks, the oldest first, and the last of them against the others."""
    last, weeks, all_weeks = _weeks(workspace_id, theme_id)
    if last is None:
        return [], None
    mine = weeks.get(theme_id, {})
    shown = [(week, mine.get(week, 0)) for week in sorted(all_weeks)]
    return shown, _held(mine, all_weeks, last)


def _most_people_first(one: ThemeLine) -> tuple[bool, int, str]:
    """What may not be told stands last, by name: its place says nothing either."""
    return not one.is_told, -one.people if one.is_told else 0, one.name


Counts = dict[dt.date, int]


def _weeks(
    workspace_id: int, theme_id: int | None = None
) -> tuple[dt.date | None, Mapping[int, Counts], Counts]:
    """The last whole week, each theme's counts by week, and those of all messages.

    A week in which nothing came at all was not exported: it is left out, and is no 0. The first
    one may have begun before the export did, so it is left out, too.
    """
    reaches = seen_on(workspace_id)
    if reaches is None:
        return None, {}, {}
    last = monday(reaches) - WEEK
    since = last - (MOST_WEEKS + 1) * WEEK
    all_weeks = dict(_all_weeks(workspace_id, since, last))
    if all_weeks:
        del all_weeks[min(all_weeks)]
    if not all_weeks:
        return None, {}, {}
    by_theme: dict[int, Counts] = defaultdict(dict)
    for theme, week, n in _theme_weeks(workspace_id, since, last, theme_id):
        by_theme[theme][week] = n
    return max(all_weeks), by_theme, all_weeks


def _held(mine: Counts, all_weeks: Counts, last: dt.date | None) -> Week:
    if last is None:
        return surge([], 0)
    before = [mine.get(week, 0) for week in sorted(all_weeks) if week < last]
    return surge(before, mine.get(last, 0))


def _wait(workspace_id: int, span: Range, what: str) -> Waiting | None:
    """Time to an answer or to a resolution, over the cases whose export tells of it; two queries.

    The store takes the times from one another: of a hundred thousand cases nothing comes here but
    two numbers each. A case that was resolved without an answer waited for one at
    least until then.
    """
    rows = _counting(workspace_id, span.first, span.last).filter(**{f"tells_{what}": True})
    people = rows.aggregate(who=Count(_author("author"), distinct=True))["who"]
    end = F(f"{what}_at")
    upto = Coalesce(*([end, F("resolved_at")] if what == "answered" else [end]), F("looked_at"))
    waits = Seconds(upto) - Seconds(F("at"))
    is_ended = Case(When(**{f"{what}_at": None}, then=0), default=1, output_field=IntegerField())
    rows = rows.order_by().annotate(waits=waits, ended=is_ended)
    cases = list(rows.values_list("waits", "ended"))
    if not cases:
        return None
    minutes = [max(0.0, seconds / _SECONDS) for seconds, _ended in cases]
    return waiting(minutes, [bool(ended) for _seconds, ended in cases], people=people)


def routes(workspace_id: int, theme_id: int | None = None) -> list[Routed]:
    """What was asked of others: what is open first, by its day; three queries."""
    names = {key: one.name for key, one in themes_now(workspace_id).items()}
    newest = {route: (fate, said, at) for route, fate, said, at in _STEPS(workspace_id)}
    found = [
        Routed(pk, theme, names.get(theme, ""), asked, owner, due_on, at,
               *newest.get(pk, (ASKED, "", None)))
        for pk, theme, asked, owner, due_on, at in _ROUTES(workspace_id)
        if theme_id in {None, theme}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_open, one.due_on, one.id))


@dataclass(frozen=True, slots=True)
class Quote:
    """A masked message as it is quoted."""

    id: int
    text: str
    on: dt.date
    channel: str
    is_hidden: bool = False


def quotes(workspace_id: int, theme_id: int, span: Range) -> list[Quote]:
    """Up to three messages of different people, drawn by their keyed names: nobody chose them.

    Whether the theme may be told is the caller's to ask first.
    """
    found: dict[str, Quote] = {}
    seen: set[str] = set()
    for pk, author, text, on, channel in _QUOTABLE(workspace_id, theme_id, span.first, span.last):
        fits = _QUOTED_FROM <= len(text) <= _QUOTED_UPTO and text not in seen
        if author and author not in found and fits:
            found[author] = Quote(pk, text, on, channel)
            seen.add(text)
        if len(found) == QUOTES:
            break
    return list(found.values())


def messages_of(workspace_id: int, theme_id: int | None, span: Range) -> Any:
    """The messages of a theme, or those that no theme holds, the newest first, as a query."""
    rows = VoiceMessage.objects.filter(workspace=workspace_id, on__range=(span.first, span.last))
    held = VoiceMatch.objects.filter(workspace=workspace_id)
    if theme_id is None:
        rows = rows.filter(is_out=False).exclude(pk__in=held.values("message"))
    else:
        rows = rows.filter(pk__in=held.filter(theme=theme_id).values("message"))
    hidden = VoiceQuote.objects.filter(message=OuterRef("pk")).order_by("-pk")
    return rows.annotate(hides=Subquery(hidden.values("is_hidden")[:1])).order_by("-at", "-pk")


def unheld(workspace_id: int, span: Range, *, most: int) -> list[tuple[str, str]]:
    """(author, text) of the newest messages that no theme holds; one query."""
    rows = messages_of(workspace_id, None, span).values_list("author", "text")
    return list(rows[:most])


def file(workspace_id: int, file_id: int) -> VoiceFile | None:
    """One file of this workspace."""
    return VoiceFile.objects.filter(workspace=workspace_id, pk=file_id).first()


def files(workspace_id: int) -> list[VoiceFile]:
    """Files that were taken or wait, the newest first; one query."""
    rows = VoiceFile.objects.filter(workspace=workspace_id).exclude(state=VoiceFile.State.DROPPED)
    return list(rows.defer("report").order_by("-pk")[:20])


def kept_days(workspace_id: int) -> int:
    """For how many days messages are kept here; one query."""
    rows = VoiceKeeping.objects.filter(workspace=workspace_id).order_by("-pk")
    return rows.values_list("days", flat=True).first() or KEPT_DAYS


def reach(workspace_id: int) -> tuple[dt.date, dt.date] | None:
    """The days of the first and the last message; one query."""
    found = VoiceMessage.objects.filter(workspace=workspace_id).aggregate(
        first=Min("on"), last=Max("on")
    )
    return (found["first"], found["last"]) if found["first"] else None


def seen_on(workspace_id: int) -> dt.date | None:
    """The last day that an export reaches."""
    found = _SEEN(workspace_id)
    return found[0][0] if found else None


_SEEN = Prepared(
    lambda workspace_id: (
        VoiceFile.objects.filter(workspace=workspace_id, state=VoiceFile.State.TAKEN)
        .order_by("-seen_on")
        .values_list("seen_on")[:1]
    )
)


def _author(column: str) -> NullIf:
    """Who is not named is nobody who can be counted."""
    return NullIf(column, Value(""))


def _counting(workspace_id: Any, first: Any, last: Any) -> Any:
    return VoiceMessage.objects.filter(
        workspace=workspace_id, is_out=False, on__gte=first, on__lte=last
    )


def _matching(workspace_id: Any) -> Any:
    return VoiceMatch.objects.filter(workspace=workspace_id, message__is_out=False)


def _of(rows: Any, theme_id: int | None) -> Any:
    return rows if theme_id is None else rows.filter(theme=theme_id)


def _totals(workspace_id: int, span: Range) -> tuple[int, int]:
    found = _counting(workspace_id, span.first, span.last).aggregate(
        n=Count("pk"), who=Count(_author("author"), distinct=True)
    )
    return found["n"], found["who"]


def _themed(workspace_id: int, span: Range) -> int:
    rows = _matching(workspace_id).filter(message__on__range=(span.first, span.last))
    return int(rows.aggregate(n=Count("message", distinct=True))["n"])


def _by_theme(
    workspace_id: int, span: Range, only: int | None = None
) -> dict[int, tuple[int, int]]:
    rows = _of(_matching(workspace_id), only)
    rows = rows.filter(message__on__range=(span.first, span.last))
    counted = (
        rows.order_by()
        .values("theme_id")
        .annotate(n=Count("pk"), who=Count(_author("message__author"), distinct=True))
        .values_list("theme_id", "n", "who")
    )
    return {theme: (n, who) for theme, n, who in counted}


_STEPS = Prepared(
    lambda workspace_id: (
        VoiceStep.objects.filter(workspace=workspace_id)
        .order_by("pk")
        .values_list("route_id", "fate", "said", "at")
    )
)
_ROUTES = Prepared(
    lambda workspace_id: (
        VoiceRoute.objects.filter(workspace=workspace_id)
        .order_by("pk")
        .values_list("pk", "theme_id", "asked", "owner", "due_on", "at")
    )
)
_QUOTABLE = Prepared(
    lambda workspace_id, theme_id, first, last: (
        _counting(workspace_id, first, last)
        .filter(matches__theme=theme_id)
        .annotate(
            hides=Coalesce(
                Subquery(
                    VoiceQuote.objects.filter(message=OuterRef("pk"))
                    .order_by("-pk")
                    .values("is_hidden")[:1]
                ),
                Value(False),
            )
        )
        .filter(hides=False)
        .order_by("key")
        .values_list("pk", "author", "text", "on", "channel")[:60]
    )
)


def _all_weeks(workspace_id: int, since: dt.date, last: dt.date) -> list[tuple[dt.date, int]]:
    rows = VoiceMessage.objects.filter(
        workspace=workspace_id, is_out=False, week__gte=since, week__lte=last
    )
    return list(rows.order_by().values("week").annotate(n=Count("pk")).values_list("week", "n"))


def _theme_weeks(
    workspace_id: int, since: dt.date, last: dt.date, only: int | None = None
) -> list[tuple[int, dt.date, int]]:
    rows = _of(_matching(workspace_id), only)
    rows = rows.filter(message__week__gte=since, message__week__lte=last)
    return list(
        rows.order_by()
        .values("theme_id", "message__week")
        .annotate(n=Count("pk"))
        .values_list("theme_id", "message__week", "n")
    )
