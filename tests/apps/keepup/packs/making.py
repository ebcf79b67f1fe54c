"""Packs of another team: claims, changes and files as Tern signs them."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup import packing, selectors, services
from whetstone.formats.packs import (
    Pack,
    PackChange,
    PackClaim,
    PackEffect,
    PackVersion,
    fingerprint,
    raw_public,
    write_pack,
)

if TYPE_CHECKING:
    from whetstone.core.freshness.lineage import Lineage

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"tern").digest())
MARK = fingerprint(raw_public(KEY))
SOURCE = {
    "title": "Notes", "publisher": "Network", "url": "https://example.org/n",
    "accessed": "2026-11-20", "primary": True, "note": "",
}  # fmt: skip


def version(statement="It holds.", **more) -> PackVersion:
    facts = {
        "status": "current", "text": statement, "statement": statement, "held_from": None,
        "held_until": None, "as_of": dt.date(2026, 11, 1), "confidence": "high",
        "source": SOURCE, "figure": None, "basis": "", "change": "",
        "recorded_at": NOW - dt.timedelta(days=9),
    }  # fmt: skip
    return PackVersion(**(facts | more))


def claim(slug, *versions) -> PackClaim:
    return PackClaim(slug, "meta", "platform", 9.0, versions or (version(),))


def change(slug="chg-tern", effects=(), **more) -> PackChange:
    facts = {
        "id": slug, "title": f"Title of {slug}", "summary": "It goes.", "network": "meta",
        "kind": "metric", "severity": "major", "happened_on": "2026-10-01",
        "noticed_on": dt.date(2026, 10, 2), "source_check": "seen", "evidence": (SOURCE,),
        "relearn_minutes": 8, "do_instead": "Do so.", "relearn_items": (),
        "effects": tuple(effects), "published_at": NOW,
    }  # fmt: skip
    return PackChange(**(facts | more))


def tern_pack(claims, changes=()) -> bytes:
    return write_pack(Pack("Tern Agency", NOW, tuple(claims), tuple(changes)), KEY)


SWAP = change(
    effects=[
        PackEffect("clm-tern-old", "supersedes", "clm-tern-new"),
        PackEffect("clm-tern-new", "creates"),
    ]
)


def swap_pack() -> bytes:
    """A change that Tern has published: its claims as they stand there now."""
    old = claim(
        "clm-tern-old",
        version("Old."),
        version("Old.", status="superseded", held_until=dt.date(2026, 10, 1), change="chg-tern"),
    )
    new = claim("clm-tern-new", version("New.", held_from=dt.date(2026, 10, 1)))
    return tern_pack([new, old], [SWAP])


def rows_of(scope, digest) -> dict[str, Lineage]:
    page = selectors.pack_page(scope.workspace_id, digest)
    return {one.row.slug: one.row.standing for one in page.rows}


def say_here(scope, statement):
    """Somebody here says something new about the claim."""
    from whetstone.apps.field import services as field

    said = packing.said_of(claim("clm-tern-x"), version(statement))
    field.receive_version(said, workspace_id=scope.workspace_id, person_id=None, reason="",
                          now=NOW)  # fmt: skip


def receive(scope, *statements):
    data = tern_pack([claim("clm-tern-x", *(version(one) for one in statements))])
    return services.receive_pack(data=data, scope=scope, now=NOW)


def here_now(scope) -> str:
    return ledger.claims(scope.workspace_id, {"clm-tern-x"})["clm-tern-x"].statement
