"""Parameter packs: what one installation knows of its questions, signed, for another one to use.

One UTF-8 JSON document in its canonical spelling, signed as change packs are (`signed`). It holds
numbers of questions, their errors and how many answers are behind them; how areas go together; and
nothing of a person: no answer, no group, no name. docs/reference/parameter-packs.md has every
field.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.canonical_json import canonical, read_json
from whetstone.formats.pack_fields import TITLE, Fields
from whetstone.formats.pack_values import fingerprint, moment, unbase64
from whetstone.formats.packs import raw_public
from whetstone.formats.signed import fault_of_signature, key_of, signed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT: Final = "whetstone-parameters"
VERSION: Final = 1
MOST_BYTES: Final = 8_000_000
MOST_ITEMS: Final = 20_000
MOST_AREAS: Final = 60
MOST_STEPS: Final = 3
MOST_FAULTS: Final = 100
DIGITS: Final = 4
LARGEST: Final = 20.0
"""No slope, place or error is larger: what is, is no question but a mistake."""
MOST_GUESSED: Final = 0.5
HASH: Final = 64


@dataclass(frozen=True, slots=True)
class PackItem:
    """A question's numbers. `content` is the hash of the question that was answered.

    `c`: the chance to be right without knowing that the others were fitted with; written where it
    is not 0, so that packs without it are what they were.
    """

    id: str
    version: int
    content: str
    a: float
    a_se: float
    b: float
    b_se: float
    steps: tuple[float, ...]
    n: int
    fastest: float
    c: float = 0.0


@dataclass(frozen=True, slots=True)
class PackAreas:
    """How areas go together: an estimate, and what it is worth pair by pair."""

    areas: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    information: tuple[tuple[float, ...], ...]
    people: int


@dataclass(frozen=True, slots=True)
class ParameterPack:
    """The whole file as values. `public_key` are the 32 bytes of the key that signed it."""

    issuer: str
    made_at: dt.datetime
    engine: str
    items: tuple[PackItem, ...]
    areas: PackAreas | None = None
    public_key: bytes = field(default=b"", compare=False)

    @property
    def fingerprint(self) -> str:
        """The name of the key that signed it."""
        return fingerprint(self.public_key)

    def digest(self) -> str:
        """The name of this pack: a hash of all it says and of the key, but not the signature."""
        return hashlib.sha256(canonical(unsigned(self))).hexdigest()


def unsigned(pack: ParameterPack) -> dict[str, Any]:
    """The document that is signed."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "issuer": pack.issuer,
        "made_at": moment(pack.made_at),
        "engine": pack.engine,
        "key": key_of(pack.public_key),
        "items": [
            {
                "id": one.id,
                "version": one.version,
                "content": one.content,
                "a": one.a,
                "a_se": one.a_se,
                "b": one.b,
                "b_se": one.b_se,
                "steps": list(one.steps),
                "n": one.n,
                "fastest": one.fastest,
                **({"c": one.c} if one.c else {}),
            }
            for one in pack.items
        ],
        "areas": pack.areas
        and {
            "areas": list(pack.areas.areas),
            "matrix": [list(row) for row in pack.areas.matrix],
            "information": [list(row) for row in pack.areas.information],
            "people": pack.areas.people,
        },
    }


def write_parameters(pack: ParameterPack, key: Ed25519PrivateKey) -> bytes:
    """The pack as a file, signed. Equal packs and keys give equal bytes."""
    held = ParameterPack(
        pack.issuer, pack.made_at, pack.engine, pack.items, pack.areas, raw_public(key)
    )
    return signed(unsigned(held), key)


def read_parameters(data: bytes) -> ParameterPack:
    """A pack whose every field is sound and whose signature fits the key it carries.

    Raises:
        Faults: everything that is wrong with the file, each with its place, all at once.
    """
    if len(data) > MOST_BYTES:
        raise Faults([Fault("file", f"It is larger than {MOST_BYTES // 1_000_000} MB.")])
    document = read_json(data)
    at = Fields(document, "", [])
    is_ours = isinstance(document, dict) and document.get("format") == FORMAT
    if not is_ours or document.get("version") != VERSION:
        mend = "whetstone measure pack-export writes one; whetstone pack import takes the others."
        raise Faults([Fault("format", "This is no parameter pack of version 1.", mend)])
    found = _read(at)
    fault = fault_of_signature(document)
    faults = [*([fault] if fault else []), *at.faults]
    if faults:
        raise Faults(faults[:MOST_FAULTS])
    return found


