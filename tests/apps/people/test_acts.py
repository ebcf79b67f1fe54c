"""The log reads as sentences: every act that is written down has its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import whetstone.apps
from whetstone.apps.people import log_words
from whetstone.apps.people.acts import ACTS

ROOT = Path(next(iter(whetstone.apps.__path__)))
SEVERAL = re.compile(r"\w[ _.]\w")  # a kind of thing is one word, an act is two or more
WRITERS = {"audit", "log_act", "_audit", "_log", "_write_down"}


def written() -> dict[str, str]:
    """Every act that a call writes down by name, and the file of the call."""
    found = {}
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _name(node) in WRITERS:
                given = [one.value for one in node.keywords if one.arg == "act"] or node.args
                texts = [one.value for one in given if isinstance(one, ast.Constant)]
                found |= {one: file.name for one in texts[:1] if SEVERAL.search(str(one))}
    return found


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_every_act_that_is_written_down_has_words():
    acts = written()
    assert len(acts) > 100
    assert {act: file for act, file in acts.items() if act not in ACTS} == {}


def test_a_key_that_only_a_machine_reads_is_not_shown():
    assert log_words.thing("session", "4df1d4e4-5fbe-4340-a1f4-0c2f8f0a1b2c") == "session"
    assert log_words.thing("brief_draft", "2") == "brief draft 2"
    assert log_words.thing("change", "chg-2021-swipe-up") == "change chg-2021-swipe-up"
