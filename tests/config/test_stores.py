"""What `make test-postgres` leaves out has no store to meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MEETS_A_STORE = re.compile(r"django_db|curriculum_loaded|make_workspace|make_person|client_as")


def test_every_folder_of_tests_runs_on_postgresql_or_has_a_reason_not_to():
    said = (TESTS.parent / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"tests/(\w+)", re.search(r"WITH_A_STORE := (.*)", said)[1]))
    folders = {one.name for one in TESTS.iterdir() if any(one.glob("**/test_*.py"))}
    assert folders - named == {"core", "curriculum", "docs", "formats", "interop", "long"}


@pytest.mark.parametrize("folder", ["core", "curriculum", "docs", "formats", "interop"])
def test_what_is_left_out_meets_no_store(folder):
    for path in (TESTS / folder).rglob("*.py"):
        assert not MEETS_A_STORE.search(path.read_text(encoding="utf-8")), path


def test_what_of_the_pages_parts_is_left_out_meets_no_store():
    said = (TESTS.parent / "Makefile").read_text(encoding="utf-8")
    named = re.search(r"WITH_A_STORE := (.*)", said)[1]
    for path in (TESTS / "web").glob("test_*.py"):
        if f"tests/web/{path.name}" not in named:
            assert not MEETS_A_STORE.search(path.read_text(encoding="utf-8")), path
