"""One sheet from many: imports become layers, light-dark() gets its fallback, blanks go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_IMPORT: Final = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w-]+)\))?;')
_TOKEN: Final = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|[^"\'/]+|/', re.DOTALL
)
_ROLE: Final = re.compile(r"(--[\w-]+):\s*light-dark\(")


def sources(sheet: Path) -> tuple[Path, ...]:
    """Return the sheet and every file that it imports, in order."""
    return (
        sheet,
        *(
            sheet.parent / name
            for name, _layer in _IMPORT.findall(sheet.read_text(encoding="utf-8"))
        ),
    )


def bundle(sheet: Path) -> str:
    """Return the sheet with its imports in place, each inside its layer, minified.

    Raises FileNotFoundError if an import is missing, ValueError if a raw colour is used outside
    tokens.css.
    """

    def place(found: re.Match[str]) -> str:
        text = (sheet.parent / found[1]).read_text(encoding="utf-8")
        if found[1] != "tokens.css" and (
            raw := re.search(r"var\(--(?:stone|slate|steel|ochre|rust|moss)-\d", text)
        ):
            message = f"{found[1]} uses a raw colour: {raw[0]}"
            raise ValueError(message)
        return f"@layer {found[2]} {{ {text} }}" if found[2] else text

    whole = _IMPORT.sub(place, sheet.read_text(encoding="utf-8"))
    tokens = (sheet.parent / "tokens.css").read_text(encoding="utf-8")
    return minify(whole + fallback(tokens))


def fallback(tokens: str) -> str:
    """Return rules for browsers without light-dark(): light, and dark by the system's word.

    Written from the same tokens, so the two cannot drift apart.
    """
    pairs = [(name, *halves(tokens, end)) for name, end in _roles(tokens)]
    light = "".join(f"{name}:{day};" for name, day, _night in pairs)
    dark = "".join(f"{name}:{night};" for name, _day, night in pairs)
    return (
        "@supports not (color:light-dark(#000,#fff)){@layer tokens{"
        f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}}}}}"
    )


def halves(text: str, start: int) -> tuple[str, str]:
    """Split the arguments of light-dark( whose opening bracket ends at start."""
    depth, comma = 1, -1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if text[at] == "," and depth == 1:
            comma = at
        if depth == 0:
            return text[start:comma].strip(), text[comma + 1 : at].strip()
    message = "light-dark( is not closed"
    raise ValueError(message)


def minify(css: str) -> str:
    """Drop comments and the blanks that mean nothing; strings are left alone."""
    parts: list[str] = []
    for token in _TOKEN.findall(css):
        if token[0] in "\"'":
            parts.append(token)
        elif not token.startswith("/*"):
            plain = re.sub(r"\s+", " ", token)
            joins = parts and parts[-1][0] not in "\"'"
            parts[-1:] = [parts[-1] + plain] if joins else [*parts[-1:], plain]
    return _squeeze(parts)


def _squeeze(parts: list[str]) -> str:
    out: list[str] = []
    for part in parts:
        if part[0] in "\"'":
            out.append(part)
            continue
        tight = re.sub(r" ?([{};]) ?", r"\1", re.sub(r" {2,}", " ", part))
        out.append(re.sub(r"([:,]) ", r"\1", tight).replace(";}", "}"))
    return "".join(out).strip().replace(";}", "}") + "\n"


def _roles(tokens: str) -> list[tuple[str, int]]:
    return [(found[1], found.end()) for found in _ROLE.finditer(tokens)]
