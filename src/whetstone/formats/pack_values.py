"""What a change pack says, as values, and how each is spelled in the file."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from whetstone.formats.canonical_json import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = "whetstone-pack"
VERSION: Final = 1
MOST_CLAIMS: Final = 2_000
MOST_CHANGES: Final = 500
MOST_VERSIONS: Final = 100
MOST_EFFECTS: Final = 200


@dataclass(frozen=True, slots=True)
class PackVersion:
    """What a claim said and whether it held, known to the issuer from `recorded_at` on.

    `change` names the change that made this version; empty where somebody simply knew.
    """

    status: str
    text: str
    statement: str
    held_from: dt.date | None
    held_until: dt.date | None
    as_of: dt.date
    confidence: str
    source: Mapping[str, Any]
    figure: Mapping[str, Any] | None
    basis: str
    recorded_at: dt.datetime
    change: str = ""

    def content(self) -> str:
        """A hash of what it says: equal contents, equal words, whoever recorded them and when."""
        facts = _version(self)
        del facts["recorded_at"], facts["change"]
        return hashlib.sha256(canonical(facts)).hexdigest()


@dataclass(frozen=True, slots=True)
class PackClaim:
    """A claim with all its versions, oldest first."""

    id: str
    network: str
    kind: str
    half_life_months: float
    versions: tuple[PackVersion, ...]


@dataclass(frozen=True, slots=True)
class PackEffect:
    """What a change does to one claim of the pack."""

    claim: str
    effect: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class PackChange:
    """A dated event in the field, what it does to claims, and what is needed to relearn it."""

    id: str
    title: str
    summary: str
    network: str
    kind: str
    severity: str
    happened_on: str
    noticed_on: dt.date
    source_check: str
    evidence: tuple[Mapping[str, Any], ...]
    relearn_minutes: int
    do_instead: str
    relearn_items: tuple[str, ...]
    effects: tuple[PackEffect, ...]
    published_at: dt.datetime | None = None

    def content(self) -> str:
        """A hash of what it says; whether and when the issuer published it does not count."""
        facts = _change(self)
        facts["effects"].sort(key=lambda one: (one["claim"], one["effect"]))
        del facts["published_at"]
        return hashlib.sha256(canonical(facts)).hexdigest()


@dataclass(frozen=True, slots=True)
class Pack:
    """The whole file as values. `public_key` are the 32 bytes of the key that signed it."""

    issuer: str
    made_at: dt.datetime
    claims: tuple[PackClaim, ...]
    changes: tuple[PackChange, ...]
    public_key: bytes = field(default=b"", compare=False)

    @property
    def fingerprint(self) -> str:
        """The name of the key that signed it."""
        return fingerprint(self.public_key)

    def digest(self) -> str:
        """The name of this pack: a hash of all it says and of the key, but not the signature."""
        return hashlib.sha256(canonical(unsigned(self))).hexdigest()


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the 32 bytes of a public key, as hexadecimal digits."""
    return hashlib.sha256(public_key).hexdigest()


def base64_of(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def unbase64(text: object) -> bytes:
    """Bytes of base64url without padding. Raises `ValueError`."""
    if not isinstance(text, str):
        raise TypeError(type(text).__name__)
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def moment(at: dt.datetime) -> str:
    """A moment as the file spells it: UTC, to the microsecond where there are any."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"


def unsigned(pack: Pack) -> dict[str, Any]:
    """The document that is signed."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "issuer": pack.issuer,
        "made_at": moment(pack.made_at),
        "key": {
            "algorithm": "Ed25519",
            "public": base64_of(pack.public_key),
            "fingerprint": pack.fingerprint,
        },
        "claims": [
            {
                "id": claim.id,
                "network": claim.network,
                "kind": claim.kind,
                "half_life_months": claim.half_life_months,
                "versions": [_version(one) for one in claim.versions],
            }
            for claim in pack.claims
        ],
        "changes": [_change(change) for change in pack.changes],
    }


def _day(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


def _version(one: PackVersion) -> dict[str, Any]:
    return {
        "status": one.status,
        "text": one.text,
        "statement": one.statement,
        "held_from": _day(one.held_from),
        "held_until": _day(one.held_until),
        "as_of": _day(one.as_of),
        "confidence": one.confidence,
        "source": dict(one.source),
        "figure": dict(one.figure) if one.figure is not None else None,
        "basis": one.basis,
        "recorded_at": moment(one.recorded_at),
        "change": one.change,
    }


def _change(change: PackChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "summary": change.summary,
        "network": change.network,
        "kind": change.kind,
        "severity": change.severity,
        "happened_on": change.happened_on,
        "noticed_on": _day(change.noticed_on),
        "source_check": change.source_check,
        "evidence": [dict(source) for source in change.evidence],
        "relearn": {
            "minutes": change.relearn_minutes,
            "do_instead": change.do_instead,
            "items": list(change.relearn_items),
        },
        "effects": [
            {"claim": one.claim, "effect": one.effect, "successor": one.successor}
            for one in change.effects
        ],
        "published_at": moment(change.published_at) if change.published_at else None,
    }
