"""Themes named and corrected, quotes hidden, themes routed and followed up, messages let go of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from whetstone.apps.lead import voices_matching
from whetstone.apps.lead.models_voices import (
    VoiceCorrection,
    VoiceKeeping,
    VoiceMatch,
    VoiceMessage,
    VoiceQuote,
    VoiceRoute,
    VoiceStep,
    VoiceTheme,
    VoiceThemeState,
)
from whetstone.apps.lead.voices_keys import log_act
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Sequence

ASKED, ANSWERED, DONE, REFUSED = "asked", "answered", "done", "refused"
FATES: Final = (ASKED, ANSWERED, DONE, REFUSED)
MOST_THEMES: Final = 40


@transaction.atomic
def make_theme(
    *,
    workspace_id: int,
    form_key: uuid.UUID,
    name: str,
    words: Sequence[str],
    actor_id: int | None,
    now: dt.datetime,
) -> VoiceTheme:
    """A theme, and its messages. A form sent twice is one theme.

    Raises:
        Refused: there are so many themes already.
    """
    theme, is_new = VoiceTheme.objects.get_or_create(
        workspace_id=workspace_id, form_key=form_key,
        defaults={"made_by_id": actor_id, "made_at": now},
    )  # fmt: skip
    if is_new:
        if len(voices_matching.open_themes(workspace_id)) >= MOST_THEMES:
            raise Refused("make a theme", "too_many")
        _state(theme, name, words, actor_id=actor_id, now=now)
        voices_matching.rebuild(workspace_id, theme.pk)
        log_act(workspace_id, "make theme", theme.pk, actor_id=actor_id, now=now)
    return theme


@transaction.atomic
def change_theme(
    *,
    workspace_id: int,
    theme_id: int,
    name: str,
    words: Sequence[str],
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """Another name, or other words; what people said of messages stays. False: nothing is new.

    Raises:
        Missing: the workspace has no such open theme.
    """
    theme, here = _open(workspace_id, theme_id)
    if (here.name, list(here.words)) == (name, list(words)):
        return False
    _state(theme, name, words, actor_id=actor_id, now=now)
    if list(here.words) != list(words):
        voices_matching.rebuild(workspace_id, theme_id)
    log_act(workspace_id, "change theme", theme_id, actor_id=actor_id, now=now)
    return True


@transaction.atomic
def merge_theme(
    *, workspace_id: int, theme_id: int, into_id: int, actor_id: int | None, now: dt.datetime
) -> None:
    """One theme goes into another: its words, and what people said of its messages.

    Raises:
        Missing: one of them is no open theme of the workspace.
        Refused: they are the same.
    """
    theme, here = _open(workspace_id, theme_id)
    into, there = _open(workspace_id, into_id)
    if theme.pk == into.pk:
        raise Refused("merge a theme", "same")
    words = list(dict.fromkeys([*there.words, *here.words]))
    _state(into, there.name, words, actor_id=actor_id, now=now)
    VoiceThemeState.objects.create(
        workspace_id=workspace_id, theme=theme, name=here.name, words=list(here.words),
        is_open=False, into=into, by_id=actor_id, at=now,
    )  # fmt: skip
    for one in (theme.pk, into.pk):
        voices_matching.rebuild(workspace_id, one)
    log_act(workspace_id, "merge theme", theme_id, actor_id=actor_id, now=now)


@transaction.atomic
def close_theme(
    *, workspace_id: int, theme_id: int, actor_id: int | None, now: dt.datetime
) -> None:
    """A theme counts no more; what was said of it stays.

    Raises:
        Missing: the workspace has no such open theme.
    """
    theme, here = _open(workspace_id, theme_id)
    VoiceThemeState.objects.create(
        workspace_id=workspace_id, theme=theme, name=here.name, words=list(here.words),
        is_open=False, by_id=actor_id, at=now,
    )  # fmt: skip
    voices_matching.rebuild(workspace_id, theme_id)
    log_act(workspace_id, "close theme", theme_id, actor_id=actor_id, now=now)


@transaction.atomic
def move_message(
    *,
    workspace_id: int,
    message_id: int,
    theme_id: int,
    to_id: int | None,
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """A message belongs not to this theme but to that one, or to none. Holds against the words.

    Raises:
        Missing: the workspace has no such message or theme.
    """
    message = _message(workspace_id, message_id)
    said = [(theme_id, False)] + ([(to_id, True)] if to_id and to_id != theme_id else [])
    if to_id == theme_id:
        said = [(theme_id, True)]
    for theme, _belongs in said:
        _open(workspace_id, theme)
    is_new = False
    for theme, belongs in said:
        is_new |= _say(message, theme, belongs=belongs, actor_id=actor_id, now=now)
    if is_new:
        log_act(workspace_id, "correct theme", theme_id, actor_id=actor_id, now=now)
    return is_new


@transaction.atomic
def leave_out(
    *, workspace_id: int, message_id: int, is_out: bool, actor_id: int | None, now: dt.datetime
) -> bool:
    """A message is none of a customer's and counts nowhere, or counts again.

    Raises:
        Missing: the workspace has no such message.
    """
    message = _message(workspace_id, message_id)
    if message.is_out == is_out:
        return False
    VoiceCorrection.objects.create(
        workspace_id=workspace_id, message=message, theme=None, belongs=not is_out,
        by_id=actor_id, at=now,
    )  # fmt: skip
    VoiceMessage.objects.filter(pk=message_id).update(is_out=is_out)
    log_act(workspace_id, "leave message out", message_id, actor_id=actor_id, now=now)
    return True


@transaction.atomic
def hide_quote(
    *, workspace_id: int, message_id: int, is_hidden: bool, actor_id: int | None, now: dt.datetime
) -> bool:
    """Quote a message no more, or again.

    Raises:
        Missing: the workspace has no such message.
    """
    message = _message(workspace_id, message_id)
    newest = VoiceQuote.objects.filter(message=message).order_by("-pk").first()
    if (newest is not None and newest.is_hidden) == is_hidden:
        return False
    VoiceQuote.objects.create(
        workspace_id=workspace_id, message=message, is_hidden=is_hidden, by_id=actor_id, at=now
    )
    log_act(workspace_id, "hide quote", message_id, actor_id=actor_id, now=now)
    return True


@transaction.atomic
def route(
    *,
    workspace_id: int,
    theme_id: int,
    form_key: uuid.UUID,
    asked: str,
    owner: str,
    due_on: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> VoiceRoute:
    """Give a theme to somebody outside social. A form sent twice asks once.

    Raises:
        Missing: the workspace has no such open theme.
    """
    _open(workspace_id, theme_id)
    made, is_new = VoiceRoute.objects.get_or_create(
        workspace_id=workspace_id, form_key=form_key,
        defaults={
            "theme_id": theme_id, "asked": asked, "owner": owner, "due_on": due_on,
            "by_id": actor_id, "at": now,
        },
    )  # fmt: skip
    if is_new:
        log_act(workspace_id, "route theme", made.pk, actor_id=actor_id, now=now)
    return made


@transaction.atomic
def tell_fate(
    *,
    workspace_id: int,
    route_id: int,
    fate: str,
    said: str,
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """What became of what was asked. False: it stands so already.

    Raises:
        Missing: nothing of that number was asked here.
        Refused: it is no such fate, or a refusal without its reason.
    """
    one = (
        VoiceRoute.objects.select_for_update().filter(pk=route_id, workspace=workspace_id).first()
    )
    if one is None:
        raise Missing("route", str(route_id))
    if fate not in FATES or (fate == REFUSED and not said):
        raise Refused("tell a fate", "no_reason" if fate in FATES else "no_fate")
    newest = VoiceStep.objects.filter(route=one).order_by("-pk").first()
    stands = (newest.fate, newest.said) if newest else (ASKED, "")
    if stands == (fate, said):
        return False
    VoiceStep.objects.create(
        workspace_id=workspace_id, route=one, fate=fate, said=said, by_id=actor_id, at=now
    )
    log_act(workspace_id, "follow theme up", route_id, actor_id=actor_id, now=now)
    return True


@transaction.atomic
def keep_for(*, workspace_id: int, days: int, actor_id: int | None, now: dt.datetime) -> None:
    """For how many days messages are kept here."""
    VoiceKeeping.objects.create(workspace_id=workspace_id, days=days, by_id=actor_id, at=now)
    log_act(workspace_id, "keep messages", workspace_id, actor_id=actor_id, now=now)


def _open(workspace_id: int, theme_id: int) -> tuple[VoiceTheme, voices_matching.ThemeNow]:
    here = voices_matching.open_themes(workspace_id).get(theme_id)
    theme = VoiceTheme.objects.select_for_update().filter(pk=theme_id, workspace=workspace_id)
    found = theme.first()
    if here is None or found is None:
        raise Missing("theme", str(theme_id))
    return found, here


def _message(workspace_id: int, message_id: int) -> VoiceMessage:
    rows = VoiceMessage.objects.select_for_update().filter(pk=message_id, workspace=workspace_id)
    found = rows.first()
    if found is None:
        raise Missing("message", str(message_id))
    return found


def _state(
    theme: VoiceTheme,
    name: str,
    words: Sequence[str],
    *,
    actor_id: int | None,
    now: dt.datetime,
) -> None:
    VoiceThemeState.objects.create(
        workspace_id=theme.workspace_id, theme=theme, name=name, words=list(words),
        by_id=actor_id, at=now,
    )  # fmt: skip


def _say(
    message: VoiceMessage, theme_id: int, *, belongs: bool, actor_id: int | None, now: dt.datetime
) -> bool:
    rows = VoiceCorrection.objects.filter(message=message, theme=theme_id).order_by("-pk")
    newest = rows.first()
    if newest is not None and newest.belongs == belongs:
        return False
    VoiceCorrection.objects.create(
        workspace_id=message.workspace_id, message=message, theme_id=theme_id, belongs=belongs,
        by_id=actor_id, at=now,
    )  # fmt: skip
    if belongs:
        VoiceMatch.objects.get_or_create(
            theme_id=theme_id, message=message, defaults={"workspace_id": message.workspace_id}
        )
    else:
        VoiceMatch.objects.filter(theme=theme_id, message=message).delete()
    return True
