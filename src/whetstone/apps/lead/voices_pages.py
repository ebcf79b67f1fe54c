"""What the pages of what customers say show, made from selectors and said by `voices_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator

from whetstone.apps.lead import voices_kept
from whetstone.apps.lead import voices_selectors as selectors
from whetstone.apps.lead import voices_words as words
from whetstone.apps.lead.models_voices import VoicePiece
from whetstone.apps.lead.voices_forms import DAYS
from whetstone.apps.lead.voices_keys import WEEK
from whetstone.apps.lead.voices_matching import open_themes
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.rollup.voice_themes import looking, propose
from whetstone.formats.voices.reading import REFUSING
from whetstone.web.request import day_named
from whetstone.web.wording import short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.core.paginator import Page

    from whetstone.apps.lead.models_voices import VoiceFile, VoiceMessage
    from whetstone.apps.lead.voices_matching import ThemeNow
    from whetstone.apps.lead.voices_selectors import Overview, Quote, Range, Routed, ThemeLine
    from whetstone.core.rollup.voice_themes import Looking, Proposed
    from whetstone.core.rollup.voices import Week
    from whetstone.web.request import Actor

A_PAGE: Final = 12
MOST_LOOKED_AT: Final = 5_000
"""Newest messages in which themes are looked for: enough to see what is frequent."""
SHOWN_FLAWS: Final = 60
SHOWN_MESSAGES: Final = 5
AFTER: Final = 4
"""Whole weeks after something was done, before they are set beside those before."""


def own(actor: Actor) -> dict[str, Any]:
    """Who acts, where and when."""
    return {
        "workspace_id": actor.workspace_id, "actor_id": actor.person_id, "now": actor.now,
    }  # fmt: skip


def asked(given: Mapping[str, str], today: dt.date) -> Range:
    """The days somebody asked for, or the last twelve weeks."""
    last = day_named(given.get("to", "")) or today
    first = day_named(given.get("from", "")) or last - selectors.SPAN
    return selectors.Range(min(first, last), max(first, last))


@dataclass(frozen=True, slots=True)
class VoicesPage:
    """The page; `found` is None where nothing was brought in yet."""

    found: Overview | None
    span: Range
    kept_days: int
    days: tuple[int, ...]


def overview(actor: Actor, given: Mapping[str, str]) -> VoicesPage:
    """All of the page."""
    span = asked(given, actor.today)
    has = selectors.has_messages(actor.workspace_id)
    found = voices_kept.overview(actor.workspace_id, span) if has else None
    return VoicesPage(found, span, selectors.kept_days(actor.workspace_id), DAYS)


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file that was read: its faults in words, and messages as they would be kept."""

    flaws: list[dict[str, Any]]
    more_flaws: int
    messages: list[str]
    by_what: list[tuple[str, str]]


