"""Reads the fields of a pack and gathers every fault, each with its place in the document."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeVar

from whetstone.core.freshness.changes import PartialDate
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats import pack_values as packs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Dated = TypeVar("Dated")
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
WORD: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}|")
STATUSES: Final = ("current", "doubtful", "superseded", "retired", "proposed")
SEVERITIES: Final = ("info", "minor", "major", "breaking")
CHECKS: Final = ("seen", "weak", "recall")
EFFECTS: Final = ("supersedes", "retires", "doubts", "creates")
CONFIDENCES: Final = ("high", "medium", "low")
SHORT, TITLE, LONG = 300, 200, 5_000
MOST_FAULTS: Final = 100
_SOURCE: Final = ("title", "publisher", "url", "accessed", "primary", "note")
_FIGURE: Final = ("quoted_as", "population", "n", "year", "design", "does_not_show")


def pack_of(document: Any) -> tuple[packs.Pack | None, list[Fault]]:
    """The pack in a document, and all that is wrong with it."""
    at = Fields(document, "", [])
    if not isinstance(document, dict):
        at.fault("", "A pack is one object.")
        return None, at.faults
    if document.get("format") != packs.FORMAT or document.get("version") != packs.VERSION:
        at.fault("version", "This is no pack of version 1.", "Ask for one, or update Whetstone.")
        return None, at.faults
    at.only("format", "version", "issuer", "made_at", "key", "claims", "changes", "signature")
    made_at = at.moment("made_at")
    pack = packs.Pack(
        issuer=at.text("issuer", TITLE),
        made_at=made_at,
        claims=tuple(_claim(one, made_at) for one in at.rows("claims", packs.MOST_CLAIMS)),
        changes=tuple(_change(one) for one in at.rows("changes", packs.MOST_CHANGES)),
        public_key=_key(at.part("key")),
    )
    _check_names(pack, at)
    return pack, at.faults[:MOST_FAULTS]


def _key(at: Fields) -> bytes:
    at.only("algorithm", "public", "fingerprint")
    at.one_of("algorithm", ("Ed25519",))
    try:
        public = packs.unbase64(at.take("public"))
    except (ValueError, TypeError):
        at.fault("public", "This is no key.")
        return b""
    if at.take("fingerprint") != packs.fingerprint(public):
        at.fault("fingerprint", "It does not fit the key.")
    return public


def _claim(at: Fields, made_at: dt.datetime) -> packs.PackClaim:
    at.only("id", "network", "kind", "half_life_months", "versions")
    months = at.take("half_life_months")
    if isinstance(months, bool) or not isinstance(months, int | float) or not 0 < months <= 1200:  # noqa: PLR2004
        at.fault("half_life_months", "It must be a number of months, above 0 and up to 1200.")
        months = 1
    versions = tuple(_version(one, made_at) for one in at.rows("versions", packs.MOST_VERSIONS))
    if not versions:
        at.fault("versions", "A claim needs at least one version.")
    if any(a.recorded_at > b.recorded_at for a, b in pairwise(versions)):
        at.fault("versions", "They must stand in the order in which they were recorded.")
    return packs.PackClaim(
        at.slug("id"), at.word("network"), at.word("kind"), float(months), versions
    )


def _version(at: Fields, made_at: dt.datetime) -> packs.PackVersion:
    at.only(
        "status", "text", "statement", "held_from", "held_until", "as_of", "confidence",
        "source", "figure", "basis", "recorded_at", "change",
    )  # fmt: skip
    found = packs.PackVersion(
        status=at.one_of("status", STATUSES),
        text=at.text("text", LONG),
        statement=at.text("statement", LONG),
        held_from=at.day_or_none("held_from"),
        held_until=at.day_or_none("held_until"),
        as_of=at.day("as_of"),
        confidence=at.one_of("confidence", CONFIDENCES),
        source=_source(at.part("source")),
        figure=_figure(at.part("figure")) if at.take("figure") is not None else None,
        basis=at.text("basis", LONG, empty=True),
        recorded_at=at.moment("recorded_at"),
        change=at.slug("change", empty=True),
    )
    if found.held_from and found.held_until and found.held_until < found.held_from:
        at.fault("held_until", "The claim ends before it begins.")
    if found.recorded_at > made_at:
        at.fault("recorded_at", "It was recorded after the pack was made.")
    return found


def _source(at: Fields) -> dict[str, Any]:
    at.only(*_SOURCE)
    url = at.text("url", SHORT + TITLE, empty=True)
    if url and not url.startswith(("https://", "http://")):
        at.fault("url", "It is not an address of the web.")
    primary = at.take("primary")
    if not isinstance(primary, bool):
        at.fault("primary", "It must be true or false.")
    accessed = at.text("accessed", SHORT, empty=True)
    if accessed:
        at.day("accessed")
    return {
        "title": at.text("title", LONG, empty=True),
        "publisher": at.text("publisher", SHORT, empty=True),
        "url": url,
        "accessed": accessed,
        "primary": bool(primary),
        "note": at.text("note", LONG, empty=True),
    }


def _figure(at: Fields) -> dict[str, Any]:
    at.only(*_FIGURE)
    n = at.take("n")
    if n is not None and (isinstance(n, bool) or not isinstance(n, int) or not 0 <= n < 10**9):
        at.fault("n", "It must be a count, or null.")
        n = None
    words = {name: at.text(name, LONG, empty=True) for name in _FIGURE if name != "n"}
    return words | {"n": n}


def _change(at: Fields) -> packs.PackChange:
    at.only(
        "id", "title", "summary", "network", "kind", "severity", "happened_on", "noticed_on",
        "source_check", "evidence", "relearn", "effects", "published_at",
    )  # fmt: skip
    relearn = at.part("relearn")
    relearn.only("minutes", "do_instead", "items")
    published = at.take("published_at")
    return packs.PackChange(
        id=at.slug("id"),
        title=at.text("title", TITLE),
        summary=at.text("summary", LONG),
        network=at.word("network"),
        kind=at.word("kind")[:16],
        severity=at.one_of("severity", SEVERITIES),
        happened_on=_happened(at),
        noticed_on=at.day("noticed_on"),
        source_check=at.one_of("source_check", CHECKS),
        evidence=tuple(_source(one) for one in at.rows("evidence", MOST_FAULTS)),
        relearn_minutes=relearn.whole("minutes", 120),
        do_instead=relearn.text("do_instead", LONG, empty=True),
        relearn_items=relearn.slugs("items"),
        effects=tuple(_effect(one) for one in at.rows("effects", packs.MOST_EFFECTS)),
        published_at=at.moment("published_at") if published is not None else None,
    )


def _happened(at: Fields) -> str:
    text = at.text("happened_on", SHORT)
    try:
        PartialDate(text)
    except Faults:
        at.fault("happened_on", "This is no date.", "Write 2021-08-30, 2021-08 or 2021.")
    return text


def _effect(at: Fields) -> packs.PackEffect:
    at.only("claim", "effect", "successor")
    effect = at.one_of("effect", EFFECTS)
    successor = at.slug("successor", empty=True)
    if bool(successor) != (effect == "supersedes"):
        at.fault("successor", "What supersedes names a successor, and nothing else does.")
    return packs.PackEffect(at.slug("claim"), effect, successor)


def _check_names(pack: packs.Pack, at: Fields) -> None:
    """Each id once; what a change hits is in the pack."""
    known: set[str] = set()
    for n, claim in enumerate(pack.claims):
        if claim.id in known:
            at.fault(f"claims[{n}].id", f"{claim.id} stands here twice.")
        known.add(claim.id)
    changes: set[str] = set()
    for n, change in enumerate(pack.changes):
        if change.id in changes:
            at.fault(f"changes[{n}].id", f"{change.id} stands here twice.")
        changes.add(change.id)
        for m, effect in enumerate(change.effects):
            for slug in {effect.claim, effect.successor} - known - {""}:
                where = f"changes[{n}].effects[{m}]"
                at.fault(where, f"The claim {slug} is not in the pack.")


@dataclass(slots=True)
class Fields:
    """One object of the document, with its place in it and the log of faults."""

    value: Any
    place: str
    faults: list[Fault] = field(repr=False)

    def fault(self, name: str, what: str, mend: str = "") -> None:
        """Write down what is wrong here."""
        where = ".".join(part for part in (self.place, name) if part) or "file"
        self.faults.append(Fault(where, what, mend))

    def take(self, name: str) -> Any:
        """Whatever stands there; None where nothing does."""
        return self.value.get(name) if isinstance(self.value, dict) else None

    def only(self, *names: str, maybe: Collection[str] = ()) -> None:
        """All these names, `maybe` those, and no other."""
        if not isinstance(self.value, dict):
            self.fault("", "This must be an object.")
            return
        for name in sorted(set(names) - set(self.value)):
            self.fault(name, "It is missing.")
        for name in sorted(set(self.value) - set(names) - set(maybe)):
            self.fault(_shown(name), "Version 1 knows no such field.")

    def part(self, name: str) -> Fields:
        """An object inside."""
        return Fields(self.take(name), f"{self.place}.{name}" if self.place else name, self.faults)

    def rows(self, name: str, most: int) -> list[Fields]:
        """A list of objects, at most so many."""
        found = self.take(name)
        if not isinstance(found, list):
            self.fault(name, "This must be a list.")
            return []
        if len(found) > most:
            self.fault(name, f"It has {len(found)} rows; at most {most} are taken.")
        place = f"{self.place}.{name}" if self.place else name
        return [Fields(one, f"{place}[{n}]", self.faults) for n, one in enumerate(found[:most])]

    def text(self, name: str, longest: int, *, empty: bool = False) -> str:
        """Text that a page may show: no control signs, no reversed writing, not too long."""
        found = self.take(name)
        if not isinstance(found, str):
            self.fault(name, "This must be text.")
        elif not found.strip() and not empty:
            self.fault(name, "It is empty.")
        elif len(found) > longest:
            self.fault(name, f"It has {len(found)} characters; at most {longest} are taken.")
        elif any(_is_hostile(sign) for sign in found):
            self.fault(name, "It holds signs that cannot be seen.", "Write plain text.")
        else:
            return found
        return ""

    def slug(self, name: str, *, empty: bool = False) -> str:
        """The name of a thing."""
        found = self.take(name)
        if found == "" and empty:
            return ""
        return self._matching(name, found, SLUG, "small letters, digits and dashes")

    def word(self, name: str) -> str:
        """A short word such as a network; it may be empty."""
        return self._matching(name, self.take(name), WORD, "one short word")

    def slugs(self, name: str) -> tuple[str, ...]:
        """A list of names."""
        found = self.take(name)
        if not isinstance(found, list) or len(found) > MOST_FAULTS:
            self.fault(name, f"This must be a list of at most {MOST_FAULTS} names.")
            return ()
        return tuple(self._matching(name, one, SLUG, "names") for one in found)

    def _matching(self, name: str, found: Any, form: re.Pattern[str], say: str) -> str:
        if isinstance(found, str) and form.fullmatch(found):
            return found
        self.fault(name, f"{_shown(found)} will not do.", f"It takes {say}.")
        return ""

    def one_of(self, name: str, words: Collection[str]) -> str:
        """One of a few words."""
        found = self.take(name)
        if isinstance(found, str) and found in words:
            return found
        self.fault(name, f"{_shown(found)} is none of {', '.join(words)}.")
        return next(iter(words))

    def whole(self, name: str, most: int) -> int:
        """A whole number from 0."""
        found = self.take(name)
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= most:
            return found
        self.fault(name, f"It must be a whole number up to {most}.")
        return 0

    def day(self, name: str) -> dt.date:
        """A date."""
        return self._dated(name, dt.date.fromisoformat, dt.date.min, length=10)

    def day_or_none(self, name: str) -> dt.date | None:
        """A date, or null where it is not known."""
        return None if self.take(name) is None else self.day(name)

    def moment(self, name: str) -> dt.datetime:
        """A moment in UTC."""
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        return self._dated(name, _moment, never, length=0)

    def _dated(
        self, name: str, read: Callable[[str], Dated], never: Dated, *, length: int
    ) -> Dated:
        found = self.take(name)
        try:
            if isinstance(found, str) and length in {0, len(found)}:
                return read(found)
        except (ValueError, OverflowError):
            pass  # said below, like all that is no date
        say = "a day such as 2026-11-23" if length else "a time such as 2026-11-23T09:12:00Z"
        self.fault(name, f"{_shown(found)} is no date.", f"Write {say}.")
        return never


def _moment(text: str) -> dt.datetime:
    if not text.endswith("Z"):
        raise ValueError(text)
    found = dt.datetime.fromisoformat(text.removesuffix("Z"))
    if found.tzinfo is not None:
        raise ValueError(text)
    return found.replace(tzinfo=dt.UTC)


def _is_hostile(sign: str) -> bool:
    """Control signs, and marks that turn the direction of writing; line ends and joiners stay."""
    if sign in "\n\t\u200c\u200d":
        return False
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"}


def _shown(value: Any) -> str:
    """What stood there, short enough and plain enough for a message."""
    return ascii(value)[:40] if value is not None else "Nothing"
