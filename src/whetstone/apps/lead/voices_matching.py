"""Which message belongs to which theme: by the themes' words, and by what people said instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.lead.models_voices import (
    VoiceCorrection,
    VoiceMatch,
    VoiceMessage,
    VoiceThemeState,
)
from whetstone.core.rollup.voice_themes import looking
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ThemeNow:
    """A theme as its newest state says. `into`: the theme that it went into."""

    id: int
    name: str
    words: tuple[str, ...]
    is_open: bool
    into: int | None


def themes_now(workspace_id: int) -> dict[int, ThemeNow]:
    """Every theme there ever was, as it stands now; one query."""
    rows = _STATES(workspace_id)
    return {
        theme: ThemeNow(theme, name, tuple(words), is_open, into)
        for theme, name, words, is_open, into in rows
    }


def open_themes(workspace_id: int) -> dict[int, ThemeNow]:
    """The themes that count, by their key; one query."""
    return {key: one for key, one in themes_now(workspace_id).items() if one.is_open}


_STATES = Prepared(
    lambda workspace_id: (
        VoiceThemeState.objects.filter(workspace=workspace_id)
        .order_by("pk")
        .values_list("theme_id", "name", "words", "is_open", "into_id")
    )
)


def root_of(theme_id: int, themes: dict[int, ThemeNow]) -> int:
    """Where a theme's messages are counted now: it, or what it went into."""
    seen: set[int] = set()
    while theme_id in themes and (into := themes[theme_id].into) and theme_id not in seen:
        seen.add(theme_id)
        theme_id = into
    return theme_id


def rebuild(workspace_id: int, theme_id: int) -> int:
    """Work out a theme's messages anew from its words and what people said. How many they are."""
    themes = themes_now(workspace_id)
    VoiceMatch.objects.filter(theme=theme_id).delete()
    if not themes[theme_id].is_open:
        return 0
    find = looking(themes[theme_id].words).finds
    rows = VoiceMessage.objects.filter(workspace=workspace_id).values_list("pk", "text")
    held = {pk for pk, text in rows.iterator(BATCH) if find(text)}
    for message, belongs in _said(workspace_id, theme_id, themes).items():
        (held.add if belongs else held.discard)(message)
    _keep(workspace_id, ((theme_id, pk) for pk in sorted(held)))
    return len(held)


def match_new(workspace_id: int, messages: Iterable[tuple[int, str]]) -> None:
    """Match messages that have just come: nobody has said anything of them yet."""
    finds = [
        (theme.id, looking(theme.words).finds) for theme in open_themes(workspace_id).values()
    ]
    _keep(
        workspace_id,
        [(theme, pk) for pk, text in messages for theme, find in finds if find(text)],
    )


def _said(workspace_id: int, theme_id: int, themes: dict[int, ThemeNow]) -> dict[int, bool]:
    """What people said of this theme, and of those that went into it; the newest holds."""
    tree = [one for one in themes if root_of(one, themes) == theme_id]
    rows = VoiceCorrection.objects.filter(workspace=workspace_id, theme__in=tree)
    return dict(rows.order_by("pk").values_list("message_id", "belongs"))


def _keep(workspace_id: int, pairs: Iterable[tuple[int, int]]) -> None:
    VoiceMatch.objects.bulk_create(
        (
            VoiceMatch(workspace_id=workspace_id, theme_id=theme, message_id=message)
            for theme, message in pairs
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