def file_page(one: VoiceFile) -> FilePage:
    """What there is to say of a file; one query."""
    flaws = []
    rows = one.report.get("flaws", [])
    for line, column, code, shown in sorted(rows, key=lambda row: row[2] not in REFUSING):
        what, mend = words.flaw_words(code)
        flaws.append(
            {"line": line, "column": column, "what": what, "mend": mend, "shown": shown,
             "refuses": code in REFUSING}
        )  # fmt: skip
    piece = VoicePiece.objects.filter(file=one).order_by("place").values_list("rows", flat=True)
    held = one.report.get("holds", {})
    return FilePage(
        flaws[:SHOWN_FLAWS],
        max(0, one.counts.get("flaws", 0) - SHOWN_FLAWS),
        [row[3] for row in (piece.first() or [])[:SHOWN_MESSAGES]],
        [(str(words.HOLDS[what]), head) for what, head in held.items()],
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with the places where the theme's words stand: (text, is a word of it)."""

    id: int
    parts: list[tuple[str, bool]]
    on: dt.date
    channel: str
    is_hidden: bool
    is_out: bool
    by_words: bool


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme: in a range, by week, in quotes, message by message."""

    here: ThemeNow
    line: ThemeLine | None
    found: Overview
    points: list[dict[str, Any]]
    top: int
    week: Week | None
    quotes: list[tuple[Quote, list[tuple[str, bool]]]]
    messages: Page[Any] | None
    shown: list[Shown]
    others: list[ThemeNow]
    routed: list[tuple[Routed, tuple[float, float, int] | None]]


def theme_page(
    actor: Actor, here: ThemeNow, given: Mapping[str, str], *, keeps: bool
) -> ThemePage:
    """All of a theme's page. Messages one by one only for those who keep them."""
    span = asked(given, actor.today)
    found = voices_kept.overview(actor.workspace_id, span, only=here.id)
    line = next((one for one in found.themes if one.id == here.id), None)
    weeks, week = selectors.of_theme(actor.workspace_id, here.id)
    find = looking(here.words)
    is_told = line is not None and line.is_told
    some = selectors.quotes(actor.workspace_id, here.id, span) if is_told else []
    page = (
        _paged(selectors.messages_of(actor.workspace_id, here.id, span), given) if keeps else None
    )
    others = [one for one in open_themes(actor.workspace_id).values() if one.id != here.id]
    return ThemePage(
        here=here,
        line=line,
        found=found,
        points=[_point(on, n) for on, n in weeks] if is_told else [],
        top=max([n for _on, n in weeks] + [SMALLEST]),
        week=week,
        quotes=[(one, _parts(one.text, find)) for one in some],
        messages=page,
        shown=[_shown(row, find) for row in page] if page else [],
        others=sorted(others, key=lambda one: one.name),
        routed=[(one, _since(one, weeks)) for one in found.routes if one.theme_id == here.id],
    )


@dataclass(frozen=True, slots=True)
class RestPage:
    """Messages that no theme holds."""

    messages: Page[Any]
    shown: list[Shown]
    others: list[ThemeNow]


def rest_page(actor: Actor, given: Mapping[str, str]) -> RestPage:
    """The messages of the range that no theme holds."""
    span = asked(given, actor.today)
    page = _paged(selectors.messages_of(actor.workspace_id, None, span), given)
    find = looking(())
    others = sorted(open_themes(actor.workspace_id).values(), key=lambda one: one.name)
    return RestPage(page, [_shown(row, find) for row in page], others)


def proposed(actor: Actor) -> list[Proposed]:
    """Themes that stand out in what no theme holds yet."""
    span = asked({}, actor.today)
    return list(propose(selectors.unheld(actor.workspace_id, span, most=MOST_LOOKED_AT)))


def has_route(actor: Actor, route_id: int) -> bool:
    """Whether something of this number was asked here."""
    return any(one.id == route_id for one in selectors.routes(actor.workspace_id))


def _paged(rows: Any, given: Mapping[str, str]) -> Page[Any]:
    return Paginator(rows, A_PAGE).get_page(given.get("page"))


def _shown(row: VoiceMessage, find: Looking) -> Shown:
    parts = _parts(row.text, find)
    hides = bool(getattr(row, "hides", None))
    by_words = any(is_word for _text, is_word in parts)
    return Shown(row.pk, parts, row.on, row.channel, hides, row.is_out, by_words)


def _parts(text: str, find: Looking) -> list[tuple[str, bool]]:
    """A text cut where a theme's words begin and end."""
    parts, done = [], 0
    for begin, end in find.spans(text):
        parts += [(text[done:begin], False), (text[begin:end], True)]
        done = end
    parts.append((text[done:], False))
    return [one for one in parts if one[0]]


def _point(on: dt.date, n: int) -> dict[str, Any]:
    """A week as it may be drawn: fewer than five messages are no number."""
    value, upto = (n, None) if n >= SMALLEST else (None, SMALLEST - 1)
    return {"label": short_day(on), "value": value, "lo": None, "hi": None, "upto": upto, "on": on}


def _since(one: Routed, weeks: list[tuple[dt.date, int]]) -> tuple[float, float, int] | None:
    """Messages a week before and after something was done, and how many weeks after."""
    if one.fate != "done" or one.fate_at is None:
        return None
    day = one.fate_at.date()
    before = [n for week, n in weeks if week + WEEK <= day]
    after = [n for week, n in weeks if week > day]
    if len(before) < AFTER or len(after) < AFTER:
        return None
    return sum(before) / len(before), sum(after) / len(after), len(after)
