"""A small curriculum in a temporary folder, to be spoiled in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.curriculum.small_curriculum import FILES

from whetstone.curriculum import Compiled, Fault, compile_curriculum

if TYPE_CHECKING:
    from pathlib import Path


class Tree:
    """The files of a curriculum."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for file, text in FILES.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def compile(self) -> Compiled:
        return compile_curriculum(self.root)

    def line(self, fault: Fault) -> str:
        """The line a fault points at."""
        return self.read(fault.file).split("\n")[fault.line - 1]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "curriculum")
