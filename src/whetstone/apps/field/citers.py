"""Who cites claims.

Rooms above register here (in `config`); the ripple reads the register and imports nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cited:
    """A citing thing as a page names it. `url` is empty where the reader has no page for it."""

    title: str
    detail: str = ""
    url: str = ""
    whole: tuple[str, str] | None = None  # (kind, id) of the thing it is part of


Describe = Callable[[int, Sequence[str]], Mapping[str, Cited]]
Concerned = Callable[[int, Sequence[str]], Mapping[str, Sequence[int]]]
Met = Callable[[int | None, dt.datetime], Mapping[str, int]]
Holders = Callable[[Any, Any], Any]
"""Called with a sub-query of ids of people and ids of things (or a sub-query of them)."""


@dataclass(frozen=True, slots=True)
class Citer:
    """A kind of citing thing.

    `describe(workspace_id, ids)` names things; ids that the workspace does not have are left out.
    `concerned(workspace_id, ids)` gives person ids by thing: whoever learned what the thing says
    or was certified on it (read the block, keeps the card, holds the certificate). They get a
    refresher, nobody else does. `holders(people, ids)` says the same as a query set of one column,
    ids of those among `people` whom any of the things concerns: never read here, only put
    together with others and counted or written by the store. A kind without it is asked for
    `concerned`. `met(workspace_id, since)` counts how often each thing was met by learners here
    (None: anywhere) from a moment on. All by set operations, in a constant number of queries.
    """

    kind: str
    describe: Describe
    concerned: Concerned | None = None
    holders: Holders | None = None
    met: Met | None = None


Resting = Callable[[int, Collection[str]], Sequence[Cited]]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A kind of citing thing that only people with one of `rights` may know of.

    It stands in no citation table, no ripple, no count and no summary: a page asks for it apart,
    with the reader's rights. `resting(workspace_id, slugs)` names what rests on one of the claims
    in this workspace, in a constant number of queries.
    """

    kind: str
    rights: frozenset[str]
    resting: Resting


_register: dict[str, Citer] = {}
_withheld: dict[str, Withheld] = {}


def register(*citers: Citer) -> None:
    """Add kinds of citing things; a later one of the same kind replaces the earlier."""
    _register.update({citer.kind: citer for citer in citers})


def registered() -> tuple[Citer, ...]:
    """All kinds, in the order of registration."""
    return tuple(_register.values())


def register_withheld(*kinds: Withheld) -> None:
    """Add kinds that only some may know of; a later one of the same kind replaces the earlier."""
    _withheld.update({one.kind: one for one in kinds})


def withheld_for(rights: Collection[str]) -> tuple[Withheld, ...]:
    """The kinds that somebody with these rights may know of; none where nobody is named."""
    return tuple(one for one in _withheld.values() if one.rights & {*rights})
