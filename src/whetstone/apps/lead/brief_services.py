"""Writing a brief and signing it. A signed brief is frozen: figures, words and who signed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.lead import brief_selectors
from whetstone.apps.lead.brief_gather import gathered
from whetstone.apps.lead.models import BriefDraft, BriefSignature, BriefWords
from whetstone.apps.lead.read_marks import bare, digest, mark_of
from whetstone.apps.lead.services import keep_page
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.lead.brief_parts import Sheet

SIGNED: Final = "signed"
ONE_SITTING: Final = dt.timedelta(minutes=15)
"""What one person types into one section within this is one wording."""


@transaction.atomic
def write(
    *,
    workspace_id: int,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    actor_id: int,
    now: dt.datetime,
) -> int:
    """Keep what was typed, by section; returns how many sections moved.

    `seen`: the version of each text as the page showed it. Who did not touch a section does not
    undo what somebody else has written there meanwhile. Every wording of somebody else stays.
    """
    draft = _draft(workspace_id, actor_id, now)
    newest = brief_selectors.written(workspace_id)
    moved = 0
    for section, text in texts.items():
        there = newest.get(section, [None])[0]
        version = brief_selectors.version(text)
        if version == brief_selectors.version(there.text if there else ""):
            continue
        theirs = there is not None and there.by_id != actor_id
        if theirs and version == seen.get(section):
            continue
        _put(draft, section, text, actor_id=actor_id, now=now)
        moved += 1
    return moved


def _draft(workspace_id: int, actor_id: int | None, now: dt.datetime) -> BriefDraft:
    draft, is_new = BriefDraft.objects.get_or_create(
        workspace_id=workspace_id,
        closed_at=None,
        defaults={"begun_by_id": actor_id, "begun_at": now},
    )
    if is_new:
        _log("begin brief", ("brief_draft", draft.pk), (workspace_id, actor_id), now)
    return draft


def _put(draft: BriefDraft, section: str, text: str, *, actor_id: int, now: dt.datetime) -> None:
    """A new wording, or the same person's of a moment ago, grown."""
    rows = BriefWords.objects.filter(draft=draft, section=section)
    last = rows.order_by("-pk").first()
    if last and last.written_by_id == actor_id and now - last.begun_at < ONE_SITTING:
        last.text, last.written_at = text, now
        last.save(update_fields=["text", "written_at"])
        return
    BriefWords.objects.create(
        workspace_id=draft.workspace_id,
        draft=draft,
        section=section,
        text=text,
        written_by_id=actor_id,
        begun_at=now,
        written_at=now,
    )
    _log("write brief", ("brief_draft", draft.pk), (draft.workspace_id, actor_id), now)


def sign(
    *, workspace_id: int, mark: str, after: int, actor_id: int, now: dt.datetime
) -> BriefSignature:
    """Freeze figures and words under a signature. `after`: the brief that was signed last.

    Sent twice it is one signature. The figures of a large team take seconds, so they are worked
    out before the write begins.

    Raises:
        Refused: "moved", the figures are no longer those of `mark`, which the signer has read;
            "signed_meanwhile", somebody else has signed since; "nothing_new", figures and words
            are those of the brief that was signed last, which the next one is compared with.
    """
    there = _signed_since(workspace_id, after, actor_id)
    if there is not None:
        return there
    figures = gathered(workspace_id, now=now)
    if mark_of(figures) != mark:
        raise Refused("brief", "moved")
    if _says_nothing_new(figures, workspace_id):
        raise Refused("brief", "nothing_new")
    return _sign(figures, workspace_id=workspace_id, after=after, actor_id=actor_id, now=now)


def _says_nothing_new(figures: Sheet, workspace_id: int) -> bool:
    last = brief_selectors.last_signed(workspace_id)
    if last is None or brief_selectors.words(workspace_id) not in ({}, last.words):
        return False
    return _of_the_day(figures) == _of_the_day(last.brief.figures)


def _of_the_day(figures: Sheet) -> Sheet:
    """The figures without when they were read, and without what became of an earlier brief."""
    told = {key: value for key, value in figures["brief"].items() if key != "taken"}
    return bare(figures) | {"brief": told}


def _signed_since(workspace_id: int, after: int, actor_id: int) -> BriefSignature | None:
    last = brief_selectors.last_signed(workspace_id)
    if last is None or last.brief.id == after:
        return None
    if last.by_id != actor_id:
        raise Refused("brief", "signed_meanwhile")
    return BriefSignature.objects.get(brief_id=last.brief.id)


@transaction.atomic
def _sign(
    figures: Sheet, *, workspace_id: int, after: int, actor_id: int, now: dt.datetime
) -> BriefSignature:
    draft = _draft(workspace_id, actor_id, now)
    there = _signed_since(workspace_id, after, actor_id)
    if there is not None:
        return there
    words = brief_selectors.words(workspace_id)
    page = keep_page(figures, workspace_id=workspace_id, actor_id=actor_id, cause=SIGNED, now=now)
    made = BriefSignature.objects.create(
        workspace_id=workspace_id,
        brief=page,
        draft=draft,
        signed_by_id=actor_id,
        signed_at=now,
        words=words,
        seal=seal_of(figures, words),
    )
    draft.closed_at = now
    draft.save(update_fields=["closed_at"])
    _log("sign brief", ("brief", page.pk), (workspace_id, actor_id), now)
    return made


def seal_of(figures: Sheet, words: Mapping[str, str]) -> str:
    """SHA-256 of what was signed. Numbers of rows in the store are no part of it."""
    return digest({"figures": _without_ids(figures), "words": dict(words)})


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(one) for key, one in value.items() if key != "id"}
    return [_without_ids(one) for one in value] if isinstance(value, list) else value


def _log(
    act: str, thing: tuple[str, int], whose: tuple[int, int | None], now: dt.datetime
) -> None:
    workspace_id, actor_id = whose
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind=thing[0],
        object_id=thing[1],
        now=now,
    )
