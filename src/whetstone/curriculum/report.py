"""Prints what a compilation found: as text for people, as JSON for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whetstone.curriculum.compiler import Compiled
    from whetstone.curriculum.faults import Fault


def render_text(compiled: Compiled, *, warnings: bool = True) -> str:
    """One line a finding, in the order of files and lines, and a count at the end."""
    shown = sorted(compiled.faults + (compiled.warnings if warnings else ()))
    return "\n".join([*(_line(fault) for fault in shown), _count(compiled)]) + "\n"


def render_json(compiled: Compiled) -> str:
    """An object with `compiles`, `content_hash`, `faults` and `warnings`."""
    found = {
        "compiles": compiled.curriculum is not None,
        "content_hash": compiled.content_hash,
        "counts": dict(counted(compiled)),
        "faults": [_fact(fault) for fault in compiled.faults],
        "warnings": [_fact(fault) for fault in compiled.warnings],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _line(fault: Fault) -> str:
    weight = "warning: " if fault.level == "warning" else ""
    mend = f" {fault.mend}" if fault.mend else ""
    return f"{fault.file}:{fault.line}: {weight}{fault.what}{mend} [{fault.rule}]"


def _count(compiled: Compiled) -> str:
    faults, warnings = len(compiled.faults), len(compiled.warnings)
    said = f"{_number(faults, 'fault')}, {_number(warnings, 'warning')}."
    if compiled.curriculum is None:
        return said
    return f"{said} It compiles: {', '.join(f'{n} {name}' for name, n in counted(compiled))}."


def counted(compiled: Compiled) -> list[tuple[str, int]]:
    """How many things of each kind there are; empty where it does not compile."""
    found = compiled.curriculum
    if found is None:
        return []
    return [
        ("claims", len(found.claims)),
        ("changes", len(found.changes)),
        ("courses", len(found.courses)),
        ("lessons", len(found.lessons)),
        ("items", len(found.items)),
        ("cards", len(found.cards)),
        ("tasks", len(found.tasks)),
        ("guides", len(found.guides)),
        ("terms", len(found.glossary)),
    ]


def _number(count: int, noun: str) -> str:
    return f"{count or 'No'} {noun}{'' if count == 1 else 's'}"


def _fact(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "rule": fault.rule,
        "what": fault.what,
        "mend": fault.mend,
    }
