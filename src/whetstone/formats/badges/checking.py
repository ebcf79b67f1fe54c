"""Whether a credential holds: the proof, the dates, the list of what was taken back, and why.

What has to be asked of others (the issuer's document, the status list) comes through a port, so
that this knows no network. "Cannot tell" is an answer and never means yes.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from whetstone.core.kernel.errors import Fault, Faults, WhetstoneError, raise_all
from whetstone.formats.badges import identifiers
from whetstone.formats.badges.credential import BADGE
from whetstone.formats.badges.pinned import CREDENTIALS
from whetstone.formats.badges.proofs import demand_signed, proof_of
from whetstone.formats.badges.status_lists import ENTRY, REVOCATION, bits_of, is_set
from whetstone.formats.canonical_json import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES: Final = 200_000
BADGES: Final = frozenset({BADGE, "AchievementCredential"})
TAKES_BACK: Final = frozenset({REVOCATION, "suspension"})
REASONABLE: Final = dt.timedelta(minutes=5)
"""How far the clocks of two machines may be apart."""


class State(enum.StrEnum):
    """What is to be said of a credential, the gravest first."""

    BROKEN = "broken"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    CANNOT_TELL = "cannot_tell"
    REFRESH_DUE = "refresh_due"
    VALID = "valid"


GRAVITY: Final = {state: place for place, state in enumerate(State)}


class NotReachedError(WhetstoneError):
    """Somebody who had to be asked gave no answer: the address, and why."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(url, why)
        self.url = url
        self.why = why


class Asks(Protocol):
    """The port: the JSON at an address."""

    def __call__(self, url: str) -> Any:
        """What lies there.

        Raises:
            NotReachedError: nothing came.
        """
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what state it alone would mean, and why."""

    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential that was looked at. Where it is broken, nothing it says is to be believed."""

    findings: tuple[Finding, ...]
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The gravest of what was found."""
        return min((one.state for one in self.findings), key=GRAVITY.__getitem__)

    def and_also(self, *more: Finding) -> Checked:
        """The same with what somebody else found."""
        return Checked((*self.findings, *more), self.document)


def check(data: bytes, *, ask: Asks, now: dt.datetime) -> Checked:
    """Look at a credential in a file, whole: everything that is wrong is said."""
    try:
        document = read(data)
        raise_all(_shape(document))
    except Faults as wrong:
        return Checked(tuple(Finding(State.BROKEN, str(one)) for one in wrong.faults))
    found = [_proof(document, ask), *_dates(document, now)]
    if found[0].state is not State.BROKEN:
        found += _statuses(document, ask, now)
    return Checked(tuple(found), document)


def read(data: bytes) -> dict[str, Any]:
    """The document in a file.

    Raises:
        Faults: it is too long, no JSON, or no object.
    """
    if len(data) > MOST_BYTES:
        raise Faults([Fault("file", f"It is longer than {MOST_BYTES // 1000} kB.")])
    found = read_json(data)
    if not isinstance(found, dict):
        raise Faults([Fault("file", "It holds no credential.")])
    return found


def issuer_of(document: Mapping[str, Any]) -> str:
    """The identifier of who issued it; empty where it names nobody."""
    named = document.get("issuer")
    found = named.get("id") if isinstance(named, dict) else named
    return found if isinstance(found, str) else ""


def _shape(document: Mapping[str, Any]) -> Iterator[Fault]:
    types = document.get("type")
    listed = types if isinstance(types, list) else [types]
    contexts = document.get("@context")
    if "VerifiableCredential" not in listed or not BADGES & {*map(str, listed)}:
        yield Fault("type", "It is no Open Badge.")
    if not isinstance(contexts, list) or contexts[:1] != [CREDENTIALS]:
        yield Fault("@context", "It is no Verifiable Credential 2.0.")
    if not issuer_of(document):
        yield Fault("issuer", "It names no issuer.")
    for name in ("validFrom", "validUntil"):
        if document.get(name) is not None and _moment(document[name]) is None:
            yield Fault(name, "It is no moment with a time zone.")


def _proof(document: Mapping[str, Any], ask: Asks) -> Finding:
    issuer = issuer_of(document)
    try:
        demand_signed(document, _key(document, issuer, ask))
    except NotReachedError as gone:
        why = f"The issuer's keys could not be read at {gone.url}: {gone.why}"
        return Finding(State.CANNOT_TELL, why)
    except Faults as wrong:
        return Finding(State.BROKEN, " ".join(str(one) for one in wrong.faults))
    return Finding(State.VALID, f"The signature fits, and the key is one of {issuer}.")


def _key(document: Mapping[str, Any], issuer: str, ask: Asks) -> Ed25519PublicKey:
    """The key that the proof names, as its issuer's own document says it."""
    method = str(proof_of(document).get("verificationMethod"))
    if method.partition("#")[0] != issuer:
        raise Faults([Fault("proof.verificationMethod", "The key is not the issuer's.")])
    if issuer.startswith(identifiers.KEY):
        return identifiers.key_in_name(issuer)
    listed = ask(identifiers.web_address(issuer))
    if not isinstance(listed, dict):
        raise Faults([Fault("issuer", "What lies at the issuer's address is not the issuer's.")])
    return identifiers.key_named(method, did=issuer, document=listed)