def _read(at: Fields) -> ParameterPack:
    at.only(
        "format", "version", "issuer", "made_at", "engine", "key", "items", "areas", "signature"
    )
    items = tuple(_item(one) for one in at.rows("items", MOST_ITEMS))
    names: set[str] = set()
    for n, one in enumerate(items):
        if one.id in names:
            at.fault(f"items[{n}].id", f"{one.id} stands here twice.")
        names.add(one.id)
    return ParameterPack(
        at.text("issuer", TITLE),
        at.moment("made_at"),
        at.text("engine", TITLE),
        items,
        _areas(at.part("areas")) if at.take("areas") is not None else None,
        _key(at.part("key")),
    )


def _key(at: Fields) -> bytes:
    at.only("algorithm", "public", "fingerprint")
    try:
        public = unbase64(at.take("public"))
    except (ValueError, TypeError):
        at.fault("public", "This is no key.")
        return b""
    if at.take("fingerprint") != fingerprint(public):
        at.fault("fingerprint", "It does not fit the key.")
    return public


def _item(at: Fields) -> PackItem:
    at.only(
        "id", "version", "content", "a", "a_se", "b", "b_se", "steps", "n", "fastest", maybe=("c",)
    )
    steps = at.take("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        at.fault("steps", f"This must be a list of 1 to {MOST_STEPS} numbers.")
        steps = []
    return PackItem(
        id=at.slug("id"),
        version=at.whole("version", 9_999),
        content=at.text("content", HASH),
        a=_number(at, "a", low=0.01),
        a_se=_number(at, "a_se", low=0.0),
        b=_number(at, "b"),
        b_se=_number(at, "b_se", low=0.0),
        steps=tuple(_bounded(at, "steps", one, (-LARGEST, LARGEST)) for one in steps),
        n=at.whole("n", 10**9),
        fastest=_number(at, "fastest", low=0.0, high=3_600.0),
        c=_floor(at, len(steps)),
    )


def _floor(at: Fields, points: int) -> float:
    if at.take("c") is None:
        return 0.0
    if points > 1:
        at.fault("c", "Only a question of one point has it.")
    return _number(at, "c", low=0.0, high=MOST_GUESSED)


def _areas(at: Fields) -> PackAreas:
    at.only("areas", "matrix", "information", "people")
    names = at.take("areas")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        at.fault("areas", "This must be a list of names.")
        names = []
    if len(names) > MOST_AREAS or len(set(names)) != len(names):
        at.fault("areas", f"It takes up to {MOST_AREAS} names, each once.")
        names = []
    matrix = _square(at, "matrix", len(names), (-1.0, 1.0))
    information = _square(at, "information", len(names), (0.0, 1e9))
    for name, rows in (("matrix", matrix), ("information", information)):
        if any(abs(x - y) > 1e-9 for x, y in _mirrored(rows)):  # noqa: PLR2004  # equal
            at.fault(name, "It is not symmetric.")
    if any(row[n] != 1 for n, row in enumerate(matrix)):
        at.fault("matrix", "An area goes together with itself by 1.")
    return PackAreas(tuple(names), matrix, information, at.whole("people", 10**9))


def _mirrored(rows: tuple[tuple[float, ...], ...]) -> Iterator[tuple[float, float]]:
    for n, row in enumerate(rows):
        for m in range(n):
            yield row[m], rows[m][n]


def _square(
    at: Fields, name: str, size: int, within: tuple[float, float]
) -> tuple[tuple[float, ...], ...]:
    rows = at.take(name)
    shaped = isinstance(rows, list) and len(rows) == size
    if not shaped or not all(isinstance(row, list) and len(row) == size for row in rows):
        at.fault(name, f"This must be a table of {size} times {size} numbers.")
        return ()
    return tuple(tuple(_bounded(at, name, one, within) for one in row) for row in rows)


def _number(at: Fields, name: str, *, low: float = -LARGEST, high: float = LARGEST) -> float:
    return _bounded(at, name, at.take(name), (low, high))


def _bounded(at: Fields, name: str, value: Any, within: tuple[float, float]) -> float:
    low, high = within
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and low <= value <= high:
        return float(value)
    at.fault(name, f"It must be a number from {low:g} to {high:g}.")
    return low if low > 0 else 0.0
