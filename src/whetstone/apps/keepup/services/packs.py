"""Packs: handing on what is known here, and taking in what is known elsewhere.

What comes in is weighed first. Nothing here is overwritten: a claim or a change that is new
arrives, changes as pending; where both sides have a word of their own, somebody chooses.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.field import services as field
from whetstone.apps.keepup import packing
from whetstone.apps.keepup.models import KeyTrust, PackDecision, ReceivedPack
from whetstone.apps.keepup.selectors import packs as reading
from whetstone.apps.keepup.signing import signing_key
from whetstone.apps.keepup.weighing import ChangeRow, ClaimRow
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.freshness.lineage import Lineage
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused
from whetstone.formats.packs import (
    base64_of,
    fingerprint,
    read_pack,
    read_public_pem,
    write_pack,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from whetstone.formats.packs import Pack, PackChange

CHOICES: Final = frozenset({"keep", "doubt", "theirs"})
DEMO_BYTES: Final = 200_000
AHEAD: Final = dt.timedelta(days=1)
"""How far another clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and by whom: a workspace's own overlay, or (None) the whole installation."""

    workspace_id: int | None
    person_id: int | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """What receiving a pack did."""

    digest: str
    was_new: bool
    notices: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of a pack was taken, and how many rows wait for somebody's choice."""

    changes: int
    claims: int
    waiting: int


# --- keys ---


@transaction.atomic
def trust_key(*, pem: str, name: str, scope: Scope, now: dt.datetime) -> str:
    """From now on packs signed with this key are taken. Returns its fingerprint.

    Raises:
        Faults: it is no key, or it has no name.
    """
    faults = [] if name.strip() else [Fault("name", _("Say whose key it is."))]
    try:
        public = read_public_pem(pem)
    except Faults as wrong:
        raise Faults([*faults, *wrong.faults]) from None
    if faults:
        raise Faults(faults)
    held = reading.key_of(scope.workspace_id, fingerprint(public))
    if held is None or not held.is_trusted:
        _decide_key(fingerprint(public), base64_of(public), name.strip(), scope, now=now)
    return fingerprint(public)


@transaction.atomic
def distrust_key(*, fingerprint_: str, scope: Scope, now: dt.datetime) -> bool:
    """From now on packs signed with this key are refused; False where they were before.

    Raises:
        Missing: nobody ever decided about such a key here.
    """
    held = reading.key_of(scope.workspace_id, fingerprint_)
    if held is None:
        raise Missing("key", fingerprint_)
    if held.is_trusted:
        _decide_key(fingerprint_, held.public_key, held.name, scope, now=now, is_trusted=False)
    return held.is_trusted


def _decide_key(
    mark: str, public: str, name: str, scope: Scope, *, now: dt.datetime, is_trusted: bool = True
) -> None:
    KeyTrust.objects.create(
        workspace_id=scope.workspace_id,
        fingerprint=mark,
        public_key=public,
        name=name[:120],
        is_trusted=is_trusted,
        decided_by_id=scope.person_id,
        decided_at=now,
    )
    act = "trust_key" if is_trusted else "distrust_key"
    _audit(scope, act, "key", mark, now=now)


# --- handing on ---


@transaction.atomic
def export_pack(
    *,
    slugs: Sequence[str],
    issuer: str,
    scope: Scope,
    now: dt.datetime,
    key: Ed25519PrivateKey | None = None,
) -> bytes:
    """A signed file of these changes and the claims they touch.

    `key` is the installation's own unless one is given.

    Raises:
        Faults: nothing was chosen, something is not here, or cannot be said in a pack.
    """
    known = {row.change.slug for row in reading.offered(scope.workspace_id)}
    faults = [
        Fault(slug, _("There is no such change to hand on."))
        for slug in slugs
        if slug not in known
    ]
    if not slugs:
        faults = [Fault("changes", _("Nothing is chosen."), _("Choose at least one change."))]
    if faults:
        raise Faults(faults)
    pack = reading.pack_of(scope.workspace_id, slugs, issuer=issuer, now=now)
    data = write_pack(pack, key or signing_key(is_demo=scope.is_demo))
    read_pack(data)  # what cannot be read by others does not leave
    _audit(scope, "export_pack", "pack", hashlib.sha256(data).hexdigest()[:16], now=now)
    return data


