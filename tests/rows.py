"""Which tests go to one worker, one after the other: those that share what is dear to make."""

from __future__ import annotations

ONE_HALF = (
    "test_every_page", "test_audience", "test_audit", "test_class_edition",
    "test_content_calendar", "test_drill", "test_everybody", "test_figures", "test_firm",
    "test_from_class_to_job",
)  # fmt: skip
"""Journeys go in two rows side by side, each with its own product and browser; more would wait for
one another's processors. In `make test` the first is every page alone, the second all journeys."""
TOGETHER = {
    "tests/config/test_backup.py": "installation",
    "tests/config/test_doctor.py": "installation",
}
JOURNEYS = "tests/journeys/"


def row_of(nodeid: str) -> str:
    """The row of a test: its file's, but for journeys and what sets an installation up."""
    file = nodeid.split("::", 1)[0]
    if file.startswith(JOURNEYS):
        one = file.removeprefix(JOURNEYS).removesuffix(".py") in ONE_HALF
        return "journeys of one half" if one else "journeys of the other half"
    if file.startswith("tests/curriculum/"):
        return "the curriculum, compiled once"
    return TOGETHER.get(file, file)


HEAVY = ("tests/config/test_access.py", "tests/config/test_copies.py", "tests/curriculum/")
"""Rows of half a minute and more: at the end of a run one processor would wait for the other."""


def turn(nodeid: str) -> int:
    """What takes longest begins first."""
    if nodeid.startswith(JOURNEYS):
        return 0
    return 1 if nodeid.startswith(HEAVY) else 2


SIMULATIONS = (
    "tests/apps/connect/test_class_levels.py::test_a_class_of_which_all_stand_in_one_column",
    "tests/apps/connect/test_class_levels.py::test_one_column_looks_like_too_few_of_any_word",
    "tests/apps/diagnose/test_bookmarking.py",
    "tests/apps/diagnose/test_calibrating.py",
    "tests/apps/diagnose/test_fairness_kept.py",
    "tests/apps/diagnose/test_lower_asymptote_wired.py",
    "tests/apps/diagnose/test_windows_kept.py",
    "tests/apps/diagnose/test_wired.py",
    "tests/apps/field/test_ledger_laws.py",
    "tests/apps/field/test_ledger_of_a_workspace.py::test_loading_again_changes_nothing",
    "tests/apps/field/test_undoing.py::test_an_edition_that_publishes_what_was_undone",
    "tests/apps/keepup/packs/test_packs.py::test_the_order_of_packs",
    "tests/apps/keepup/test_publication_laws.py",
    "tests/apps/keepup/test_sets.py::test_the_store_and_the_core_agree_on_worlds_drawn_by_lot",
    "tests/core/freshness/test_labelled_syllabi.py",
    "tests/core/measurement/test_agreement.py::test_a_band_that_holds_its_own_figure",
    "tests/core/measurement/test_area_fit.py::test_unfair_questions_place_nobody",
    "tests/core/measurement/test_calibration_laws.py",
    "tests/core/measurement/test_deciding.py",
    "tests/core/measurement/test_drift.py",
    "tests/core/measurement/test_expert_fit.py",
    "tests/core/measurement/test_exposure.py",
    "tests/core/measurement/test_levels_reference.py",
    "tests/core/measurement/test_shortlists.py",
    "tests/core/measurement/test_windows.py",
    "tests/core/rollup/test_absence.py::test_all_figures_together_leave_anybodys_chance_open",
    "tests/core/timeplan/test_placement_laws.py::test_no_plan_breaks_a_hard_rule",
    "tests/core/timeplan/test_placement_laws.py::test_the_same_team_gets_the_same_plan",
    "tests/curriculum/test_drawn.py::test_the_shipped_templates_are_bounded",
    "tests/curriculum/test_export.py::test_every_link_of_the_whole_curriculum_holds",
    "tests/curriculum/test_reference.py::test_the_shipped_table_has_the_figures",
)
"""People and answers made up by the hundred, laws tried on many worlds drawn by lot, the shipped
curriculum walked whole: minutes of work. `make test-simulations`, and in `make test-long`."""


def is_simulation(nodeid: str) -> bool:
    """Whether a test has a run of its own."""
    return nodeid.startswith(SIMULATIONS)
