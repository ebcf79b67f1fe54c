"""Builds what pages link: one style sheet and the typefaces.

No Django, so `make setup` can run it first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from whetstone.web import stylesheet, typefaces

HERE: Final = Path(__file__).parent
SHEET: Final = HERE / "static" / "css" / "look.css"
BUILT: Final = HERE / "static" / "built"
STAMP: Final = ".stamp"


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
    """Write look.css and fonts/*.woff2 into output; do nothing if the inputs did not change."""
    wanted = _digest()
    stamp = output / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return AssetReport(_sizes(output), rebuilt=False)
    (output / "fonts").mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    faces = _write_fonts(output)
    layers, rest = stylesheet.bundle(SHEET).split(";", 1)
    (output / "look.css").write_text(f"{layers};{faces}{rest}", encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")
    return AssetReport(_sizes(output), rebuilt=True)


def _write_fonts(output: Path) -> str:
    rules: list[str] = []
    made = {cut.name: typefaces.make(cut) for cut in typefaces.CUTS}
    for cut in typefaces.CUTS:
        (output / _font_name(cut)).write_bytes(made[cut.name])
        rules.append(
            typefaces.face_rule(
                cut, _font_name(cut), typefaces.held(made[cut.name]) & cut.characters
            )
        )
    rules.extend(typefaces.fallback_rule(one, made[one.stands_for]) for one in typefaces.FALLBACKS)
    return "".join(rules)


def _font_name(cut: typefaces.Cut) -> str:
    return f"fonts/{cut.name}.woff2"


def _sizes(output: Path) -> dict[str, int]:
    paths = sorted(path for path in output.rglob("*") if path.is_file() and path.name != STAMP)
    return {path.relative_to(output).as_posix(): path.stat().st_size for path in paths}


def _digest() -> str:
    inputs = [
        *stylesheet.sources(SHEET),
        Path(__file__),
        Path(stylesheet.__file__),
        Path(typefaces.__file__),
    ]
    inputs += sorted({typefaces.source_path(cut) for cut in typefaces.CUTS})
    total = hashlib.sha256(version("fonttools").encode())
    for path in inputs:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


if __name__ == "__main__":
    report = build_assets()
    for name, size in report.sizes.items():
        print(f"{size:>8} {name}")  # noqa: T201  # a command line tells what it made
