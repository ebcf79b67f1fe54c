"""What editors do to claims. Each act appends one version; nothing is overwritten.

`workspace_id` names the ledger that is written: a workspace's overlay, or with None the
installation's, which only an editor for all may write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import kept, ports, selectors
from whetstone.apps.field.models import Claim, ClaimVersion
from whetstone.apps.field.services import against, passages
from whetstone.apps.field.services.sources import SAME_ACT, Source, make_named
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.freshness.claims import HALF_LIFE_MONTHS, ClaimKind, review_by
from whetstone.core.kernel.errors import Missing, Refused, raise_all

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

Status, Act = ClaimVersion.Status, ClaimVersion.Act
COPIED = (
    "text", "statement", "status", "held_from", "held_until", "as_of", "confidence", "source",
    "figure", "basis",
)  # fmt: skip
"""What one version of a claim hands on to the next."""


@dataclass(frozen=True, slots=True)
class _By:
    """Whose act it is, in which ledger, and when."""

    workspace_id: int | None
    person_id: int | None
    now: dt.datetime


@transaction.atomic
def write_claim(
    *,
    workspace_id: int | None,
    person_id: int | None,
    statement: str,
    kind: str,
    source: Source,
    now: dt.datetime,
    network: str = "",
    confidence: str = "medium",
    as_of: dt.date | None = None,
    held_from: dt.date | None = None,
    half_life_months: float | None = None,
    status: str = Status.CURRENT,
) -> Claim:
    """A claim of the workspace's own (None: for everybody); sent twice, it is one claim.

    `as_of` is the day it was checked: the day the source was read, where none is given.

    Raises:
        Faults: everything that is wrong with it.
        Refused: it is for everybody, and this person does not edit for everybody.
    """
    by = may_write(workspace_id, person_id, now)
    checked = as_of or source.accessed
    raise_all(
        against.not_yet("as_of", checked, now) + against.not_yet("accessed", source.accessed, now)
    )
    half_life = half_life_months or float(HALF_LIFE_MONTHS[ClaimKind(kind)])

    def make(slug: str) -> Claim:
        made = Claim.objects.create(
            slug=slug, workspace_id=workspace_id, network=network, kind=kind,
            half_life_months=half_life,
        )  # fmt: skip
        ClaimVersion.objects.create(
            claim=made, workspace_id=workspace_id, status=status, text=statement,
            statement=statement, held_from=held_from, as_of=checked,
            review_by=review_by(checked, half_life), confidence=confidence,
            source=source.as_json(), act=Act.WRITTEN, recorded_at=now, recorded_by_id=person_id,
        )  # fmt: skip
        return made

    def twin(other: Claim) -> bool:
        return other.versions.filter(
            workspace=workspace_id, act=Act.WRITTEN, statement=statement,
            recorded_by=person_id, recorded_at__gt=now - SAME_ACT,
        ).exists()  # fmt: skip

    claim, was_made = make_named(
        Claim.objects.all(), statement, workspace_id=workspace_id, make=make, twin=twin
    )
    if was_made:
        passages.index_claims(workspace_id, [claim.slug])
        _write_down("write_claim", claim.slug, by)
    return claim


@transaction.atomic
def verify_claim(
    *,
    workspace_id: int | None,
    claim_slug: str,
    person_id: int | None,
    accessed: dt.date,
    now: dt.datetime,
    source: Source | None = None,
    note: str = "",
) -> ClaimVersion:
    """Somebody read the source again and it still says so: the claim's clock starts anew.

    It settles a doubt too. Read on the day of the last check by the same person: nothing new.

    Raises:
        Missing: there is no such claim here.
        Refused: this person may not write the installation's ledger.
        Faults: everything that stands against it.
    """
    by = may_write(workspace_id, person_id, now)
    before = _standing(workspace_id, claim_slug)
    if _is_twin(before, by, Act.READ, as_of=accessed, reason=note):
        return before
    raise_all(
        [
            *against.not_yet("accessed", accessed, now),
            *against.cannot_be_read(before, accessed, now),
        ]
    )
    status = Status.CURRENT if before.status == Status.DOUBTFUL else before.status
    return _append(
        before, by, act=Act.READ, reason=note, status=status,
        as_of=accessed, source=_as_read(before.source, source, accessed),
    )  # fmt: skip


@transaction.atomic
def doubt_claim(
    *,
    workspace_id: int | None,
    claim_slug: str,
    person_id: int | None,
    reason: str,
    now: dt.datetime,
) -> ClaimVersion:
    """There is reason to doubt it: what rests on it is suspended. Doubting twice is one doubt.

    Raises:
        Missing: there is no such claim here.
        Refused: this person may not write the installation's ledger.
        Faults: it has no reason, or the claim is gone already.
    """
    by = may_write(workspace_id, person_id, now)
    before = _standing(workspace_id, claim_slug)
    if before.status == Status.DOUBTFUL:
        return before
    raise_all([*against.no_reason(reason), *against.out_of_force(before, now)])
    return _append(
        before, by, act=Act.DOUBTED, reason=reason, status=Status.DOUBTFUL,
    )  # fmt: skip


@transaction.atomic
def settle_doubt(
    *,
    workspace_id: int | None,
    claim_slug: str,
    person_id: int | None,
    reason: str,
    now: dt.datetime,
) -> ClaimVersion:
    """The doubt was unfounded: the claim stands as before it. Its last check stays what it was.

    A workspace that had no word of its own before the doubt follows everybody again.

    Raises:
        Missing: there is no such claim here.
        Refused: this person may not write the installation's ledger.
        Faults: it has no reason, or nobody doubts the claim.
    """
    by = may_write(workspace_id, person_id, now)
    doubted = _standing(workspace_id, claim_slug)
    raise_all([*against.no_reason(reason), *against.not_in_doubt(doubted)])
    before, follows = _before_the_doubt(doubted, workspace_id)
    act = Act.FOLLOWS if follows else Act.SETTLED
    status = before.status if follows or before.status != Status.DOUBTFUL else Status.CURRENT
    return _append(before, by, act=act, reason=reason, status=status)


@transaction.atomic
def override_claim(
    *,
    workspace_id: int,
    claim_slug: str,
    person_id: int | None,
    reason: str,
    now: dt.datetime,
    status: str = "",
    statement: str = "",
    source: Source | None = None,
) -> ClaimVersion:
    """Say what holds here instead of what everybody reads, and why. Said twice, it is one word.

    Raises:
        Missing: there is no such claim here.
        Faults: everything that stands against it.
    """
    by = _By(workspace_id, person_id, now)
    before = _standing(workspace_id, claim_slug)
    said = statement.strip() or before.statement
    status = status or before.status
    twin = _is_twin(
        before, by, Act.OVERRIDDEN,
        reason=reason, status=status, statement=said,
    )  # fmt: skip
    if twin:
        return before
    wrong = against.override(
        before, status=status, said=said, reason=reason, source=source, now=now
    )
    raise_all(wrong)
    moved: dict[str, Any] = {"status": status}
    if said != before.statement:  # what was written about the old words is not about the new
        moved |= {"statement": said, "text": said, "basis": "", "figure": None}
    moved |= _days_here(before, status, now)
    if source is not None:
        moved |= {"source": source.as_json(), "as_of": source.accessed}
    return _append(before, by, act=Act.OVERRIDDEN, reason=reason, **moved)


@transaction.atomic
def end_override(
    *,
    workspace_id: int,
    claim_slug: str,
    person_id: int | None,
    now: dt.datetime,
    reason: str = "",
) -> ClaimVersion:
    """Take back what this workspace said: a new row, which follows everybody again.

    Where a change published here had moved the claim before, that stands again.

    Raises:
        Missing: there is no such claim here.
        Refused: there is no word of this workspace's own to take back.
    """
    by = _By(workspace_id, person_id, now)
    now_here = _standing(workspace_id, claim_slug)
    if now_here.claim.workspace_id is not None:
        raise Refused(
            _("It cannot be taken back"), _("nobody but this workspace says anything about it.")
        )
    if now_here.workspace_id is None:
        raise Refused(_("There is nothing to take back"), _("what everybody reads counts here."))
    if not now_here.act:
        raise Refused(
            _("It cannot be taken back"),
            _("it came with a change that was published here."),
            _("Undo the change."),
        )
    published = _published_word(now_here, workspace_id)
    shared = kept.newest_versions(None, frozenset({claim_slug}))[claim_slug]
    act = Act.FOLLOWS if published is None else Act.RETURNS
    return _append(published or shared, by, act=act, reason=reason)


# --- what an act begins with ---


def may_write(workspace_id: int | None, person_id: int | None, now: dt.datetime) -> _By:
    """Only an editor for all, or a command, writes what everybody reads."""
    if workspace_id is None and person_id is not None and not people.edits_for_all(person_id):
        raise Refused(
            _("This cannot be said for everybody"),
            _("only an editor of the whole installation may."),
            _("Say it for this workspace."),
        )
    return _By(workspace_id, person_id, now)


def _standing(workspace_id: int | None, slug: str) -> ClaimVersion:
    """The version that counts; acts on one claim wait for each other."""
    claim = selectors.claim(workspace_id, slug)
    if claim is None:
        raise Missing("claim", slug)
    Claim.objects.select_for_update().get(pk=claim.pk)
    return kept.newest_versions(workspace_id, frozenset({slug}))[slug]


def _append(before: ClaimVersion, by: _By, **moved: Any) -> ClaimVersion:
    """The next version of a claim: what moved, and all else as before."""
    facts = {name: getattr(before, name) for name in COPIED} | moved
    made = ClaimVersion.objects.create(
        claim=before.claim,
        workspace_id=by.workspace_id,
        review_by=review_by(facts["as_of"], before.claim.half_life_months),
        recorded_at=by.now,
        recorded_by_id=by.person_id,
        **facts,
    )
    passages.index_claims(by.workspace_id, [before.claim.slug])
    _write_down(_ACTS[facts["act"]], before.claim.slug, by)
    ports.after_word(by.workspace_id, by.now)
    return made


_ACTS = {
    Act.READ: "verify_claim",
    Act.DOUBTED: "doubt_claim",
    Act.SETTLED: "settle_doubt",
    Act.OVERRIDDEN: "override_claim",
    Act.FOLLOWS: "follow_everybody",
    Act.RETURNS: "end_override",
}


def _write_down(act: str, slug: str, by: _By) -> None:
    audit(
        workspace_id=by.workspace_id,
        actor_id=by.person_id,
        act=act,
        object_kind="claim",
        object_id=slug,
        now=by.now,
    )


def _is_twin(row: ClaimVersion, by: _By, act: str, **said: object) -> bool:
    """Whether this very act stands there already: the form was sent twice."""
    who = (row.workspace_id, row.recorded_by_id, row.act) == (by.workspace_id, by.person_id, act)
    lately = row.recorded_at > by.now - SAME_ACT
    return who and lately and all(getattr(row, name) == value for name, value in said.items())


# --- what stood before ---


def _own_rows(row: ClaimVersion, workspace_id: int | None) -> Iterator[ClaimVersion]:
    """The versions of one ledger of the row's claim, newest first."""
    rows = ClaimVersion.objects.filter(claim=row.claim_id, workspace=workspace_id)
    return rows.select_related("claim", "change").order_by("-recorded_at", "-pk").iterator()


