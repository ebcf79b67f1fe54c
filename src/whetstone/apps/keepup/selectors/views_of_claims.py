"""How often people met each claim: in a block they read, a question they answered, a card."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as ledger
from whetstone.apps.learn.selectors import stock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

DAYS = 90
"""How far back meetings count as weights."""


def views(workspace_id: int | None, since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Meetings by claim, from a moment up to another; None: everywhere.

    A lesson begun meets each claim of each of its blocks once (in the version that was begun),
    an answer each claim of its question once, a review each claim of its card once. Six queries
    for any number of people: the store adds up, and only sums by thing come back.
    """
    met: Counter[str] = Counter()
    begun = stock.lessons_begun(workspace_id, since, until)
    for version in stock.lesson_versions() if begun else ():
        times = begun.get(version.pk, 0)
        if times:
            _add(met, (claim for block in version.met for claim in block), times)
    _meet(met, "item", diagnose.answers_by_question(workspace_id, since, until), workspace_id)
    _meet(met, "item", stock.questions_practised(workspace_id, since, until), workspace_id)
    _meet(met, "card", stock.cards_reviewed(workspace_id, since, until), workspace_id)
    return dict(met)


def _meet(
    met: Counter[str], kind: str, times: Mapping[str, int], workspace_id: int | None
) -> None:
    cited = ledger.cited_by(workspace_id, kind) if times else {}
    for thing, n in times.items():
        _add(met, {claim for claim, _role in cited.get(thing, ())}, n)


def _add(met: Counter[str], claims: Iterable[str], times: int) -> None:
    for claim in claims:
        met[claim] += times
