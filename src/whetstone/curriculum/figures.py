"""Figures: SVG files that are printed inside a page, so they may carry nothing but drawing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from whetstone.curriculum.faults import FaultLog

_FORBIDDEN: Final = frozenset({"script", "style", "foreignObject", "image", "iframe", "a", "set"})
_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]*\?>\s*")
_LOCAL = re.compile(r"\{[^}]*\}")


def read_figure(path: Path, file: str, log: FaultLog) -> str:
    """The text of an SVG file, checked; empty (with faults) where it may not be printed."""
    text = path.read_text(encoding="utf-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        log.fault((file, 1), "svg", "The figure declares a document type.", "Remove it.")
        return ""
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entities: refused two lines above
    except ET.ParseError as error:
        log.fault((file, error.position[0]), "svg", "The figure is not well-formed XML.")
        return ""
    _check_root(root, file, log)
    for element in root.iter():
        _check_element(element, file, log, text)
    return _PROLOGUE.sub("", text).strip()


def _check_root(root: ET.Element, file: str, log: FaultLog) -> None:
    if _name(root.tag) != "svg":
        log.fault((file, 1), "svg", "The file does not hold an <svg>.")
    if root.get("role") != "img":
        log.fault((file, 1), "svg", 'The figure has no role="img".', "Add it to <svg>.")
    if not any(_name(child.tag) == "title" and (child.text or "").strip() for child in root):
        log.fault((file, 1), "svg", "The figure has no <title>.", "Say in it what it shows.")
    if not root.get("viewBox"):
        log.fault((file, 1), "svg", "The figure has no viewBox.", "It cannot scale without one.")


def _check_element(element: ET.Element, file: str, log: FaultLog, text: str) -> None:
    name = _name(element.tag)
    place = (file, _line_of(text, f"<{name}"))
    if name in _FORBIDDEN:
        log.fault(place, "svg", f"The figure holds <{name}>.", "Only drawing is printed.")
    for key, value in element.attrib.items():
        attribute = _name(key)
        if attribute == "style" or attribute.lower().startswith("on"):
            at = (file, _line_of(text, f"{attribute}="))
            mend = "Use presentation attributes such as fill and stroke."
            log.fault(at, "svg", f"The figure has a `{attribute}` attribute.", mend)
        elif attribute == "href" and not value.startswith("#"):
            log.fault(place, "svg", "The figure points outside itself.", "Remove the href.")


def _name(tag: str) -> str:
    return _LOCAL.sub("", tag)


def _line_of(text: str, part: str) -> int:
    found = text.find(part)
    return text.count("\n", 0, found) + 1 if found >= 0 else 1
