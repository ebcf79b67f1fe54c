"""What a workspace decided about its people's data, and the acts that decide it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import get_language, override

from whetstone.apps.people.models import Consent, WorkspaceRules
from whetstone.apps.people.services import audit
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise

VERSION_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a workspace."""

    has_works_council: bool
    choices_count_from: dt.datetime | None
    timing_days: int
    notice_days: int
    link_days: int


def of(workspace_id: int) -> Rules:
    """The rules of a workspace, the defaults where nobody decided; one query."""
    row = _RULES.first(workspace_id)
    return Rules(*row) if row else _defaults()


_NAMES: Final = tuple(one.name for one in fields(Rules))
_RULES = Prepared(
    lambda workspace_id: WorkspaceRules.objects.filter(workspace_id=workspace_id).values_list(
        *_NAMES
    )
)


@cache
def _defaults() -> Rules:
    nobody_decided = WorkspaceRules()
    return Rules(*(getattr(nobody_decided, name) for name in _NAMES))


@transaction.atomic
def set_works_council(*, workspace_id: int, on: bool, actor_id: int, now: dt.datetime) -> bool:
    """Stop all verdicts about persons, or let people share them again. False: it was so already.

    Whoever shared before has to choose again after it ends: nothing comes back by itself.
    """
    row, _made = WorkspaceRules.objects.select_for_update().get_or_create(
        workspace_id=workspace_id
    )
    if row.has_works_council == on:
        return False
    row.has_works_council, row.choices_count_from = on, now
    row.save(update_fields=["has_works_council", "choices_count_from"])
    act = "start works council" if on else "end works council"
    audit(workspace_id=workspace_id, actor_id=actor_id, act=act, now=now)
    return True


@transaction.atomic
def set_retention(
    *, workspace_id: int, days: Mapping[str, int], actor_id: int, now: dt.datetime
) -> None:
    """Set how long things are kept: `timing_days`, `notice_days`, `link_days`."""
    WorkspaceRules.objects.update_or_create(workspace_id=workspace_id, defaults=dict(days))
    audit(workspace_id=workspace_id, actor_id=actor_id, act="set retention", now=now)


def told(
    *,
    person_id: int,
    about: str,
    words: Sequence[str | _StrPromise],
    choice: Sequence[str],
    now: dt.datetime,
) -> None:
    """Write down what a person was told and what they decided. Never changed, only added to."""
    with override("en"):
        version = hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()
    Consent.objects.create(
        person_id=person_id,
        about=about,
        version=version[:VERSION_LENGTH],
        language=get_language() or "en",
        words="\n".join(map(str, words)),
        choice=list(choice),
        recorded_at=now,
    )


def was_told(person_id: int, about: str) -> list[Consent]:
    """What a person was told about something, newest first; one query."""
    rows = Consent.objects.filter(person_id=person_id, about=about)
    return list(rows.order_by("-recorded_at", "-pk"))