def _before_the_doubt(
    doubted: ClaimVersion, workspace_id: int | None
) -> tuple[ClaimVersion, bool]:
    """What stood before anybody doubted, and whether that was the word of everybody."""
    rows = _without_the_undone(_own_rows(doubted, workspace_id))
    found = next((row for row in rows if row.act != Act.DOUBTED), None)
    has_own_word = found is not None and found.act != Act.FOLLOWS
    if found is not None and has_own_word:
        return found, False
    slug = doubted.claim.slug
    shared = kept.newest_versions(None, frozenset({slug})).get(slug, doubted)
    return shared, workspace_id is not None and shared.status != Status.DOUBTFUL


def _published_word(row: ClaimVersion, workspace_id: int) -> ClaimVersion | None:
    """What a change published here had made of the claim, where the workspace still held to it.

    What was undone does not count, nor does anything said between the act and its undoing.
    """
    for own in _without_the_undone(_own_rows(row, workspace_id)):
        if own.act == Act.FOLLOWS:
            return None
        is_restored = own.change is not None and own.change.undoes_id is not None
        if not is_restored and own.act in {"", Act.RETURNS}:
            return own
    return None


def _without_the_undone(rows: Iterable[ClaimVersion]) -> Iterator[ClaimVersion]:
    """Of rows, newest first: not those between an act and its undoing, nor the act's own."""
    undone: int | None = None
    for row in rows:
        if undone is None:
            undone = row.change.undoes_id if row.change is not None else None
            yield row
        elif row.change_id == undone:
            undone = None


def _days_here(before: ClaimVersion, status: str, now: dt.datetime) -> dict[str, Any]:
    """From when until when it holds here, so that the days agree with the status."""
    today = now.date()
    if status == Status.RETIRED:
        return {"held_until": before.held_until or today}
    ended = before.held_until is not None and before.held_until <= today
    ahead = before.held_from is not None and before.held_from > today
    return {
        "held_until": None if ended else before.held_until,
        "held_from": today if ahead else before.held_from,
    }


def _as_read(old: dict[str, Any], new: Source | None, accessed: dt.date) -> dict[str, Any]:
    """The source with the day it was read; a new one takes the place of the old."""
    return old | {"accessed": accessed.isoformat()} if new is None else new.as_json()
