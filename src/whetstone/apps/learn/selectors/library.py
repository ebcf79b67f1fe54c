"""The glossary, the guides to expert sessions, and who has read the curriculum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Guide, Lesson, Term
from whetstone.apps.learn.selectors.notes import Note, notes_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

NOBODY = "nobody-yet"
READ_KINDS = ("lesson", "item", "card", "task", "guide", "term")
OUTSIDE = "outside-"


@dataclass(frozen=True, slots=True)
class TermView:
    """A word of the glossary. `status`: of the first claim under it that is not current."""

    slug: str
    name: str
    text: str
    also: tuple[str, ...]
    lesson: tuple[str, str] | None
    status: str
    claim: str


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide in a list."""

    slug: str
    title: str
    decision: str
    minutes: int
    people: str


@dataclass(frozen=True, slots=True)
class GuideView:
    """A guide to one session. `agenda` rows: start, minutes, who, what."""

    row: GuideRow
    version: str
    payload: Mapping[str, Any]
    skills: tuple[str, ...]
    lessons: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]

    @property
    def moved(self) -> tuple[Note, ...]:
        """Facts under the guide that are not current."""
        return tuple(note for note in self.notes if note.status != "current")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """So many things of a kind were read by a role, by a version of the checklist."""

    kind: str
    by: str
    checklist: int
    n: int
    newest: str

    @property
    def is_done(self) -> bool:
        """Whether anybody but the author has read them."""
        return self.by != NOBODY

    @property
    def is_outside(self) -> bool:
        """Whether the readers came from outside the project."""
        return self.by.startswith(OUTSIDE)


@dataclass(frozen=True, slots=True)
class AboutView:
    """What this edition holds, and who has read what of it."""

    edition: str
    as_of: dt.date
    counts: Mapping[str, int]
    readings: tuple[ReadRow, ...]
    by_area: tuple[tuple[str, int, int, int, int], ...]

    @property
    def outside(self) -> int:
        """How many things somebody from outside has read."""
        return sum(row.n for row in self.readings if row.is_outside)

    @property
    def inside(self) -> int:
        """How many things a second reader of the project has read."""
        return sum(row.n for row in self.readings if row.is_done and not row.is_outside)

    @property
    def unread(self) -> int:
        """How many things nobody but their author has read."""
        return sum(row.n for row in self.readings if not row.is_done)


def glossary(*, workspace_id: int | None, on: dt.date) -> tuple[TermView, ...]:
    """Every term by name, as the ledger stands; four queries."""
    titles = dict(Lesson.objects.filter(is_latest=True).values_list("slug", "title"))
    ledger = field.ledger(workspace_id, on=on)
    found = []
    for row in Term.objects.all():
        said = row.payload
        moved = ledger.dead(said["rests_on"])
        lesson = said["lesson"]
        found.append(
            TermView(
                slug=row.slug,
                name=row.name,
                text=said["text"],
                also=tuple(said["also"]),
                lesson=(lesson, titles[lesson]) if lesson in titles else None,
                status=str(ledger.status(moved[0]) or "doubtful") if moved else "current",
                claim=moved[0] if moved else "",
            )
        )
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def guides() -> tuple[GuideRow, ...]:
    """Every guide in order; one query."""
    return tuple(_row(row) for row in Guide.objects.order_by("position"))


def _row(row: Guide) -> GuideRow:
    said = row.payload
    return GuideRow(row.slug, row.title, said["decision"], row.minutes, said["people"])


def guide(slug: str, *, workspace_id: int | None, on: dt.date) -> GuideView | None:
    """One guide as the ledger stands; None where there is none."""
    row = Guide.objects.filter(slug=slug).first()
    if row is None:
        return None
    said = row.payload
    ledger = field.ledger(workspace_id, on=on)
    names = dict(pair for area in field.framework().areas for pair in area.skills)
    titles = dict(
        Lesson.objects.filter(is_latest=True, slug__in=said["lessons"]).values_list(
            "slug", "title"
        )
    )
    return GuideView(
        row=_row(row),
        version=said["version"],
        payload=said,
        skills=tuple(names.get(skill, skill) for skill in said["skills"]),
        lessons=tuple((slug, titles[slug]) for slug in said["lessons"] if slug in titles),
        notes=tuple(
            notes_of(said["citations"], workspace_id=workspace_id, ledger=ledger).values()
        ),
    )


def about() -> AboutView:
    """What the newest edition holds and who has read it; one query, mostly kept."""
    framework = field.framework()
    held = framework.library
    totals: dict[tuple[str, str, int], list[Any]] = {}
    areas: dict[str, dict[str, list[int]]] = {}
    for kind, area, by, checklist, n, newest in held.get("reviews", []):
        total = totals.setdefault((kind, by, checklist), [0, ""])
        total[0] += n
        total[1] = max(total[1], newest)
        seen = areas.setdefault(area, {}).setdefault(kind, [0, 0])
        seen[0] += n * (by != NOBODY)
        seen[1] += n
    return AboutView(
        edition=framework.edition,
        as_of=framework.as_of,
        counts=held.get("counts", {}),
        readings=tuple(ReadRow(*key, *total) for key, total in sorted(totals.items(), key=_order)),
        by_area=tuple(
            (area.name, *_seen(areas, area.id, "lesson"), *_seen(areas, area.id, "item"))
            for area in framework.areas
        ),
    )


def _order(row: tuple[tuple[str, str, int], list[Any]]) -> tuple[int, bool, str, int]:
    (kind, by, checklist), _total = row
    return READ_KINDS.index(kind), by == NOBODY, by, -checklist


def _seen(areas: Mapping[str, Mapping[str, list[int]]], area: str, kind: str) -> tuple[int, int]:
    read, every = areas.get(area, {}).get(kind, [0, 0])
    return read, every
