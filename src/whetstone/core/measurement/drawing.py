"""Questions whose numbers and names are drawn anew for each sitting, with the key worked out.

A template states from which values each name is drawn (`ranges`), what is worked out from them
(`work`), and what must hold of a drawing (`must`): drawings of which it does not hold are drawn
again. Names in braces in its texts stand for the drawn values; the points of an option may be a
sum. A drawing is the values of its ranges only, so it can be kept and shown again. All drawings of
a template are one question to the measurement: they share its numbers (an item family; Glas & van
der Linden 2003, Applied Psychological Measurement 27).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement.arithmetic import worked_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_DRAWINGS: Final = 1_000
"""No template has more: each of them is checked when the curriculum is read."""
FEWEST_DRAWINGS: Final = 12
"""With fewer, two people would often meet the same."""
TEMPLATE: Final = "template"
PARTS: Final = ("stimulus", "stem", "options", "left", "right", "actions", "rationale", "check")
SUMS: Final = frozenset({"score", "correct"})
_TRIES: Final = 100
_NAME: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_GROUPED_FROM: Final = 1_000

Drawn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn. `work` are (name, sum, decimals: None as it is) in order."""

    ranges: Mapping[str, tuple[Any, ...]]
    work: tuple[tuple[str, str, int | None], ...] = ()
    must: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Draw:
        """As `stored` keeps it."""
        return cls(
            {name: tuple(values) for name, values in stored["ranges"].items()},
            tuple((name, text, decimals) for name, text, decimals in stored["work"]),
            tuple(stored["must"]),
        )

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "ranges": {name: list(values) for name, values in self.ranges.items()},
            "work": [list(one) for one in self.work],
            "must": list(self.must),
        }

    @property
    def size(self) -> int:
        """How many drawings the ranges allow, whatever must hold of them."""
        size = 1
        for values in self.ranges.values():
            size *= len(values)
        return size

    def values(self, drawn: Drawn) -> Drawn:
        """A drawing with what is worked out from it. Raises `Faults` where that cannot be."""
        known = {name: drawn[name] for name in self.ranges}
        for name, text, _decimals in self.work:
            known[name] = worked_out(text, known)
        return known

    def holds(self, drawn: Drawn) -> bool:
        """Whether a drawing is one of the template's."""
        return self._allows(self.values(drawn))

    def _allows(self, known: Drawn) -> bool:
        return all(worked_out(text, known) for text in self.must)

    def every(self) -> Iterator[Drawn]:
        """Every drawing, in the order of the ranges."""
        return (drawn for drawn, _known in self.every_with_values())

    def every_with_values(self) -> Iterator[tuple[Drawn, Drawn]]:
        """Every drawing, each with its `values`."""
        for values in product(*self.ranges.values()):
            drawn = dict(zip(self.ranges, values, strict=True))
            known = self.values(drawn)
            if self._allows(known):
                yield drawn, known

    def printed(self, known: Drawn) -> dict[str, str]:
        """How each name of `values` is printed in a text."""
        decimals = {name: number for name, _text, number in self.work}
        return {name: _printed(value, decimals.get(name)) for name, value in known.items()}


def drawing(draw: Draw, seed: str) -> Drawn:
    """The drawing of a seed: equal seeds, equal drawings.

    Raises:
        Faults: no drawing is possible.
    """
    for turn in range(_TRIES):
        drawn = {
            name: values[_hash(f"{seed}:{turn}:{name}") % len(values)]
            for name, values in draw.ranges.items()
        }
        if draw.holds(drawn):
            return drawn
    found = next(draw.every(), None)
    if found is None:
        raise Faults([Fault("draw", "Nothing can be drawn: no values fulfil what must hold.")])
    return found


def is_template(payload: Mapping[str, Any]) -> bool:
    """Whether something is drawn for a question."""
    return TEMPLATE in payload


def drawn_for(payload: Mapping[str, Any], seed: str) -> Drawn:
    """The drawing of a question for a seed; nothing for a question that is no template."""
    if not is_template(payload):
        return {}
    return drawing(Draw.of(payload[TEMPLATE]["draw"]), seed)


def filled(payload: Mapping[str, Any], drawn: Drawn) -> Mapping[str, Any]:
    """The question with its drawing in it; as it is where nothing was drawn.

    Raises:
        Faults: a text names what is not drawn.
    """
    if not drawn or not is_template(payload):
        return payload
    draw = Draw.of(payload[TEMPLATE]["draw"])
    return {**payload, **filled_in(payload[TEMPLATE]["raw"], draw, drawn)}


def filled_in(raw: Any, draw: Draw, drawn: Drawn) -> Any:
    """Texts with names put in, and sums of points worked out, all through."""
    return filled_with(raw, draw, draw.values(drawn))


def filled_with(raw: Any, draw: Draw, known: Drawn) -> Any:
    """The same where the values of the drawing are known already."""
    return _Filling(draw.printed(known), known).of(raw)


@dataclass(frozen=True, slots=True)
class _Filling:
    words: Mapping[str, str]
    values: Mapping[str, Any]

    def of(self, raw: Any, key: str = "") -> Any:
        if isinstance(raw, dict):
            return {name: self.of(value, str(name)) for name, value in raw.items()}
        if isinstance(raw, list):
            return [self.of(value) for value in raw]
        if not isinstance(raw, str):
            return raw
        if key in SUMS:
            found = worked_out(raw, self.values)
            return bool(found) if key == "correct" else found
        return _NAME.sub(self._word, raw)

    def _word(self, found: re.Match[str]) -> str:
        name = found[1]
        if name not in self.words:
            raise Faults([Fault(name, f"A text names {{{name}}}, which is not drawn.")])
        return self.words[name]


def _printed(value: Any, decimals: int | None) -> str:
    if isinstance(value, str):
        return value
    if decimals is not None:
        value = round(value, decimals) + 0.0
        return f"{value:,.{decimals}f}"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    return f"{value:,}" if abs(value) >= _GROUPED_FROM else f"{value}"


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
