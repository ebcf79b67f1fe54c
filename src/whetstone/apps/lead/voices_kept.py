"""What was counted of customers' messages, kept until something moves it.

Counting a hundred thousand messages takes seconds; what was counted stands under the name of what
it follows from: the files that were taken, the themes' words, what people corrected, and the day
of the oldest message. Whatever changes a figure changes that name.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Any, Final

from django.db.models import Count, Max, Q, Subquery

from whetstone.apps.lead import voices_selectors as selectors
from whetstone.apps.lead.models_voices import (
    VoiceCorrection,
    VoiceFile,
    VoiceMessage,
    VoiceOverview,
    VoicePiece,
    VoiceThemeState,
)
from whetstone.apps.lead.voices_selectors import Overview, Range, ThemeLine
from whetstone.core.kernel.intervals import Estimate
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.rollup.voices import Waiting, Week
from whetstone.web.prepared import Prepared

SHAPE: Final = 1
"""What is kept, and how it is counted: another number, and all is counted anew."""
MOST_RANGES: Final = 12
"""So many ranges of a workspace are kept, the newest."""


def overview(workspace_id: int, span: Range, *, only: int | None = None) -> Overview:
    """All that the page says of a range: as kept, or counted by whoever looks, and then kept.

    `only`: one theme's page needs no more than its own line where nothing is kept.
    """
    name = basis(workspace_id)
    found = _KEPT(workspace_id, span.first, span.last, name)
    if found:
        told = _from_plain(json.loads(found[0][0]), span)
    else:
        told = selectors.counted(workspace_id, span, only=only)
        if only is None:
            _keep(workspace_id, span, name, told)
    return replace(told, routes=selectors.routes(workspace_id))


def is_kept(workspace_id: int, span: Range) -> bool:
    """Whether a look at a range counts nothing."""
    return bool(_KEPT(workspace_id, span.first, span.last, basis(workspace_id)))


def basis(workspace_id: int) -> str:
    """The name of all that figures follow from; one query."""
    found = _BASIS(workspace_id)
    parts = [_short(one) for one in found[0]] if found else []
    return ".".join([str(SHAPE), *parts])


def _short(one: Any) -> str:
    return one.isoformat() if isinstance(one, dt.date) else str(one or 0)


def _basis(workspace_id: Any) -> Any:
    def newest(model: Any, by: str = "-pk") -> Subquery:
        rows = model.objects.filter(workspace=workspace_id).order_by(by)
        return Subquery(rows.values(by.removeprefix("-"))[:1])

    return (
        VoiceFile.objects.filter(workspace=workspace_id)
        .order_by()
        .values("workspace")
        .annotate(
            taken=Count("pk", filter=Q(state=VoiceFile.State.TAKEN)),
            touched=Max("touched_at"),
            seen=Max("seen_on", filter=Q(state=VoiceFile.State.TAKEN)),
            waiting=newest(VoicePiece, "pk"),
            states=newest(VoiceThemeState),
            corrections=newest(VoiceCorrection),
            oldest=newest(VoiceMessage, "on"),
        )
        .values_list("taken", "touched", "seen", "waiting", "states", "corrections", "oldest")
    )


_BASIS = Prepared(_basis)
_KEPT = Prepared(
    lambda workspace_id, first, last, basis: VoiceOverview.objects.filter(
        workspace=workspace_id, first=first, last=last, basis=basis
    ).values_list("figures")
)


def _keep(workspace_id: int, span: Range, name: str, told: Overview) -> None:
    row = VoiceOverview(
        workspace_id=workspace_id, first=span.first, last=span.last, basis=name,
        figures=json.dumps(_plain_overview(told)),
    )  # fmt: skip
    VoiceOverview.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["workspace", "first", "last"],
        update_fields=["basis", "figures"],
    )
    rows = VoiceOverview.objects.filter(workspace=workspace_id)
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_RANGES])
    rows.exclude(pk__in=newest, basis=name).delete()


def _plain_overview(told: Overview) -> dict[str, Any]:
    found = asdict(replace(told, routes=[]))
    del found["range"]
    for day in ("week", "seen_on"):
        found[day] = found[day].isoformat() if found[day] else None
    return found


def _from_plain(found: dict[str, Any], span: Range) -> Overview:
    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return Overview(
        **found
        | {
            "range": span,
            "week": day(found["week"]),
            "seen_on": day(found["seen_on"]),
            "themes": [_line(one) for one in found["themes"]],
            "answer": _waiting(found["answer"]),
            "resolve": _waiting(found["resolve"]),
        }
    )


def _line(one: dict[str, Any]) -> ThemeLine:
    return ThemeLine(
        **one
        | {
            "words": tuple(one["words"]),
            "share": Estimate(**one["share"]),
            "week": Week(**one["week"]),
            "rest": Week(**one["rest"]),
        }
    )


def _waiting(one: dict[str, Any] | None) -> Waiting | None:
    if one is None:
        return None
    times = {name: Estimate(**one[name]) for name in ("median", "ninth")}
    return Waiting(**one | times)


def for_brief(workspace_id: int, today: dt.date) -> dict[str, Any] | None:
    """The few lines a leader's brief needs, as plain values; None without messages.

    {from, to, messages, people, themes: [{id, name, messages, people, share: [p, lo, hi],
    surge: None or {week, count, usual, upto}}], few (themes not told), answer and resolve: None
    or {cases, ended, open, median: [m, lo, hi] or None, ninth: ...} in minutes (hi None: no upper
    end), routes: [{theme, asked, owner, due_on, fate, said, late}]}.
    """
    if not selectors.has_messages(workspace_id):
        return None
    found = overview(workspace_id, selectors.Range(today - selectors.SPAN, today))
    if found.people < SMALLEST:
        return None
    reaches = selectors.seen_on(workspace_id) or found.range.last
    return {
        "from": found.range.first.isoformat(),
        "to": min(found.range.last, reaches).isoformat(),
        "messages": found.messages,
        "people": found.people,
        "themes": [_plain_theme(one, found.week) for one in found.themes if one.is_told],
        "few": sum(not one.is_told for one in found.themes),
        "answer": _plain_wait(found.answer),
        "resolve": _plain_wait(found.resolve),
        "routes": [
            {
                "theme": one.theme, "asked": one.asked, "owner": one.owner, "fate": one.fate,
                "due_on": one.due_on.isoformat(), "said": one.said, "late": one.is_late(today),
            }
            for one in found.routes
        ],
    }  # fmt: skip


def _plain_theme(one: selectors.ThemeLine, week: dt.date | None) -> dict[str, Any]:
    beyond = None
    if one.week.is_surge and week:
        beyond = {
            "week": week.isoformat(), "count": one.week.count,
            "usual": round(one.week.usual, 1), "upto": one.week.upto,
        }  # fmt: skip
    return {
        "id": one.id, "name": one.name, "messages": one.messages, "people": one.people,
        "share": [one.share.value, one.share.lo, one.share.hi], "surge": beyond,
    }  # fmt: skip


def _plain_wait(one: Waiting | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "cases": one.cases, "ended": one.ended, "open": one.open,
        "median": _plain(one.median), "ninth": _plain(one.ninth),
    }  # fmt: skip


def _plain(one: Estimate) -> list[float | None] | None:
    if not one.is_known:
        return None
    return [one.value, one.lo, one.hi if one.hi != float("inf") else None]
