"""Adds a bank of questions to a curriculum: whole, if everything then compiles, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whetstone.core.kernel.errors import Fault as KernelFault
from whetstone.core.kernel.errors import Faults
from whetstone.curriculum.compiler import compile_curriculum
from whetstone.curriculum.faults import FaultLog
from whetstone.curriculum.versions import lock
from whetstone.curriculum.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from whetstone.curriculum.faults import Fault

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def add_bank(root: Path, text: str) -> Path:
    """Put a bank into `items/` under its own name and lock it; the file written.

    A bank that stands there already, letter by letter, is left as it is.

    Raises:
        Faults: it is no bank with a name of its own, another stands under its name, or the
            curriculum would not compile with it. Then nothing was written.
    """
    path = root / "items" / f"{_name(text)}.yaml"
    if path.exists():
        if path.read_text(encoding="utf-8") == text:
            return path
        _refuse("Another bank has this name.", "Give the bank a name of its own.", path.name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    compiled = compile_curriculum(root)
    if compiled.faults:
        path.unlink()
        raise Faults(_told(compiled.faults))
    lock(root)
    return path


def _name(text: str) -> str:
    log = FaultLog()
    value = read_yaml(text, "the bank", log)
    if log.faults or value is None:
        raise Faults(_told(log.faults))
    whole = value.plain()
    name = whole.get("bank") if isinstance(whole, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        _refuse("It says no name of a bank.", "Write `bank:` and a name: a-z, 0-9, hyphens.")
    return str(name)


def _told(faults: Iterable[Fault]) -> list[KernelFault]:
    return [KernelFault(f"{one.file}:{one.line}", one.what, one.mend) for one in faults]


def _refuse(what: str, mend: str, where: str = "the bank") -> None:
    raise Faults([KernelFault(where, what, mend)])