# --- taking in ---


def check_pack(data: bytes, *, scope: Scope, now: dt.datetime) -> Pack:
    """A pack that may be taken in here: sound, whole, from a key that is trusted.

    Raises:
        Faults: all that is wrong with the file.
        Refused: nobody here trusts the key, or the pack comes from the future.
    """
    if scope.is_demo and len(data) > DEMO_BYTES:
        raise Faults([Fault("file", _("The demo takes packs of up to 200 kB."))])
    pack = read_pack(data)
    held = reading.key_of(scope.workspace_id, pack.fingerprint)
    if held is None or not held.is_trusted:
        raise Refused(
            _("This pack is not taken"),
            _("nobody here trusts the key that signed it (%(key)s).")
            % {"key": pack.fingerprint[:16]},
            _("Ask “%(issuer)s” for the key by another way; an admin then trusts it.")
            % {"issuer": pack.issuer},
        )
    if pack.made_at > now + AHEAD:
        raise Refused(
            _("This pack is not taken"), _("it was made on a day that has not come yet.")
        )
    return pack


@transaction.atomic
def receive_pack(*, data: bytes, scope: Scope, now: dt.datetime) -> Came:
    """Take down a pack. Nothing in the ledger moves; rows in which both sides differ are noticed.

    The same pack again is the same pack.

    Raises:
        Faults: all that is wrong with the file.
        Refused: nobody here trusts the key, or the pack comes from the future.
    """
    pack = check_pack(data, scope=scope, now=now)
    digest = pack.digest()
    if reading.received(scope.workspace_id, digest) is not None:
        return Came(digest, was_new=False, notices=0)
    try:
        with transaction.atomic():
            ReceivedPack.objects.create(
                workspace_id=scope.workspace_id,
                digest=digest,
                issuer=pack.issuer,
                fingerprint=pack.fingerprint,
                document=data.decode("utf-8"),
                made_at=pack.made_at,
                received_at=now,
                received_by_id=scope.person_id,
            )
    except IntegrityError:  # the same form, sent twice at once
        return Came(digest, was_new=False, notices=0)
    rows = reading.weigh_here(pack, scope.workspace_id).rows
    torn = [row for row in rows if row.standing in {Lineage.NEWER, Lineage.CONFLICT}]
    noticed = sum(_notice(row, pack, scope, now=now) for row in torn)
    _audit(scope, "receive_pack", "pack", digest[:16], now=now)
    return Came(digest, was_new=True, notices=noticed)


@transaction.atomic
def take_all(*, digest: str, scope: Scope, now: dt.datetime) -> Taken:
    """Take every row that is new here: changes arrive as pending. What differs keeps waiting.

    Raises:
        Missing: no such pack came in here.
        Refused: the key is not trusted any more.
    """
    page = _page(digest, scope)
    taken: set[str] = set()
    for one in page.free:
        if isinstance(one.row, ClaimRow):
            _take_claim(one.row, page, scope, now=now)
            taken.add(one.row.slug)
    changes = sum(
        _take_change(one.row, page, scope, now=now, taken=taken)
        for one in page.free
        if isinstance(one.row, ChangeRow)
    )
    for one in page.free:
        _decide(page, one, "theirs", scope, now=now)
    _settle(scope, page, now=now, is_new=bool(page.free))
    return Taken(changes, len(taken), len(page.torn))


@transaction.atomic
def decide(
    *, digest: str, kind: str, slug: str, choice: str, scope: Scope, now: dt.datetime
) -> bool:
    """Decide about one row: keep ours, take theirs as a doubt to look into, or take theirs.

    Returns False where it was decided before, or there is nothing to decide.

    Raises:
        Missing: no such pack, row or choice.
        Refused: the key is not trusted any more.
    """
    page = _page(digest, scope)
    found = next((one for one in page.rows if (one.row.kind, one.row.slug) == (kind, slug)), None)
    if found is None or choice not in CHOICES:
        raise Missing("row", f"{kind} {slug} {choice}")
    if not found.waits:
        return False
    if choice == "doubt":
        _notice(found.row, page.pack, scope, now=now, is_doubt=True)
    elif choice == "theirs" and isinstance(found.row, ChangeRow):
        _take_change(found.row, page, scope, now=now, taken=set())
    elif choice == "theirs" and isinstance(found.row, ClaimRow):
        _take_claim(found.row, page, scope, now=now)
    _decide(page, found, choice, scope, now=now)
    _settle(scope, page, now=now, is_new=choice == "theirs")
    return True


