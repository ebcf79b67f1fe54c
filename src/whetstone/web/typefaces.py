"""The product's own typefaces: cut from the installed font packages to what the pages need.

From font files to bytes and CSS text; nothing here knows Django or where a page is served.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

if TYPE_CHECKING:
    from collections.abc import Iterable

LATIN: Final = frozenset(
    {*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2009, 0x200A, 0x202F}
    | {*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2021, 0x2022, 0x2026, 0x2030}
    | {0x2032, 0x2033, 0x2039, 0x203A, 0x203B, 0x2044, 0x20AC, 0x2122, 0x2212, 0x221A, 0x2248}
    | {0x2264, 0x2265, 0x25CC}
)
"""What an English page can hold: Western letters, punctuation, figures, a few signs; a font keeps
those it has, and the browser's own fonts draw the rest (arrows, ticks)."""

LATIN_EXTENDED: Final = frozenset([*range(0x100, 0x180), *range(0x218, 0x21C)]) - LATIN
"""Letters of names from the rest of Europe; loaded only by pages that hold them."""

DEVANAGARI: Final = frozenset(
    [*range(0x900, 0x980), *range(0xA8E0, 0xA900), 0x200C, 0x200D, 0x20B9, 0x25CC]
)

LATIN_FEATURES: Final = (
    "kern",
    "liga",
    "lnum",
    "tnum",
    "pnum",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "frac",
)

LETTERS: Final[Mapping[str, float]] = {
    "e": 12.7, "t": 9.1, "a": 8.2, "o": 7.5, "i": 7.0, "n": 6.7, "s": 6.3, "h": 6.1, "r": 6.0,
    "d": 4.3, "l": 4.0, "c": 2.8, "u": 2.8, "m": 2.4, "w": 2.4, "f": 2.2, "g": 2.0, "y": 2.0,
    "p": 1.9, "b": 1.5, "v": 1.0, "k": 0.8, " ": 21.0,
}  # fmt: skip
"""Relative frequency of letters in English, and the space (Lewand 2000, Cryptological Maths)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One file to make: which font, which characters, which axes are pinned (a number) or cut."""

    name: str
    family: str
    package: str
    source: str
    characters: frozenset[int]
    axes: Mapping[str, float | tuple[float, float]]
    style: str = "normal"
    first_visit: bool = False
    features: tuple[str, ...] = LATIN_FEATURES

    @property
    def weight(self) -> str:
        """The `font-weight` descriptor: one weight, or the two ends of the range."""
        axis = self.axes["wght"]
        return f"{axis:g}" if not isinstance(axis, tuple) else f"{axis[0]:g} {axis[1]:g}"


@dataclass(frozen=True, slots=True)
class Fallback:
    """A system font in the measures of ours, so that a page does not jump when ours arrives."""

    family: str
    stands_for: str
    local: tuple[str, ...]
    average_width: float  # of the first local name, in em, weighted as LETTERS


_BODONI: Final = ("Bodoni Moda", "fontpkg-bodoni-moda", "BodoniModa[opsz,wght].ttf")
_NEWSREADER: Final = ("Newsreader", "fontpkg-newsreader", "Newsreader[opsz,wght].ttf")
_SANS: Final = ("Noto Sans", "fontpkg-noto-sans", "NotoSans[wdth,wght].ttf")
_DEVANAGARI: Final = (
    "Noto Sans Devanagari",
    "fontpkg-noto-sans-devanagari",
    "NotoSansDevanagari[wdth,wght].ttf",
)
_Axes = Mapping[str, "float | tuple[float, float]"]
_DISPLAY_AXES: Final[_Axes] = {"opsz": 14.0, "wght": (400.0, 700.0)}
_READ_AXES: Final[_Axes] = {"opsz": 18.0, "wght": (400.0, 700.0)}
_SANS_AXES: Final[_Axes] = {"wdth": 100.0, "wght": (400.0, 700.0)}

