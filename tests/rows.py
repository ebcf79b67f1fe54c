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


def is_long(nodeid: str) -> bool:
    """Whether a test belongs to a row that takes minutes."""
    return nodeid.startswith(JOURNEYS)