def _page(digest: str, scope: Scope) -> reading.PackPage:
    page = reading.pack_page(scope.workspace_id, digest)
    if page is None:
        raise Missing("pack", digest)
    if page.key is None or not page.key.is_trusted:
        raise Refused(
            _("Nothing is taken from this pack"), _("its key is not trusted here any more.")
        )
    return page


def _take_change(
    row: ChangeRow,
    page: reading.PackPage,
    scope: Scope,
    *,
    now: dt.datetime,
    taken: set[str],
) -> bool:
    """Their change as pending, with those of its claims that are not known here."""
    needed = packing.named_in([row.change]) - taken
    for one in page.rows:
        if isinstance(one.row, ClaimRow) and one.row.slug in needed and one.row.ours is None:
            _take_claim(one.row, page, scope, now=now)
            taken.add(one.row.slug)
    told = packing.told_of(row.change, slug=row.slug_here if row.ours else row.slug)
    return field.receive_change(told, workspace_id=scope.workspace_id, now=now) is not None


def _take_claim(row: ClaimRow, page: reading.PackPage, scope: Scope, *, now: dt.datetime) -> None:
    for version in row.taking:
        field.receive_version(
            packing.said_of(row.claim, version),
            workspace_id=scope.workspace_id,
            person_id=scope.person_id,
            reason=_("Taken from the pack of %(issuer)s") % {"issuer": page.pack.issuer},
            now=now,
        )


def _decide(
    page: reading.PackPage, one: reading.Row, choice: str, scope: Scope, *, now: dt.datetime
) -> None:
    PackDecision.objects.create(
        workspace_id=scope.workspace_id,
        pack=page.received,
        kind=one.row.kind,
        slug=one.row.slug,
        choice=choice,
        decided_by_id=scope.person_id,
        decided_at=now,
    )


def _settle(scope: Scope, page: reading.PackPage, *, now: dt.datetime, is_new: bool) -> None:
    """Levels follow the ledger; the act is written down."""
    if is_new:
        ids = [scope.workspace_id] if scope.workspace_id else people.standing_workspaces()
        for workspace_id in ids:
            diagnose.reestimate_workspace(workspace_id=workspace_id, now=now)
    _audit(scope, "take_pack", "pack", page.received.digest[:16], now=now)


def _notice(
    row: ClaimRow | ChangeRow,
    pack: Pack,
    scope: Scope,
    *,
    now: dt.datetime,
    is_doubt: bool = False,
) -> bool:
    """One notice per row and content, whichever pack brings it. True where it is a new one."""
    asked = "doubt" if is_doubt else "differs"
    mark = f"pack {asked} {row.kind} {row.slug} {row.content()}"
    if isinstance(row, ClaimRow):
        sentence = _("%(issuer)s says otherwise: %(statement)s") % {
            "issuer": pack.issuer, "statement": row.theirs.statement[:220],
        }  # fmt: skip
        claim, network, source = row.slug, row.claim.network, row.theirs.source
    else:
        sentence = _("%(issuer)s tells this change otherwise: %(title)s") % {
            "issuer": pack.issuer, "title": row.change.title,
        }  # fmt: skip
        claim, network = "", row.change.network
        source = _first_source(row.change)
    noticed = field.Noticed(
        origin="pack",
        sentence=sentence,
        fingerprint=hashlib.sha256(mark.encode()).hexdigest(),
        saw=str(source.get("title", "")),
        claim_slug=claim,
        network=network,
        url=str(source.get("url", "")),
        thing=(row.kind, row.slug),
    )
    return field.notice(noticed, workspace_id=scope.workspace_id, now=now) is not None


def _first_source(change: PackChange) -> dict[str, object]:
    return dict(change.evidence[0]) if change.evidence else {}


def _audit(scope: Scope, act: str, kind: str, name: str, *, now: dt.datetime) -> None:
    audit(
        workspace_id=scope.workspace_id,
        actor_id=scope.person_id,
        act=act,
        object_kind=kind,
        object_id=name,
        now=now,
    )
