"""Verifying a certificate, ours or somebody else's: from a file, or from an address.

What lies at our own addresses is worked out here; everything else is asked through the one guarded
fetcher. Of our own certificates more is known than a file can say: what moved since.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from whetstone.apps.learn import selectors
from whetstone.apps.learn.selectors import badges
from whetstone.core.kernel.errors import Fault, Faults, Missing
from whetstone.formats.badges import identifiers
from whetstone.formats.badges.checking import (
    MOST_BYTES,
    Checked,
    Finding,
    NotReachedError,
    State,
    check,
    issuer_of,
    read,
)
from whetstone.formats.badges.credential import REFRESH
from whetstone.web.fetching import NotFetchedError, Wanted, words_of

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.web.fetching import Fetches

TYPES: Final = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/vc",
        "application/vc+ld+json",
        "application/did",
        "application/did+json",
        "application/did+ld+json",
    }
)
OK: Final = 200
WHY: Final = {
    "mistake": ": it was issued by mistake",
    "not-own": ": what it rested on was not the holder's own",
    "asked": ": its holder asked for it",
}
_LIST: Final = re.compile(r"/certificates/status/([0-9]{1,9})\.json")


@dataclass(frozen=True, slots=True)
class Verifier:
    """Looks at certificates. `root`: our own address; "" where this installation has none."""

    root: str
    fetch: Fetches
    now: dt.datetime

    def file(self, data: bytes) -> Checked:
        """Say whether the certificate in a file holds, and why."""
        found = check(data, ask=self.ask, now=self.now)
        if found.state is State.BROKEN:
            return found
        return found.and_also(*self._more(found))

    def address(self, url: str) -> Checked:
        """Say whether the certificate at an address holds, and why.

        Raises:
            Faults: nothing lies there, or it cannot be asked.
        """
        code = self._own_code(url)
        if code:
            return self._own(code)
        try:
            return self.file(self._bytes(url))
        except NotReachedError as gone:
            raise Faults([Fault(gone.url, gone.why)]) from None

    def ask(self, url: str) -> Any:
        """The port of the check: what lies at an address, as JSON.

        Raises:
            NotReachedError: nothing came, or no JSON.
        """
        for is_demo in (False, True) if self.root else ():
            did = badges.issuer_did(self.root, is_demo=is_demo)
            if url == identifiers.web_address(did):
                return badges.did_document(self.root, is_demo=is_demo)
            under = self.root + (badges.DEMO if is_demo else "")
            place = _LIST.fullmatch(url.removeprefix(under)) if url.startswith(under) else None
            if place:
                number = int(place[1])
                return badges.status_list(number, root=self.root, is_demo=is_demo, now=self.now)
        try:
            return read(self._bytes(url))
        except Faults as wrong:
            raise NotReachedError(url, str(wrong)) from None

    def _bytes(self, url: str) -> bytes:
        try:
            came = self.fetch(Wanted(url, TYPES))
        except NotFetchedError as gone:
            raise NotReachedError(gone.url, words_of(gone.reason)) from None
        if came.status != OK:
            raise NotReachedError(url, f"The host answers with {came.status}.")
        return came.body[: MOST_BYTES + 1]

    def _own_code(self, url: str) -> str:
        """The code in an address of ours: of the file, or of the page."""
        found = re.fullmatch(r"/certificates/([0-9A-Fa-f]{12})(?:\.json)?", urlsplit(url).path)
        return found[1] if found and self.root and url.startswith(f"{self.root}/") else ""

    def _own(self, code: str) -> Checked:
        on = selectors.revoked_on(code)
        if on is not None:
            why = WHY.get(selectors.revoked_why(code), "")
            said = f"It was taken back on {on.date()}{why}."
            return Checked((Finding(State.REVOKED, said),))
        made = badges.signed_certificate(code, root=self.root)
        if made is None:
            raise Missing("certificate", code)
        return self.file(json.dumps(made).encode())

    def _more(self, found: Checked) -> list[Finding]:
        """What the issuer knows beyond the file: ours from the rows, others' if they tell."""
        own = {badges.issuer_did(self.root, is_demo=one) for one in (False, True) if self.root}
        if issuer_of(found.document) in own:
            return [_currency(_code_of(found.document))]
        return self._newer(found)

    def _newer(self, found: Checked) -> list[Finding]:
        """Whether somebody else's refresh service has one that holds longer."""
        service = found.document.get("refreshService")
        if not isinstance(service, dict) or service.get("type") != REFRESH:
            return []
        try:
            there = self.ask(str(service.get("id")))
        except NotReachedError:
            return []
        here, until = found.document.get("validUntil"), there.get("validUntil")
        if isinstance(here, str) and isinstance(until, str) and until > here:
            return [
                Finding(State.REFRESH_DUE, f"Its issuer has one that holds until {until[:10]}.")
            ]
        return []


def _code_of(document: Any) -> str:
    try:
        return str(document["credentialSubject"]["identifier"][0]["identityHash"])
    except (KeyError, IndexError, TypeError):
        return ""


def _currency(code: str) -> Finding:
    """How current one of ours is today."""
    found = selectors.certificate(code)
    if found is None:
        return Finding(State.CANNOT_TELL, "No such certificate is kept here any more.")
    facts = f"{found.currency.total} facts it rests on"
    if found.due:
        minutes = f" Relearning takes {found.minutes} minutes." if found.minutes else ""
        why = f"{found.due} of the {facts} moved since the day of issue.{minutes}"
        return Finding(State.REFRESH_DUE, why)
    then = f" In doubt on that day already: {found.doubtful_then}." if found.doubtful_then else ""
    now = f" In doubt since: {found.in_doubt}." if found.in_doubt else ""
    any_moved = len(found.moved) > found.in_doubt
    did = (
        "each that moved since the day of issue was relearned"
        if any_moved
        else "none moved since the day of issue"
    )
    why = f"Of the {facts}, {did}.{then}{now}"
    return Finding(State.VALID, why)
