"""Getting current: what changed of what this person learned, and nothing else.

Several open refreshers are one session of 2 to 8 minutes; what does not fit waits for the next.
What is shown is derived when the page is read: from what was read, certified and relearned
(`holding`), from the standing changes and from the ledger. A constant number of queries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.selectors.check import Check, Difference, checks_of
from whetstone.apps.learn.selectors.holding import Holding, holding
from whetstone.apps.learn.selectors.notes import Moved, moved_notes, notes_of, swap_words
from whetstone.apps.learn.selectors.reading import lessons_by_slug
from whetstone.apps.learn.selectors.refreshers import RefresherRow, open_refreshers, rows_of
from whetstone.core.freshness.refreshing import Part, Session, Way, sessions, way_from

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.field.models import Change
    from whetstone.core.freshness.refreshing import Strike


@dataclass(frozen=True, slots=True)
class Todo:
    """What to do now because of one change, and who says so."""

    slug: str
    title: str
    summary: str
    do_instead: str
    happened_on: str
    published_at: dt.datetime
    evidence: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """A lesson block that rests on what moved, as it now reads."""

    id: str
    lesson_slug: str
    lesson_title: str
    part_title: str
    minutes: float
    html: str


@dataclass(frozen=True, slots=True)
class CurrentView:
    """One refresher as its page shows it, over one or several publications.

    `struck` are the claims that count as current again once it is done; `later` counts the
    refreshers that wait for the next one, with their minutes together.
    """

    rows: tuple[RefresherRow, ...]
    minutes: int
    differences: tuple[Difference, ...]
    created: tuple[str, ...]
    todo: tuple[Todo, ...]
    blocks: tuple[ChangedBlock, ...]
    checks: tuple[Check, ...]
    struck: frozenset[str]
    later: int = 0
    later_minutes: int = 0

    @property
    def row(self) -> RefresherRow:
        """The gravest, or the only one."""
        return self.rows[0]

    @property
    def questions(self) -> tuple[Check, ...]:
        """The checks that are questions: the rest are prompts to recall."""
        return tuple(one for one in self.checks if one.question is not None)


def getting_current(person_id: int, *, workspace_id: int, now: dt.datetime) -> CurrentView | None:
    """The next refresher of a person: all open differences that fit; None where nothing waits."""
    rows = open_refreshers(person_id)
    if not rows:
        return None
    known = _Known(person_id, workspace_id, rows, now)
    first, *rest = known.sessions()
    found = known.view(first)
    waits = sum(len(one.parts) for one in rest)
    return replace(found, later=waits, later_minutes=sum(one.minutes for one in rest))


def minutes_waiting(person_id: int, *, workspace_id: int, now: dt.datetime) -> int:
    """Minutes of everything that somebody has to relearn."""
    rows = open_refreshers(person_id)
    if not rows:
        return 0
    return sum(one.minutes for one in _Known(person_id, workspace_id, rows, now).sessions())


def minutes_of_next(person_id: int, *, workspace_id: int, now: dt.datetime) -> int:
    """Minutes of the next refresher of a person; 0 where nothing waits."""
    rows = open_refreshers(person_id)
    return _Known(person_id, workspace_id, rows, now).sessions()[0].minutes if rows else 0


def refresher(
    refresher_id: int, *, person_id: int, workspace_id: int, now: dt.datetime
) -> CurrentView | None:
    """One refresher of this person, done or withdrawn ones too; None where it is not theirs."""
    rows = rows_of(person_id, workspace_id=workspace_id, only=refresher_id)
    if not rows:
        return None
    known = _Known(person_id, workspace_id, rows, now)
    return known.view(known.sessions()[0])


class _Known:
    """Everything one page needs, read once."""

    def __init__(
        self, person_id: int, workspace_id: int, rows: Sequence[RefresherRow], now: dt.datetime
    ) -> None:
        self.person_id, self.workspace_id, self.now = person_id, workspace_id, now
        self.rows = {row.id: row for row in rows}
        published = field.publications_by_id({row.publication_id for row in rows})
        self.changes = {
            row.id: field.root_of(published[row.publication_id].change)[0] for row in rows
        }
        self.published = {row.change_slug: row for row in rows}
        self.strikes = self._strikes()
        self.holding = self._holding()

    def _strikes(self) -> Mapping[str, Strike]:
        """Standing strikes; those of the rows' own changes where these were taken back."""
        found = dict(field.strikes(self.workspace_id))
        for pk, change in self.changes.items():
            row = self.rows[pk]
            own = field.strikes_of(change, name=row.change_slug, at=row.published_at)
            found = {one.claim: one for one in own} | found
        return found

    def _holding(self) -> Holding:
        """What they hold; where none of it is touched, all that the change took out of force.

        A page that was done is shown as it was before it was done.
        """
        done = {row.change_slug for row in self.rows.values() if row.done_at}
        found = holding(
            self.person_id, workspace_id=self.workspace_id, strikes=self.strikes, without=done
        )
        claims = set(found.claims)
        for pk, change in self.changes.items():
            name = self.rows[pk].change_slug
            ways = (way_from(claim, self.strikes) for claim in claims)
            if not any(way and name in way.changes for way in ways):
                claims |= field.hits(change)
        return Holding(frozenset(claims), found.blocks)

    def sessions(self) -> tuple[Session, ...]:
        """The refreshers these rows make, the next one first."""
        parts = [
            Part(row.id, row.change_slug, row.severity, row.made_at, row.minutes)
            for row in self.rows.values()
        ]
        return sessions(parts, self.holding.claims, self.strikes)

    def view(self, session: Session) -> CurrentView:
        """One of them as its page shows it."""
        rows = tuple(self.rows[part.id] for part in session.parts)
        changes = {row.id: self.changes[row.id] for row in rows}
        words = self._words(session, changes)
        shown = tuple(
            _difference(way, words, self._dates(way))
            for way in session.ways
            if way.learned in words
        )
        return CurrentView(
            rows=rows,
            minutes=session.minutes,
            differences=shown,
            created=self._created(session, changes, words),
            todo=tuple(_todo(changes[row.id], row) for row in rows),
            blocks=self._blocks(rows, changes),
            checks=checks_of(
                changes,
                {pk: _of(change, shown) for pk, change in changes.items()},
                person_id=self.person_id,
                workspace_id=self.workspace_id,
                now=self.now,
            ),
            struck=frozenset().union(*(field.hits(change) for change in changes.values())),
        )

    def _words(self, session: Session, changes: Mapping[int, Change]) -> dict[str, str]:
        """Statements of all claims that a page names; one query."""
        slugs = {way.learned for way in session.ways}
        slugs |= {way.now for way in session.ways if way.now}
        slugs |= {one for change in changes.values() for one in self._ends(change)}
        rows = field.claims(self.workspace_id, slugs) if slugs else {}
        return {slug: row.statement for slug, row in rows.items()}

    def _ends(self, change: Change) -> set[str]:
        """What a change brought, as it stands now."""
        found = set()
        for slug in field.creates(change):
            way = way_from(slug, self.strikes)
            if way is None or way.now:
                found.add(way.now if way and way.now else slug)
        return found

    def _created(
        self, session: Session, changes: Mapping[int, Change], words: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Statements that hold now and stand in no difference."""
        named = {way.now for way in session.ways}
        fresh = {one for change in changes.values() for one in self._ends(change)} - named
        return tuple(sorted(words[slug] for slug in fresh if slug in words))

    def _dates(self, way: Way) -> tuple[str, dt.datetime | None]:
        """When the last step on the way happened in the field, and when it was published here."""
        for name in reversed(way.changes):
            row = self.published.get(name)
            if row is not None:
                return self.changes[row.id].happened_on, row.published_at
        return "", None

    def _blocks(
        self, rows: Iterable[RefresherRow], changes: Mapping[int, Change]
    ) -> tuple[ChangedBlock, ...]:
        """The blocks as they now read: only what this person has read, where that is known."""
        ids = [name for row in rows for name in row.blocks]
        mine = [name for name in ids if name in self.holding.blocks]
        hit = sorted({slug for change in changes.values() for slug in field.hits(change)})
        ledger = field.ledger(self.workspace_id, on=self.now.date())
        notes = notes_of(hit, workspace_id=self.workspace_id, ledger=ledger)
        moved = moved_notes(notes, workspace_id=self.workspace_id)
        return changed_blocks(mine or ids, moved)


def _difference(
    way: Way, words: Mapping[str, str], dates: tuple[str, dt.datetime | None]
) -> Difference:
    return Difference(
        slug=way.learned,
        before=words[way.learned],
        after=words.get(way.now or "", ""),
        effect=way.effect,
        since=dates[0],
        known_on=dates[1],
        steps=len(way.changes),
    )


def _of(change: Change, shown: Iterable[Difference]) -> list[Difference]:
    """The differences that begin with what a change struck."""
    hit = field.hits(change)
    return [one for one in shown if one.slug in hit]


def _todo(change: Change, row: RefresherRow) -> Todo:
    return Todo(
        slug=change.slug,
        title=change.title,
        summary=change.summary,
        do_instead=change.do_instead,
        happened_on=change.happened_on,
        published_at=row.published_at,
        evidence=change.evidence,
    )


def changed_blocks(ids: Collection[str], moved: Mapping[str, Moved]) -> tuple[ChangedBlock, ...]:
    """Blocks of the newest lessons by name, in course order; one query."""
    found = []
    for row in lessons_by_slug({name.partition("/")[0] for name in ids}):
        titles = {part: title for part, title, _minutes in row.payload["parts"]}
        found += [
            ChangedBlock(
                id=block["id"],
                lesson_slug=row.slug,
                lesson_title=row.title,
                part_title=titles[block["part"]],
                minutes=float(block["minutes"]),
                html=swap_words(
                    "".join(s["text"] for s in block["segments"] if s["kind"] == "html"), moved
                ),
            )
            for block in row.payload["blocks"]
            if f"{row.slug}/{block['id']}" in ids
        ]
    return tuple(found)
