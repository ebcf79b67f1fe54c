"""Groups of people as sets in the store: counted, split and written there, never read here.

Each kind of citing thing says whom its things concern as a sub-query; a crowd is the union of
these. `core.freshness.ripple` says the same with arrays and is what this is tested against.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.people import selectors as people
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

TERMS = 100
"""Counts asked for in one statement (SQLite puts no more than 500 selects together)."""


class Sql(NamedTuple):
    """A statement that gives ids of people, one column, no doubles; empty: nobody."""

    text: str
    values: tuple[Any, ...] = ()

    def __bool__(self) -> bool:
        """Whether it can name anybody."""
        return bool(self.text)


NOBODY = Sql("")
_HERE, _ONE = -1_000_000_007, -1_000_000_008
"""What stands in a kept statement for the workspace and for the person: keys that nobody has."""


def union(queries: Iterable[Any]) -> Sql:
    """Query sets of one column as one set."""
    texts, values = [], []
    for query in queries:
        try:
            text, params = query.query.get_compiler("default").as_sql()
        except EmptyResultSet:
            continue
        texts.append(text)
        values.extend(params)
    if len(texts) == 1:
        return Sql(f"SELECT DISTINCT * FROM ({texts[0]}) one", tuple(values))
    return Sql(" UNION ".join(texts), tuple(values)) if texts else NOBODY


def without(some: Sql, others: Sql) -> Sql:
    """Those of a set that are not in another."""
    if not some or not others:
        return some
    text = f"SELECT * FROM ({some.text}) these EXCEPT SELECT * FROM ({others.text}) those"
    return Sql(text, (*some.values, *others.values))


def as_query(sql: Sql) -> RawSQL:
    """A set as query sets compare ids with it."""
    some = sql or Sql("SELECT 0 WHERE 1 = 0")
    return RawSQL(some.text, some.values)  # noqa: S611  # compiled from query sets


def counts(crowds: Sequence[Sql]) -> list[int]:
    """How many people each set has; one query for up to `TERMS` sets."""
    found = [0] * len(crowds)
    asked = [(place, crowd) for place, crowd in enumerate(crowds) if crowd]
    for start in range(0, len(asked), TERMS):
        terms = asked[start : start + TERMS]
        text = " UNION ALL ".join(
            f"SELECT {place}, COUNT(*) FROM ({crowd.text}) crowd" for place, crowd in terms
        )
        with connection.cursor() as cursor:
            cursor.execute(text, [value for _place, crowd in terms for value in crowd.values])
            for place, n in cursor.fetchall():
                found[place] = n
    return found


@dataclass(frozen=True, slots=True)
class Rests:
    """Things that concern people: ids by kind, and `own` sub-queries of more ids by kind.

    `told` holds, by kind, whom a kind that cannot say it as a set concerns: people by thing.
    """

    ids: Mapping[str, tuple[str, ...]]
    told: Mapping[str, Mapping[str, Sequence[int]]]
    own: Mapping[str, Any] = field(default_factory=dict)

    def among(self, scope: Any) -> Sql:
        """Those of the people (a query set of ids) whom any of the things concerns."""
        return union(self._queries(scope))

    def here(self, workspace_id: int, person_id: int | None = None) -> Sql:
        """Those of the learners of a workspace; with a person: that one, if among them.

        Building the statement costs Django far more than running it: it is kept, for an edition.
        """
        if self.told or self.own:
            return self.among(_learners(workspace_id, person_id))
        ids = tuple((kind, things) for kind, things in sorted(self.ids.items()) if things)
        kept = _kept(ledger.framework().id, ids, person_id is not None)
        given = {_HERE: workspace_id, _ONE: person_id}
        return Sql(kept.text, tuple(given.get(value, value) for value in kept.values))

    def _queries(self, scope: Any) -> Iterator[Any]:
        for citer in citers.registered():
            ids = self.ids.get(citer.kind, ())
            if citer.holders is None:
                told = self.told.get(citer.kind, {})
                things = told if citer.kind in self.own else ids
                yield scope.filter(pk__in={one for key in things for one in told.get(key, ())})
                continue
            if ids:
                yield citer.holders(scope, ids)
            if citer.kind in self.own:
                yield citer.holders(scope, self.own[citer.kind])


def _learners(workspace_id: int, person_id: int | None = None) -> Any:
    scope = people.learner_ids(workspace_id)
    return scope if person_id is None else scope.filter(pk=person_id)


@lru_cache(maxsize=1024)
def _kept(_edition: Hashable, ids: tuple[tuple[str, tuple[str, ...]], ...], one: bool) -> Sql:  # noqa: FBT001  # a part of the key
    """Whom things concern, for whichever workspace; holders depend on the edition's lessons."""
    return Rests(dict(ids), {}).among(_learners(_HERE, _ONE if one else None))


once.also_forget(_kept.cache_clear)


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The people whom something touches: how many, and the set in the store.

    They are learners of one workspace, or (without one) of a query set of people.
    """

    count: int
    rests: Rests
    workspace_id: int | None = None
    scope: Any = None

    @property
    def sql(self) -> Sql:
        """The set as a statement."""
        if self.workspace_id is None:
            return self.rests.among(self.scope)
        return self.rests.here(self.workspace_id)

    def query(self) -> RawSQL:
        """The set as query sets compare ids with it: `filter(pk__in=crowd.query())`."""
        return as_query(self.sql)

    def __len__(self) -> int:
        """How many they are; not asked again."""
        return self.count

    def __contains__(self, person_id: object) -> bool:
        """Whether somebody is among them; one query that looks at nobody else."""
        if not self.count or not isinstance(person_id, int):
            return False
        if self.workspace_id is None:
            only = self.rests.among(self.scope.filter(pk=person_id))
        else:
            only = self.rests.here(self.workspace_id, person_id)
        return counts([only])[0] > 0

    def __iter__(self) -> Iterator[int]:
        """Every id, in order: for tests and for groups that are known to be small."""
        sql = self.sql
        if not self.count or not sql:
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({sql.text}) crowd ORDER BY 1", sql.values)
            rows = cursor.fetchall()
        yield from (row[0] for row in rows)


def members(crowds: Sequence[Crowd]) -> list[frozenset[int]]:
    """Everybody in each: for groups that are known to be small; one query for `TERMS` crowds."""
    found: list[set[int]] = [set() for _one in crowds]
    asked = [(place, sql) for place, one in enumerate(crowds) if one.count and (sql := one.sql)]
    for start in range(0, len(asked), TERMS):
        terms = asked[start : start + TERMS]
        text = " UNION ALL ".join(
            f"SELECT {place}, crowd.* FROM ({sql.text}) crowd" for place, sql in terms
        )
        with connection.cursor() as cursor:
            cursor.execute(text, [value for _place, sql in terms for value in sql.values])
            for place, person_id in cursor.fetchall():
                found[place].add(person_id)
    return [frozenset(one) for one in found]
