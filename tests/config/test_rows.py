"""Tests that share what is dear to make go to one worker, and those that take long begin first."""

from __future__ import annotations

from pathlib import Path

from tests.rows import JOURNEYS, ONE_HALF, TOGETHER, is_long, row_of

ROOT = Path(__file__).parents[2]


def test_a_file_is_a_row_and_no_other_file_is_in_it():
    one = row_of("tests/web/test_assets.py::test_the_sheet_is_one_file[a-1]")
    assert one == row_of("tests/web/test_assets.py::test_another")
    assert one != row_of("tests/web/test_once.py::test_another")


def test_journeys_go_in_two_rows_and_begin_first():
    files = [f"{JOURNEYS}{path.name}" for path in (ROOT / JOURNEYS).glob("test_*.py")]
    assert len({row_of(f"{file}::test_it") for file in files}) == 2
    assert all(is_long(f"{file}::test_it") for file in files)
    assert not is_long("tests/web/test_assets.py::test_it")


def test_what_sets_an_installation_up_or_compiles_the_curriculum_goes_together():
    assert len({row_of(f"{file}::test_it") for file in TOGETHER}) == 1
    assert (
        len({row_of(f"tests/curriculum/{one}.py::t") for one in ("test_good", "test_drawn")}) == 1
    )


def test_every_file_that_is_named_is_there():
    named = [*TOGETHER, *(f"{JOURNEYS}{one}.py" for one in ONE_HALF)]
    assert all((ROOT / file).is_file() for file in named)


def test_the_rows_are_what_the_workers_are_given(pytestconfig):
    """A scheduler is ours wherever there are workers: without one, nothing is in a row."""
    hooks = pytestconfig.pluginmanager.hook.pytest_xdist_make_scheduler.get_hookimpls()
    assert any("tests/conftest" in str(one.plugin_name) for one in hooks)
