"""The one or two check questions of a refresher; a prompt to recall where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.after_reading import is_public, may_measure
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.selectors.questions import Question, ask, practised
from whetstone.core.freshness.refreshing import DOUBTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import LiveBank
    from whetstone.apps.field.models import Change

MOST = 2
"""Questions of a refresher with one change; with several, each change asks one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What somebody learned, what holds now, since when in the field, and since when we know.

    `after` is empty where nothing took its place; `steps` counts the changes on the way.
    """

    slug: str
    before: str
    after: str
    effect: str
    since: str
    known_on: dt.datetime | None
    steps: int

    @property
    def is_doubt(self) -> bool:
        """Whether what holds now is in doubt."""
        return self.effect == DOUBTS


@dataclass(frozen=True, slots=True)
class Check:
    """A question on what holds now, or (without one) what to recall and the answer to compare.

    `counts`: its first answer is evidence once the refresher is finished.
    """

    refresher_id: int
    question: Question | None = None
    counts: bool = False
    recall: Difference | None = None
    do_instead: str = ""


def place_of(refresher_id: int) -> str:
    """Where answers of a refresher are kept."""
    return f"refresher/{refresher_id}"


def checks_of(
    changes: Mapping[int, Change],
    differences: Mapping[int, Sequence[Difference]],
    *,
    person_id: int,
    workspace_id: int,
    now: dt.datetime,
) -> tuple[Check, ...]:
    """The checks of a refresher over these changes (by refresher); a constant number of queries.

    A question stands once, with the first change that asks it; answered ones stay.
    """
    live = live_bank(workspace_id, now.date())
    offered = candidates(changes, workspace_id=workspace_id, live=live)
    every = {slug for slugs in offered.values() for slug in slugs}
    good = may_measure(every, person_id=person_id, live=live, now=now) if every else frozenset()
    given = practised(person_id, [place_of(pk) for pk in changes])
    found: list[Check] = []
    told: set[str] = set()
    for pk, change in changes.items():
        fresh = [slug for slug in offered[pk] if slug not in told]
        fresh.sort(key=lambda slug: ((place_of(pk), slug) not in given, slug not in good))
        chosen = fresh[: MOST if len(changes) == 1 else 1]
        told |= set(chosen)
        asked = ask(
            chosen,
            place_of(pk),
            known=live.shelf.latest,
            person_id=person_id,
            ledger=live.ledger,
            answers=given,
        )
        found += [Check(pk, one, counts=one.slug in good) for one in asked]
        if not asked:
            found += [Check(pk, recall=one, do_instead=change.do_instead)
                      for one in differences[pk][:MOST]]  # fmt: skip
    return tuple(found)


def candidates(
    changes: Mapping[int, Change], *, workspace_id: int, live: LiveBank
) -> dict[int, list[str]]:
    """Questions by refresher: those the change names, else those on what it brought. One query.

    Only live ones of the public pool: never one on a claim that is gone.
    """
    heirs = {pk: _brought(change) for pk, change in changes.items()}
    wanted = frozenset[str]().union(*heirs.values())
    on: dict[str, set[str]] = {}
    for slug, kind, thing, role in field.citations(workspace_id, wanted) if wanted else ():
        if kind == "item" and role == "rests_on":
            on.setdefault(slug, set()).add(thing)
    found = {}
    for pk, change in changes.items():
        named = [slug for slug in change.relearn_items if _may_ask(slug, live)]
        others = sorted({thing for slug in heirs[pk] for thing in on.get(slug, ())})
        found[pk] = named or [slug for slug in others if _may_ask(slug, live)]
    return found


def _brought(change: Change) -> frozenset[str]:
    heirs = {e.successor.slug for e in change.effects.all() if e.successor}
    return field.creates(change) | heirs


def _may_ask(slug: str, live: LiveBank) -> bool:
    question = live.shelf.latest.get(slug)
    return question is not None and live.may_ask(question) and is_public(question)


def asks(change: Change, slug: str, *, workspace_id: int, on: dt.date) -> bool:
    """Whether the refresher of a change may ask this question."""
    live = live_bank(workspace_id, on)
    return slug in candidates({0: change}, workspace_id=workspace_id, live=live)[0]


def areas_of(slugs: Sequence[str]) -> set[str]:
    """The areas of questions."""
    return {one.area_id for one in diagnose.questions(slugs).values()}
