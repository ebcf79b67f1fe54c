"""Near misses and what became of them; drills and one's own runs. No author is ever named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.models import Drill, DrillRun, NearMiss, NearMissFate, QuestionDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

PAGE_SIZE = 30
MADE_ON_A_PAGE = "desk-"
"""Names of claims for everybody that were written on a page: no file has them either."""


@dataclass(frozen=True, slots=True)
class Became:
    """One thing that was made of a near miss; `key` is the claim, notice, question or drill."""

    kind: str
    key: str = ""
    title: str = ""
    minutes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NearMissView:
    """A near miss without its author, and what became of it, oldest first."""

    row: NearMiss
    became: tuple[Became, ...]


@dataclass(frozen=True, slots=True)
class NearMisses:
    """One page of them, newest first; the drills of the workspace; how many wait to be used."""

    views: tuple[NearMissView, ...]
    drills: tuple[Drill, ...]
    total: int
    unused: int
    page: Page[NearMiss]


def near_misses(workspace_id: int, *, number: str = "") -> NearMisses:
    """The near misses of a workspace; the same few queries for three and for a thousand."""
    rows = _with_fates(NearMiss.objects.filter(workspace=workspace_id))
    page = Paginator(rows.order_by("-happened_on", "-pk"), PAGE_SIZE).get_page(number)
    views = [NearMissView(row, _became(row)) for row in page.object_list]
    every = NearMiss.objects.filter(workspace=workspace_id)
    unused = every.filter(fates=None, questions=None, drills=None)
    drills = Drill.objects.filter(near_miss__workspace=workspace_id)
    return NearMisses(
        views=tuple(views),
        drills=tuple(drills.order_by("-made_at", "-pk")[:PAGE_SIZE]),
        total=page.paginator.count,
        unused=unused.count(),
        page=page,
    )


def near_miss(near_miss_id: int, *, workspace_id: int) -> NearMissView | None:
    """One near miss of a workspace."""
    rows = _with_fates(NearMiss.objects.filter(workspace=workspace_id, pk=near_miss_id))
    row = rows.first()
    return NearMissView(row, _became(row)) if row else None


def _with_fates(rows: QuerySet[NearMiss]) -> QuerySet[NearMiss]:
    return rows.prefetch_related(
        Prefetch("fates", NearMissFate.objects.select_related("claim").order_by("at", "pk")),
        Prefetch("questions", QuestionDraft.objects.order_by("pk")),
        Prefetch("drills", Drill.objects.order_by("pk")),
    )


def _became(row: NearMiss) -> tuple[Became, ...]:
    found = []
    for fate in row.fates.all():
        keys = {
            "claim": fate.claim.slug if fate.claim else "",
            "notice": str(fate.notice_id or ""),
        }
        found.append(Became(fate.kind, keys.get(fate.kind, ""), reason=fate.reason))
    newest = list(row.questions.all())[-1:]
    found += [Became("question", str(one.pk), one.item["short"]) for one in newest]
    found += [
        Became("drill", str(one.pk), one.title, minutes=one.minutes) for one in row.drills.all()
    ]
    return tuple(found)


def newest_question(near_miss_id: int, *, workspace_id: int) -> QuestionDraft | None:
    """The draft that stands, of those written for a near miss."""
    rows = QuestionDraft.objects.filter(near_miss=near_miss_id, near_miss__workspace=workspace_id)
    return rows.order_by("-pk").first()


def in_no_curriculum(draft: QuestionDraft, *, workspace_id: int) -> tuple[str, ...]:
    """Claims a draft rests on that were made here: the curriculum's files do not have them."""
    rows = ledger.claims(workspace_id, draft.item["rests_on"])
    made_here = (slug for slug, row in rows.items() if row.claim.workspace_id is not None)
    return tuple(sorted({*made_here, *(s for s in rows if s.startswith(MADE_ON_A_PAGE))}))


@dataclass(frozen=True, slots=True)
class DrillView:
    """A drill, how many people here have run it, and the runs of the person who asks."""

    drill: Drill
    people: int
    own: tuple[DrillRun, ...]


def drill(drill_id: int, *, workspace_id: int, person_id: int) -> DrillView | None:
    """A drill of a workspace; runs of others are only counted."""
    row = Drill.objects.filter(pk=drill_id, near_miss__workspace=workspace_id).first()
    if row is None:
        return None
    ran = DrillRun.objects.filter(drill=row)
    counted: Mapping[str, Any] = ran.aggregate(people=Count("person", distinct=True))
    own = ran.filter(person=person_id).order_by("-run_at", "-pk")[:10]
    return DrillView(row, int(counted["people"]), tuple(own))


def own_run(run_id: int, *, drill_id: int, person_id: int, workspace_id: int) -> DrillRun | None:
    """A run, only for whoever ran it."""
    return DrillRun.objects.filter(
        pk=run_id, drill=drill_id, person=person_id, drill__near_miss__workspace=workspace_id
    ).first()


def skills() -> list[tuple[str, str]]:
    """(id, name) of every skill, by area, for the question form."""
    return [
        (skill, f"{area.name}: {name}")
        for area in ledger.framework().areas
        for skill, name in area.skills
    ]
