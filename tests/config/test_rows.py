"""Tests that share what is dear to make go to one worker, and those that take long begin first."""

from __future__ import annotations

from pathlib import Path

from tests.rows import (
    HEAVY,
    JOURNEYS,
    ONE_HALF,
    SIMULATIONS,
    TOGETHER,
    is_simulation,
    row_of,
    turn,
)

ROOT = Path(__file__).parents[2]


def test_a_file_is_a_row_and_no_other_file_is_in_it():
    one = row_of("tests/web/test_assets.py::test_the_sheet_is_one_file[a-1]")
    assert one == row_of("tests/web/test_assets.py::test_another")
    assert one != row_of("tests/web/test_once.py::test_another")


def test_journeys_go_in_two_rows_and_begin_first():
    files = [f"{JOURNEYS}{path.name}" for path in (ROOT / JOURNEYS).glob("test_*.py")]
    assert len({row_of(f"{file}::test_it") for file in files}) == 2
    assert {turn(f"{file}::test_it") for file in files} == {0}
    assert turn(f"{HEAVY[0]}::test_it") == 1
    assert turn("tests/web/test_assets.py::test_it") == 2


def test_what_sets_an_installation_up_or_compiles_the_curriculum_goes_together():
    assert len({row_of(f"{file}::test_it") for file in TOGETHER}) == 1
    assert (
        len({row_of(f"tests/curriculum/{one}.py::t") for one in ("test_good", "test_drawn")}) == 1
    )


def test_every_file_that_is_named_is_there():
    named = [*TOGETHER, *(f"{JOURNEYS}{one}.py" for one in ONE_HALF), *HEAVY]
    assert all((ROOT / file).exists() for file in named)


def test_every_simulation_that_is_named_is_there_and_has_a_run_of_its_own():
    for named in SIMULATIONS:
        file, _colons, test = named.partition("::")
        assert f"def {test}" in (ROOT / file).read_text()
        assert is_simulation(named)
    assert not is_simulation("tests/web/test_assets.py::test_it")
    assert "simulation and not long" in (ROOT / "Makefile").read_text()


def test_the_rows_are_what_the_workers_are_given(pytestconfig):
    """A scheduler is ours wherever there are workers: without one, nothing is in a row."""
    hooks = pytestconfig.pluginmanager.hook.pytest_xdist_make_scheduler.get_hookimpls()
    assert any("tests/conftest" in str(one.plugin_name) for one in hooks)