def _dates(document: Mapping[str, Any], now: dt.datetime) -> Iterator[Finding]:
    begins, ends = _moment(document.get("validFrom")), _moment(document.get("validUntil"))
    if begins is not None and begins > now + REASONABLE:
        yield Finding(State.NOT_YET, f"It holds from {begins.date().isoformat()}.")
    if ends is not None and ends < now:
        yield Finding(State.EXPIRED, f"It held until {ends.date().isoformat()}.")
    elif ends is not None:
        yield Finding(State.VALID, f"It holds until {ends.date().isoformat()}.")


def _statuses(document: Mapping[str, Any], ask: Asks, now: dt.datetime) -> Iterator[Finding]:
    named = document.get("credentialStatus")
    for one in named if isinstance(named, list) else [named] if named else []:
        try:
            yield from _status(one, issuer_of(document), ask, now)
        except NotReachedError as gone:
            why = f"Whether it was taken back could not be read at {gone.url}: {gone.why}"
            yield Finding(State.CANNOT_TELL, why)
        except Faults as wrong:
            told = " ".join(str(fault) for fault in wrong.faults)
            yield Finding(State.CANNOT_TELL, f"Whether it was taken back cannot be told: {told}")


def _status(one: Any, issuer: str, ask: Asks, now: dt.datetime) -> Iterator[Finding]:
    if not isinstance(one, dict) or one.get("type") != ENTRY:
        raise Faults([Fault("credentialStatus", f"Only {ENTRY} is read.")])
    purpose, place = str(one.get("statusPurpose")), str(one.get("statusListIndex"))
    if not (place.isascii() and place.isdigit() and len(place) < 12):  # noqa: PLR2004  # digits
        raise Faults([Fault("credentialStatus.statusListIndex", "It is no number.")])
    address = str(one.get("statusListCredential"))
    listed = ask(address)
    if not isinstance(listed, dict) or issuer_of(listed) != issuer:
        raise Faults([Fault("credentialStatus", "The status list is not the issuer's.")])
    demand_signed(listed, _key(listed, issuer, ask))
    ends = _moment(listed.get("validUntil"))
    if ends is not None and ends < now:
        raise Faults([Fault("credentialStatus", "The status list is out of date.")])
    is_marked = is_set(bits_of(listed, purpose=purpose), int(place))
    if is_marked and purpose in TAKES_BACK:
        yield Finding(State.REVOKED, f"The issuer took it back ({purpose}).")
    elif is_marked:
        yield Finding(State.REFRESH_DUE, f"The issuer says of it: {purpose}.")
    else:
        yield Finding(State.VALID, f"The issuer's list says no {purpose}.")


def _moment(value: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
