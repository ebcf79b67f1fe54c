"""Every reason a science gives has words, and no words are without a reason."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import whetstone.core

CORE = Path(whetstone.core.__file__).parent


def codes(package):
    """Codes in the source: literal first arguments of `because`, and `code = ...` texts."""
    texts, direct = set(), set()
    for path in (CORE / package).glob("*.py"):
        if path.name == "words.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "because":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    direct.add(first.value)
    return direct, texts


@pytest.mark.parametrize("package", ["freshness", "timeplan", "strategy", "rollup"])
def test_reasons_and_words_belong_together(package):
    words = import_module(f"whetstone.core.{package}.words").WORDS
    direct, texts = codes(package)
    assert direct <= words.keys()
    assert words.keys() <= texts
