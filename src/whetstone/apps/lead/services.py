"""Freezing the leader's page, and taking decisions from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.lead import selectors
from whetstone.apps.lead.models import Brief, Decision
from whetstone.apps.lead.read_marks import as_read, bare, mark_of
from whetstone.apps.lead.rollup_services import page_of
from whetstone.apps.lead.telling import decision_text
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.apps.people.services import audit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

LONGEST_CAUSE = 120
TEAM = "team"


def freeze(*, workspace_id: int, actor_id: int | None, cause: str, now: dt.datetime) -> Brief:
    """Keep the page as it stands, for good. The same figures for the same cause are one page.

    The figures are those that are kept for its readers; where they are to be counted first, that
    is done before the write begins. Two who keep it at once keep one page: the second sees the
    first's.
    """
    told = page_of(workspace_id, then=selectors.latest(workspace_id), now=now)
    figures = {key: value for key, value in told.sheet.items() if key != "names"}
    cause = cause[:LONGEST_CAUSE]
    with transaction.atomic():
        people_services.hold(workspace_id)
        newest = selectors.latest(workspace_id)
        if newest and newest.cause == cause and bare(newest.figures) == bare(figures):
            return Brief.objects.get(pk=newest.id)
        return keep_page(
            figures, workspace_id=workspace_id, actor_id=actor_id, cause=cause, now=now
        )


@transaction.atomic
def keep_page(
    figures: dict[str, Any],
    *,
    workspace_id: int,
    actor_id: int | None,
    cause: str,
    now: dt.datetime,
) -> Brief:
    """Keep a page with these figures, whatever was kept before."""
    made = Brief.objects.create(
        workspace_id=workspace_id,
        frozen_at=now,
        frozen_by_id=actor_id,
        cause=cause,
        figures=figures,
    )
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="freeze brief",
        object_kind="brief",
        object_id=made.pk,
        now=now,
    )
    return made


def freeze_before_publication(
    workspace_id: int, person_id: int | None, now: dt.datetime, cause: str
) -> None:
    """Keep the page as it stands before a change is published; schools have no such page."""
    if people.workspace(workspace_id).kind == TEAM:
        freeze(workspace_id=workspace_id, actor_id=person_id, cause=cause, now=now)


@transaction.atomic
def take_decisions(
    *,
    workspace_id: int,
    brief_id: int,
    codes: Collection[str],
    actor_id: int | None,
    now: dt.datetime,
) -> int:
    """Take some of the decisions a frozen page asks for; each once. Returns how many are new.

    What was decided on another page in the same words and is still open is not decided again.

    What its readers are no longer shown cannot be decided.

    Raises:
        Brief.DoesNotExist: when the workspace has no such page.
    """
    brief = Brief.objects.get(pk=brief_id, workspace_id=workspace_id)
    people_services.hold(workspace_id)
    shown = as_read(brief.figures, brief.frozen_at, workspace_id=workspace_id)
    there = selectors.taken(shown["decisions"], workspace_id=workspace_id, brief_id=brief_id)
    rows = [
        Decision(
            workspace_id=workspace_id,
            brief=brief,
            code=ask["code"],
            text=decision_text(ask),
            taken_by_id=actor_id,
            taken_at=now,
        )
        for ask in shown["decisions"]
        if ask["code"] in codes and ask["code"] not in there
    ]
    Decision.objects.bulk_create(rows)
    if rows:
        audit(
            workspace_id=workspace_id,
            actor_id=actor_id,
            act="take decisions",
            object_kind="brief",
            object_id=brief_id,
            now=now,
        )
    return len(rows)


def take_now(
    *,
    workspace_id: int,
    codes: Collection[str],
    mark: str,
    actor_id: int | None,
    cause: str,
    now: dt.datetime,
) -> tuple[Brief, int | None]:
    """Freeze the page as it stands and take decisions from it; how many were new.

    None: its figures are no longer those of `mark`, which were read. The page is kept, to be
    read and decided from, and nothing is taken.
    """
    brief = freeze(workspace_id=workspace_id, actor_id=actor_id, cause=cause, now=now)
    if mark_of(brief.figures) != mark:
        return brief, None
    taken = take_decisions(
        workspace_id=workspace_id, brief_id=brief.pk, codes=codes, actor_id=actor_id, now=now
    )
    return brief, taken
