"""A colour that somebody chose: can it be seen on our pages, and what would do instead.

Contrast as WCAG 2.2 defines it (relative luminance; 1.4.11 asks 3 : 1 of marks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from whetstone.core.kernel.errors import Refused

LIGHT_PAGE: Final = "#f5f5f1"
DARK_PAGE: Final = "#0d1519"
"""The pages' own colour (`--canvas`) in both themes; a test compares them with the tokens."""
MARKS_NEED: Final = 3.0
_HEX: Final = re.compile(r"#?([0-9a-fA-F]{6})")
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour as it stands on light pages, and on dark ones: lifted where it would drown."""

    light: str
    dark: str

    @property
    def is_lifted(self) -> bool:
        """Whether dark pages show a lighter one."""
        return self.light != self.dark


def accent(text: str) -> Accent:
    """The colour for both themes.

    Raises:
        Refused: it is no colour, or it cannot be seen on a light page; `mend` is one that can.
    """
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise Refused("colour", "no_colour")
    given = f"#{found[1].lower()}"
    if contrast(given, LIGHT_PAGE) < MARKS_NEED:
        raise Refused("colour", "too_light", _moved(given, "#000000", LIGHT_PAGE))
    return Accent(given, _moved(given, "#ffffff", DARK_PAGE))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _moved(colour: str, towards: str, page: str) -> str:
    """The nearest mix with black or white that can be seen on a page."""
    for step in range(_STEPS + 1):
        mixed = _mix(colour, towards, step / _STEPS)
        if contrast(mixed, page) >= MARKS_NEED:
            return mixed
    return towards


def _mix(one: str, other: str, share: float) -> str:
    parts = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = []
    for channel in _channels(colour):
        part = channel / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  # WCAG's own constant
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
