"""Reading packs: what may be handed on, what came in, and each row beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.models import KeyTrust, PackDecision, ReceivedPack
from whetstone.apps.keepup.packing import change_of, claim_of, named_in, version_of
from whetstone.apps.keepup.ripples import ripples_of_claims
from whetstone.apps.keepup.selectors.changes import Counts, Standing, acts, standing
from whetstone.apps.keepup.shown_counts import of_claim, with_counts
from whetstone.apps.keepup.weighing import ChangeRow, ClaimRow, Weighed, slug_of_theirs, weigh
from whetstone.core.freshness.lineage import Lineage
from whetstone.formats.packs import Pack, read_pack

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.apps.keepup.ripples import RippleView

WAITING = frozenset({Lineage.NEW, Lineage.NEWER, Lineage.CONFLICT})


def _readable(workspace_id: int | None) -> Q:
    shared = Q(workspace=None)
    return shared if workspace_id is None else shared | Q(workspace=workspace_id)


# --- keys ---


def keys(workspace_id: int | None) -> list[KeyTrust]:
    """The newest decision about each key that counts here, by name; one query."""
    rows = KeyTrust.objects.filter(_readable(workspace_id)).select_related("decided_by")
    newest: dict[str, KeyTrust] = {}
    for row in rows.order_by("pk"):
        held = newest.get(row.fingerprint)
        if held is None or row.workspace_id is not None or held.workspace_id is None:
            newest[row.fingerprint] = row
    return sorted(newest.values(), key=lambda row: (not row.is_trusted, row.name.casefold()))


def key_of(workspace_id: int | None, fingerprint: str) -> KeyTrust | None:
    """The decision about a key; None where nobody has decided."""
    return next((row for row in keys(workspace_id) if row.fingerprint == fingerprint), None)


# --- what may be handed on ---


@dataclass(frozen=True, slots=True)
class Offered:
    """A change that can go into a pack, with how it stands here."""

    change: Change
    standing: Standing


def offered(workspace_id: int | None) -> list[Offered]:
    """Changes that may be handed on: all that stand or wait here, newest event first.

    What nobody has read at its source is handed on by nobody.
    """
    done = acts(workspace_id)
    rows = [
        Offered(row, standing(row, done))
        for row in ledger.changes(workspace_id)
        if row.undoes_id is None
    ]
    left_out = {Counts.UNDONE, Counts.NOT_CONFIRMED, Counts.DISMISSED}
    return [row for row in rows if row.standing.counts not in left_out]


def pack_of(
    workspace_id: int | None, slugs: Collection[str], *, issuer: str, now: dt.datetime
) -> Pack:
    """An unsigned pack of these changes, with every claim they touch in all its versions."""
    publications, read = ledger.publications(workspace_id), ledger.readings(workspace_id)
    rows = ledger.changes_named(workspace_id, slugs)
    changes = []
    for slug in sorted(rows):
        published = publications.get(rows[slug].pk)
        at = published.published_at if published else None
        changes.append(change_of(rows[slug], published_at=at, read=read.get(rows[slug].pk)))
    histories = ledger.histories(workspace_id, named_in(changes))
    claims = tuple(claim_of(histories[slug]) for slug in sorted(histories))
    recorded = [one.recorded_at for claim in claims for one in claim.versions]
    return Pack(issuer, max([now, *recorded]), claims, tuple(changes))


# --- what came in ---


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a received pack with what was decided about it."""

    row: ClaimRow | ChangeRow
    decision: PackDecision | None

    @property
    def waits(self) -> bool:
        """Whether somebody has yet to decide."""
        return self.decision is None and self.row.standing in WAITING

    @property
    def is_free(self) -> bool:
        """Whether it can be taken without deciding between two words."""
        return self.waits and self.row.standing is Lineage.NEW


@dataclass(frozen=True, slots=True)
class PackPage:
    """A received pack, row by row."""

    received: ReceivedPack
    pack: Pack
    key: KeyTrust | None
    rows: tuple[Row, ...]

    @property
    def waiting(self) -> list[Row]:
        """Rows that wait."""
        return [row for row in self.rows if row.waits]

    @property
    def free(self) -> list[Row]:
        """Rows that can all be taken at once."""
        return [row for row in self.rows if row.is_free]

    @property
    def torn(self) -> list[Row]:
        """Rows in which both sides say something, and somebody has to choose."""
        return [row for row in self.waiting if not row.is_free]

    @property
    def settled(self) -> list[Row]:
        """Rows with nothing to do."""
        return [row for row in self.rows if not row.waits]


def received(workspace_id: int | None, digest: str) -> ReceivedPack | None:
    """A pack that came in here."""
    return ReceivedPack.objects.filter(workspace=workspace_id, digest=digest).first()


def packs_received(workspace_id: int | None) -> list[ReceivedPack]:
    """What came in, newest first; without the documents; one query."""
    rows = ReceivedPack.objects.filter(workspace=workspace_id).defer("document")
    return list(rows.select_related("received_by").order_by("-received_at", "-pk"))


def pack_page(workspace_id: int | None, digest: str) -> PackPage | None:
    """A received pack beside our ledger; None where there is none; constant queries."""
    row = received(workspace_id, digest)
    if row is None:
        return None
    pack = read_pack(row.document.encode("utf-8"))
    weighed = weigh_here(pack, workspace_id)
    decided = {
        (one.kind, one.slug): one
        for one in PackDecision.objects.filter(pack=row)
        .select_related("decided_by")
        .order_by("pk")
    }
    rows = tuple(Row(one, decided.get((one.kind, one.slug))) for one in weighed.rows)
    return PackPage(row, pack, key_of(workspace_id, row.fingerprint), rows)


def touched(page: PackPage, *, workspace_id: int, now: dt.datetime) -> dict[str, RippleView]:
    """What rests on each claim about which both sides differ, by claim: the ledger moves there.

    Constant queries; two workspaces' people are never counted together.
    """
    slugs = {one.row.slug for one in page.torn if one.row.kind == "claim"}
    found = ripples_of_claims(slugs, workspace_id=workspace_id) if slugs else {}
    return with_counts(found, of_claim, workspace_id=workspace_id, now=now)


def weigh_here(pack: Pack, workspace_id: int | None) -> Weighed:
    """Every row of a pack beside what is known here; constant queries."""
    histories = ledger.histories(workspace_id, {claim.id for claim in pack.claims})
    named = {change.id for change in pack.changes}
    beside = {slug_of_theirs(slug, pack.fingerprint) for slug in named}
    changes = ledger.changes_named(workspace_id, named | beside)
    done = acts(workspace_id)
    stands = {slug: standing(row, done) for slug, row in changes.items()}
    return weigh(
        pack,
        claims={slug: [version_of(row) for row in rows] for slug, rows in histories.items()},
        changes={
            slug: change_of(row, read=done.readings.get(row.pk)) for slug, row in changes.items()
        },
        in_force=[slug for slug, one in stands.items() if one.is_in_force],
    )


def waiting_rows(workspace_id: int | None) -> Mapping[str, int]:
    """How many rows wait, by pack (its digest)."""
    found = {}
    for row in packs_received(workspace_id):
        page = pack_page(workspace_id, row.digest)
        found[row.digest] = len(page.waiting) if page else 0
    return found
