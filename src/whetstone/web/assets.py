"""Builds what pages link: one style sheet and the typefaces.

No Django, so `make setup` can run it first.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]

from whetstone.web import stylesheet, typefaces

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE: Final = Path(__file__).parent
SHEET: Final = HERE / "static" / "css" / "look.css"
BUILT: Final = HERE / "static" / "built"
STAMP: Final = ".stamp"
FONTS_STAMP: Final = ".stamp-fonts"


@dataclass(frozen=True, slots=True)
class AssetReport:
    """What stands in the output folder: bytes per file, and whether anything had to be made."""

    sizes: dict[str, int]
    rebuilt: bool

    @property
    def first_visit_fonts(self) -> int:
        """Bytes of fonts that a first English page loads; lessons add the reading face."""
        return sum(self.sizes[_font_name(cut)] for cut in typefaces.CUTS if cut.first_visit)


def build_assets(output: Path = BUILT) -> AssetReport:
    """Write look.css and fonts/*.woff2 into output; do nothing if the inputs did not change.

    The sheet stands there three times: plain, and compressed as `.br` and `.gz`, which is what
    the server sends to a browser that reads them. Typefaces are compressed by their format.
    """
    wanted = _digest([*stylesheet.sources(SHEET), Path(stylesheet.__file__), *_font_sources()])
    if _stamped(output / STAMP, wanted):
        return AssetReport(_sizes(output), rebuilt=False)
    (output / "fonts").mkdir(parents=True, exist_ok=True)
    (output / STAMP).unlink(missing_ok=True)
    faces = _write_fonts(output)
    layers, rest = stylesheet.bundle(SHEET).split(";", 1)
    sheet = f"{layers};{faces}{rest}".encode()
    _write(output / "look.css.br", brotli.compress(sheet, mode=brotli.MODE_TEXT, quality=11))
    _write(output / "look.css.gz", gzip.compress(sheet, compresslevel=9, mtime=0))
    _write(output / "look.css", sheet)
    _write(output / STAMP, wanted.encode())
    return AssetReport(_sizes(output), rebuilt=True)


def _write_fonts(output: Path) -> str:
    """Cut the typefaces where their sources changed; the rules that name them."""
    wanted = _digest(_font_sources())
    paths = {cut.name: output / _font_name(cut) for cut in typefaces.CUTS}
    if not (
        _stamped(output / FONTS_STAMP, wanted) and all(path.is_file() for path in paths.values())
    ):
        for cut in typefaces.CUTS:
            _write(paths[cut.name], typefaces.make(cut))
        _write(output / FONTS_STAMP, wanted.encode())
    made = {name: path.read_bytes() for name, path in paths.items()}
    rules = [
        typefaces.face_rule(cut, _font_name(cut), typefaces.held(made[cut.name]) & cut.characters)
        for cut in typefaces.CUTS
    ]
    rules.extend(typefaces.fallback_rule(one, made[one.stands_for]) for one in typefaces.FALLBACKS)
    return "".join(rules)


def _write(path: Path, data: bytes) -> None:
    """Write a whole file beside it, then give it the name: a reader never meets half of one."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    fresh.write_bytes(data)
    fresh.replace(path)


def _stamped(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def _font_name(cut: typefaces.Cut) -> str:
    return f"fonts/{cut.name}.woff2"


def _sizes(output: Path) -> dict[str, int]:
    paths = sorted(path for path in output.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(output).as_posix(): path.stat().st_size for path in paths}


def _font_sources() -> list[Path]:
    sources = {typefaces.source_path(cut) for cut in typefaces.CUTS}
    return [Path(__file__), Path(typefaces.__file__), *sorted(sources)]


def _digest(inputs: Iterable[Path]) -> str:
    total = hashlib.sha256(version("fonttools").encode())
    for path in inputs:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


if __name__ == "__main__":
    report = build_assets()
    for name, size in report.sizes.items():
        print(f"{size:>8} {name}")  # noqa: T201  # a command line tells what it made
