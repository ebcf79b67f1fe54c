"""Checks the ledger against itself: dates, statuses, and what changes do to claims."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from whetstone.core.kernel.evidence import review_by
from whetstone.core.kernel.ids import Months
from whetstone.curriculum.read_ledger import CLAIM_STATES, DEAD

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Change, Claim

_IN_FORCE = frozenset({"current", "doubtful"})


def check_ledger(draft: Draft) -> None:
    """Check claims, then changes, then both together."""
    for claim in draft.claims.values():
        _check_claim(claim, draft)
    for change in draft.changes.values():
        _check_change(change, draft)
    _check_origins(draft)
    _check_cycles(draft)


def _check_claim(claim: Claim, draft: Draft) -> None:
    origin = draft.origins[claim.id]
    if claim.half_life_months > 0 and claim.as_of.year > 1 and claim.review_by.year > 1:
        latest = review_by(claim.as_of, Months(claim.half_life_months))
        if claim.review_by > latest:
            what = f"review_by is {claim.review_by}; the rule allows {latest} at the latest."
            mend = f"as_of + 0.32 x {claim.half_life_months:g} months, rounded down."
            draft.log.fault(origin.at("review_by"), "review-late", what, mend)
    if claim.supersedes and claim.supersedes not in draft.claims:
        what = f"There is no claim {claim.supersedes!r}."
        draft.log.fault(origin.at("supersedes"), "unknown-claim", what)
    elif claim.supersedes and claim.status != "proposed":
        old = draft.claims[claim.supersedes]
        if old.status != "superseded":
            what = f"{old.id} is superseded by this claim, but its status is {old.status!r}."
            mend = f"Set the status of {old.id} to superseded."
            draft.log.fault(origin.at("supersedes"), "status-disagrees", what, mend)
    if claim.status in DEAD and claim.held_until is None:
        what = f"The claim is {claim.status}, but `held.until` is open."
        draft.log.fault(origin.at("held"), "held-open", what, "Say until when it was true.")
    if claim.status == "superseded" and claim.id not in _successors(draft):
        what = "The claim is superseded, but nothing supersedes it."
        draft.log.fault(origin.at("status"), "status-disagrees", what)


def _successors(draft: Draft) -> set[str]:
    named = {claim.supersedes for claim in draft.claims.values() if claim.supersedes}
    return named | {old for change in draft.changes.values() for old in change.supersedes}


def _check_change(change: Change, draft: Draft) -> None:
    origin = draft.origins[change.id]
    for old, new in change.supersedes.items():
        _claim_is(
            draft, change, ("claims", "supersedes", old), old, wanted=_OLD.get(change.state, _ANY)
        )
        _claim_is(
            draft, change, ("claims", "supersedes", old), new, wanted=_NEW.get(change.state, _ANY)
        )
        _check_successor(change, old, new, draft)
    for key, targets, wanted in (
        ("retires", change.retires, _RETIRED.get(change.state, _ANY)),
        ("doubts", change.doubts, _DOUBTED.get(change.state, _ANY)),
        ("creates", change.creates, _NEW.get(change.state, _ANY)),
    ):
        for index, target in enumerate(targets):
            _claim_is(draft, change, ("claims", key, index), target, wanted=wanted)
    if change.relearn:
        for index, item in enumerate(change.relearn.items):
            if item not in draft.items:
                place = origin.at("relearn", "items", index)
                draft.log.fault(place, "unknown-item", f"There is no item {item!r}.")
    elif change.severity in {"major", "breaking"}:
        what = f"The change is {change.severity}, but says nothing to relearn."
        draft.log.hint(origin.at("severity"), "no-relearn", what, "Add `relearn`.")


# What a claim may be, by the state of the change that touches it. A published change may lie
# back: what it created may since have been superseded, what it doubted verified again.
_ANY = CLAIM_STATES
_OLD = {"published": frozenset({"superseded"}), "pending": _IN_FORCE}
_RETIRED = {"published": frozenset({"retired"}), "pending": _IN_FORCE}
_DOUBTED = {"published": DEAD | _IN_FORCE, "pending": _IN_FORCE}
_NEW = {
    "published": _IN_FORCE | DEAD,
    "pending": frozenset({"proposed"}),
}


def _claim_is(
    draft: Draft, change: Change, path: tuple[str | int, ...], id_: str, *, wanted: frozenset[str]
) -> None:
    place = draft.origins[change.id].at(*path)
    claim = draft.claims.get(id_)
    if claim is None:
        draft.log.fault(place, "unknown-claim", f"There is no claim {id_!r}.")
        return
    is_doubted = path[1] == "doubts" and change.state == "published"
    is_unread = claim.status == "current" and claim.as_of <= change.noticed_on
    if claim.status and (claim.status not in wanted or (is_doubted and is_unread)):
        words = " or ".join(sorted(wanted - {"current"} if is_doubted else wanted))
        what = f"The change is {change.state}, but {id_} is {claim.status!r}."
        draft.log.fault(place, "status-disagrees", what, f"It must be {words}.")


def _check_successor(change: Change, old: str, new: str, draft: Draft) -> None:
    claim = draft.claims.get(new)
    if claim is None or old not in draft.claims:
        return
    also = {other for other, successor in change.supersedes.items() if successor == new}
    if claim.supersedes not in also:
        place = draft.origins[change.id].at("claims", "supersedes", old)
        what = f"{new} takes the place of {old}, but its `supersedes` is {claim.supersedes!r}."
        draft.log.fault(place, "status-disagrees", what, f"Write supersedes: {old} there.")
    if new not in change.creates and change.state == "pending":
        place = draft.origins[change.id].at("claims", "creates")
        what = f"{new} takes the place of {old}, but `creates` does not name it."
        draft.log.fault(place, "status-disagrees", what)


def _check_origins(draft: Draft) -> None:
    pending = {
        claim
        for change in draft.changes.values()
        if change.state == "pending"
        for claim in (*change.creates, *change.supersedes.values())
    }
    for claim in draft.claims.values():
        if claim.status == "proposed" and claim.id not in pending:
            place = draft.origins[claim.id].at("status")
            what = "The claim is proposed, but no pending change creates it."
            draft.log.fault(place, "status-disagrees", what)


def _check_cycles(draft: Draft) -> None:
    graph: dict[str, set[str]] = {}
    for claim in draft.claims.values():
        if claim.supersedes:
            graph.setdefault(claim.id, set()).add(claim.supersedes)
    for change in draft.changes.values():
        for old, new in change.supersedes.items():
            graph.setdefault(new, set()).add(old)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = [id_ for id_ in error.args[1] if id_ in draft.origins]
        place = draft.origins[ring[0]].at("supersedes") if ring else ("claims", 1)
        what = f"Claims supersede each other in a circle: {' -> '.join(error.args[1])}."
        draft.log.fault(place, "supersedes-cycle", what)
