"""A page on paper: a typst source and values -> PDF, in the product's own typefaces.

Values reach the source as JSON, never as source, so a text cannot become a command. Nothing is
read from disk but the fonts, and no system font is used: the same values give the same pages.
"""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

Standard = Literal["1.7", "a-2a", "ua-1"]
Standards = Standard | tuple[Standard, ...]


def pdf(
    source: str,
    values: Mapping[str, Any],
    *,
    now: dt.datetime,
    standard: Standards = "1.7",
) -> bytes:
    """Set `source` with `values`, which it reads as `json(bytes(sys.inputs.values))`.

    `standard`: such as "a-2a", for a page that is kept, "ua-1" for one that is read aloud, or
    both. Fonts are always within.

    A page that is kept may hold no sign that its typefaces lack: such a sign (an emoji in a name)
    is set as a question mark, and nothing else is lost.

    Raises:
        typst.TypstError: the source is wrong.
    """
    try:
        return _set(source, values, now=now, standard=standard)
    except typst.TypstError as wrong:
        if NOT_DRAWN not in str(wrong):
            raise
    return _set(source, _drawable(values), now=now, standard=standard)


def undrawn(text: str) -> str:
    """The signs of a text that no typeface of ours draws: on paper each is a question mark."""
    odd = [one for one in dict.fromkeys(text) if ord(one) > LATIN and not one.isspace()]
    return " ".join(one for one in odd if ord(one) not in _signs()) if odd else ""


LATIN = 0x17F
"""Up to here every typeface of ours has every letter."""
NOT_DRAWN = "could not be displayed"


def _set(
    source: str, values: Mapping[str, Any], *, now: dt.datetime, standard: Standards
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="whetstone-page-") as folder:
        page = Path(folder) / "page.typ"
        page.write_text(source, encoding="utf-8")
        return typst.compile(
            str(page),
            root=folder,
            format="pdf",
            font_paths=list(_folders()),
            ignore_system_fonts=True,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
            pdf_standards=standard if isinstance(standard, str) else [*standard],
            timestamp=now.replace(microsecond=0),
        )


def _drawable(held: Any) -> Any:
    """The same values with a question mark for every sign that no typeface of ours draws."""
    if isinstance(held, str):
        return "".join(one if ord(one) in _signs() or one.isspace() else "?" for one in held)
    if isinstance(held, dict):
        return {_drawable(name): _drawable(one) for name, one in held.items()}
    if isinstance(held, list | tuple):
        return [_drawable(one) for one in held]
    return held


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # only where a page failed

    from whetstone.web.typefaces import CUTS, source_path

    return frozenset().union(*(TTFont(source_path(cut)).getBestCmap() for cut in CUTS))


@lru_cache(maxsize=1)
def _folders() -> tuple[str, ...]:
    from whetstone.web.typefaces import CUTS, source_path  # with all that cuts fonts: for PDF only

    return tuple(dict.fromkeys(str(source_path(cut).parent) for cut in CUTS))
