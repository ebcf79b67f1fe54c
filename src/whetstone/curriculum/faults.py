"""Faults: what is wrong in the files, where, and how to mend it. Gathered, never raised singly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Weight = Literal["fault", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. `file` is relative to the curriculum, `line` counts from 1."""

    file: str
    line: int
    what: str
    mend: str
    rule: str
    level: Weight = "fault"

    def __str__(self) -> str:
        """`file:line: what mend`."""
        return f"{self.file}:{self.line}: {self.what} {self.mend}".rstrip()


@dataclass(slots=True)
class FaultLog:
    """Gathers faults and warnings while the files are read."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, place: tuple[str, int], rule: str, what: str, mend: str = "") -> None:
        """Note a fault: the curriculum does not compile until it is mended."""
        self.faults.append(Fault(*place, what, mend, rule))

    def hint(self, place: tuple[str, int], rule: str, what: str, mend: str = "") -> None:
        """Note a warning: worth a look, and no reason to stop."""
        self.warnings.append(Fault(*place, what, mend, rule, "warning"))
