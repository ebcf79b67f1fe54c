"""Reading refreshers: the difference that one person has to relearn after one publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, Refresher
from whetstone.apps.learn.selectors.questions import Question, ask, practised

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.field.models import Change, Publication


@dataclass(frozen=True, slots=True)
class RefresherRow:
    """A refresher as lists show it."""

    id: int
    person_id: int
    publication_id: int
    change_slug: str
    title: str
    network: str
    severity: str
    minutes: int
    blocks: tuple[str, ...]
    made_at: dt.datetime
    done_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Swap:
    """A claim that went, and the one that took its place (empty where none did)."""

    slug: str
    before: str
    after: str
    after_slug: str
    effect: str


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """A lesson block that rests on what moved."""

    id: str
    lesson_slug: str
    lesson_title: str
    part_title: str
    minutes: float
    html: str


@dataclass(frozen=True, slots=True)
class RefresherView:
    """A refresher as its page shows it: only the difference."""

    row: RefresherRow
    summary: str
    do_instead: str
    happened_on: str
    evidence: Sequence[Mapping[str, object]]
    swaps: tuple[Swap, ...]
    created: tuple[str, ...]
    blocks: tuple[ChangedBlock, ...]
    questions: tuple[Question, ...]
    is_undone: bool


def open_refreshers(person_id: int) -> list[RefresherRow]:
    """What a person has to relearn, the gravest and oldest first; a constant number of queries."""
    return open_refreshers_of([person_id]).get(person_id, [])


def open_refreshers_of(person_ids: Collection[int]) -> dict[int, list[RefresherRow]]:
    """Open refreshers by person; a constant number of queries."""
    rows = list(
        Refresher.objects.filter(person_id__in=person_ids, done_at=None, withdrawn_at=None)
    )
    published = field.publications_by_id({row.publication_id for row in rows})
    found: dict[int, list[RefresherRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_row(row, published[row.publication_id]))
    for mine in found.values():
        mine.sort(key=lambda one: (_GRAVITY.get(one.severity, 9), one.made_at, one.id))
    return found


_GRAVITY = {"breaking": 0, "major": 1, "minor": 2, "info": 3}


def _row(row: Refresher, publication: Publication) -> RefresherRow:
    change = publication.change
    return RefresherRow(
        id=row.pk,
        person_id=row.person_id,
        publication_id=row.publication_id,
        change_slug=change.slug,
        title=change.title,
        network=change.network,
        severity=change.severity,
        minutes=row.minutes,
        blocks=tuple(row.blocks),
        made_at=row.made_at,
        done_at=row.done_at,
        withdrawn_at=row.withdrawn_at,
    )


def refreshed_claims(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Claims whose change each person has relearned; a constant number of queries."""
    rows = Refresher.objects.filter(person_id__in=person_ids, withdrawn_at=None)
    done = list(rows.exclude(done_at=None).values_list("person_id", "publication_id"))
    if not done:
        return {}
    struck = {
        pk: field.hits(_root(publication.change))
        for pk, publication in field.publications_by_id({one for _p, one in done}).items()
    }
    found: dict[int, frozenset[str]] = {}
    for person, publication in done:
        found[person] = found.get(person, frozenset()) | struck[publication]
    return found


def _root(change: Change) -> Change:
    """The change that says what moved, also where it was undone and done again."""
    while change.undoes is not None:
        change = change.undoes
    return change


def standing(refresher_id: int, *, person_id: int) -> Refresher | None:
    """A refresher of this person that was not withdrawn."""
    rows = Refresher.objects.filter(pk=refresher_id, person_id=person_id, withdrawn_at=None)
    return rows.select_related("person").first()


def relearned(row: Refresher) -> Change:
    """The change behind a refresher, with its effects."""
    published = field.publications_by_id([row.publication_id])
    return _root(published[row.publication_id].change)


def refresher(
    refresher_id: int, *, person_id: int, workspace_id: int, on: dt.date
) -> RefresherView | None:
    """One refresher of this person; None where it is not theirs."""
    row = Refresher.objects.filter(
        pk=refresher_id, person_id=person_id, person__workspace=workspace_id
    ).first()
    if row is None:
        return None
    publication = field.publications_by_id([row.publication_id])[row.publication_id]
    change = _root(publication.change)
    swaps = _swaps(change, workspace_id=workspace_id)
    named = {swap.after_slug for swap in swaps}
    fresh = [slug for slug in field.creates(change) if slug not in named]
    words = field.claims(workspace_id, fresh) if fresh else {}
    return RefresherView(
        row=_row(row, publication),
        summary=change.summary,
        do_instead=change.do_instead,
        happened_on=change.happened_on,
        evidence=change.evidence,
        swaps=swaps,
        created=tuple(sorted(one.statement for one in words.values())),
        blocks=_changed_blocks(row.blocks),
        questions=_questions(row, change, person_id, workspace_id=workspace_id, on=on),
        is_undone=row.withdrawn_at is not None,
    )


def _questions(
    row: Refresher, change: Change, person_id: int, *, workspace_id: int, on: dt.date
) -> tuple[Question, ...]:
    """The check questions that are live here."""
    place = f"refresher/{row.pk}"
    found = ask(
        change.relearn_items,
        place,
        known=diagnose.questions(change.relearn_items),
        person_id=person_id,
        ledger=field.ledger(workspace_id, on=on),
        answers=practised(person_id, [place]),
    )
    return tuple(one for one in found if one.is_live)


def _swaps(change: Change, *, workspace_id: int) -> tuple[Swap, ...]:
    taken = [e for e in change.effects.all() if e.effect in {"supersedes", "retires", "doubts"}]
    slugs = {e.claim.slug for e in taken} | {e.successor.slug for e in taken if e.successor}
    words = field.claims(workspace_id, slugs)
    return tuple(
        Swap(
            slug=effect.claim.slug,
            before=words[effect.claim.slug].statement,
            after=words[effect.successor.slug].statement if effect.successor else "",
            after_slug=effect.successor.slug if effect.successor else "",
            effect=effect.effect,
        )
        for effect in taken
        if effect.claim.slug in words
    )


def _changed_blocks(ids: Sequence[str]) -> tuple[ChangedBlock, ...]:
    rows = Lesson.objects.filter(
        is_latest=True, slug__in={name.partition("/")[0] for name in ids}
    ).order_by("course__position", "position")
    return tuple(
        ChangedBlock(
            id=block["id"],
            lesson_slug=row.slug,
            lesson_title=row.title,
            part_title=next(t for p, t, _m in row.payload["parts"] if p == block["part"]),
            minutes=float(block["minutes"]),
            html="".join(s["text"] for s in block["segments"] if s["kind"] == "html"),
        )
        for row in rows
        for block in row.payload["blocks"]
        if f"{row.slug}/{block['id']}" in ids
    )