CUTS: Final[tuple[Cut, ...]] = (
    Cut("noto-sans-latin", *_SANS, LATIN, _SANS_AXES, first_visit=True),
    Cut("noto-sans-extended", *_SANS, LATIN_EXTENDED, _SANS_AXES),
    Cut("bodoni-moda-latin", *_BODONI, LATIN, _DISPLAY_AXES, first_visit=True),
    Cut("bodoni-moda-extended", *_BODONI, LATIN_EXTENDED, _DISPLAY_AXES),
    Cut("newsreader-latin", *_NEWSREADER, LATIN, _READ_AXES),
    Cut("newsreader-extended", *_NEWSREADER, LATIN_EXTENDED, _READ_AXES),
    Cut(
        "newsreader-italic-latin", *_NEWSREADER[:2], "Newsreader-Italic[opsz,wght].ttf",
        LATIN, {"opsz": 18.0, "wght": 400.0}, style="italic",
    ),
    Cut("noto-sans-devanagari", *_DEVANAGARI, DEVANAGARI, _SANS_AXES, features=("*",)),
)  # fmt: skip

FALLBACKS: Final = (
    Fallback("Bodoni Moda Fallback", "bodoni-moda-latin", ("Georgia", "Gelasio"), 0.4458),
    Fallback("Newsreader Fallback", "newsreader-latin", ("Georgia", "Gelasio"), 0.4458),
    Fallback("Noto Sans Fallback", "noto-sans-latin", ("Arial", "Liberation Sans"), 0.4414),
)


def source_path(cut: Cut) -> Path:
    """Find the font file in its installed package. Raises FileNotFoundError with both names."""
    for entry in files(cut.package) or ():
        if entry.name == cut.source:
            return Path(str(entry.locate()))
    message = f"{cut.package} has no {cut.source}"
    raise FileNotFoundError(message)


def make(cut: Cut) -> bytes:
    """Return the cut as WOFF2. The same input gives the same bytes."""
    font = TTFont(source_path(cut), recalcTimestamp=False)
    subsetter = Subsetter(_options(cut.features))
    subsetter.populate(unicodes=cut.characters)
    subsetter.subset(font)
    font = instantiateVariableFont(font, dict(cut.axes), inplace=True)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def held(woff2: bytes) -> frozenset[int]:
    """Return the characters that a made file really holds."""
    return frozenset(TTFont(io.BytesIO(woff2)).getBestCmap())


def face_rule(cut: Cut, url: str, characters: Iterable[int]) -> str:
    """Return the @font-face rule of a made file."""
    held_range = unicode_range(characters)
    return (
        f'@font-face{{font-family:"{cut.family}";font-style:{cut.style};font-weight:{cut.weight};'
        f'font-display:swap;src:url("{url}") format("woff2");unicode-range:{held_range}}}'
    )


def fallback_rule(fallback: Fallback, woff2: bytes) -> str:
    """Return the @font-face rule that sets a system font to the width and height of ours."""
    font = TTFont(io.BytesIO(woff2))
    em = font["head"].unitsPerEm
    scale = average_width(font) / fallback.average_width
    hhea = font["hhea"]
    names = ",".join(f'local("{name}")' for name in fallback.local)
    return (
        f'@font-face{{font-family:"{fallback.family}";src:{names};size-adjust:{scale:.1%};'
        f"ascent-override:{hhea.ascent / em / scale:.1%};"
        f"descent-override:{-hhea.descent / em / scale:.1%};"
        f"line-gap-override:{hhea.lineGap / em / scale:.1%}}}"
    )


def average_width(font: TTFont) -> float:
    """Return the mean advance of English text, in em."""
    cmap = font.getBestCmap()
    advances = font["hmtx"].metrics
    total = sum(LETTERS.values())
    width = sum(share * advances[cmap[ord(letter)]][0] for letter, share in LETTERS.items())
    return float(width / total / font["head"].unitsPerEm)


def unicode_range(characters: Iterable[int]) -> str:
    """Write characters as a CSS unicode-range: `U+20-7E,U+A9`."""
    spans: list[list[int]] = []
    for point in sorted(characters):
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in spans)


def _options(features: tuple[str, ...]) -> Options:
    options = Options()
    options.layout_features = list(features)
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]  # who made it and under which licence stay in the file
    options.name_languages = [0x409]
    options.drop_tables += ["DSIG", "STAT", "MVAR", "meta"]
    return options
