"""The reports on a curriculum as lines for people and values for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.curriculum.gather import gather
from whetstone.curriculum.reports import coverage, readability, similar
from whetstone.curriculum.reports.similar import THRESHOLD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.reports import Coverage, Readability, Similar
    from whetstone.curriculum.reports.coverage import AreaRow


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed: lines, or the same as values."""

    lines: tuple[str, ...]
    values: dict[str, Any]


def coverage_report(root: Path, *, on: dt.date) -> Report:
    """Skills by level, format and freshness, weighted by importance."""
    found = coverage(_sound(root), on=on)
    return Report(tuple(_of_coverage(found)), asdict(found))


def readability_report(root: Path) -> Report:
    """The grade of every lesson, task and guide, and of the questions by area."""
    found = readability(_sound(root))
    return Report(tuple(_of_readability(found)), asdict(found))


def similar_report(root: Path, *, threshold: float | None = None) -> Report:
    """Pairs of questions that resemble each other."""
    found = similar(_sound(root), threshold=THRESHOLD if threshold is None else threshold)
    return Report(tuple(_of_similar(found)), asdict(found))


def _sound(root: Path) -> Draft:
    """Everything that was read.

    Raises:
        Faults: a report on files that do not compile would be a report on something else.
    """
    draft = gather(root)
    if draft.log.faults:
        raise Faults(
            Fault(f"{one.file}:{one.line}", one.what, one.mend) for one in draft.log.faults
        )
    return draft


def _of_coverage(found: Coverage) -> Iterator[str]:
    weights = "an importance survey" if found.is_weighted else "equal weights (an assumption)"
    yield f"As claims stand on {found.on}; {weights}."
    yield f"Skills with a fresh lesson to entry level, 2 items and a task: {found.covered:.0%}."
    yield f"Skills x levels with a fresh question: {found.cells:.0%}."
    single, templates = _share(found.single_choice), _share(found.templates)
    yield f"Questions: {single} single choice, {templates} templates."
    yield f"Claims: {_share(found.expected_true)} expected true, {_share(found.stale)} stale."
    yield ""
    yield "area lessons items  L1 L2 L3 L4  single tmpl  cards tasks  claims true  stale"
    yield from (_area_line(row) for row in found.areas)
    yield ""
    yield "skill  weight lessons tasks items fresh  L1 L2 L3 L4  formats"
    for row in found.skills:
        levels = " ".join(f"{row.by_level[level]:2}" for level in (1, 2, 3, 4))
        formats = ", ".join(f"{name} {n}" for name, n in row.by_format.items())
        yield (
            f"{row.skill:6} {row.importance:6.2f} {row.lessons:7} {row.tasks:5} {row.items:5}"
            f" {row.fresh:5}  {levels}  {formats}"
        )
    yield ""
    yield from found.short
    yield f"{len(found.short)} things fall short of the aims."


def _area_line(row: AreaRow) -> str:
    levels = " ".join(f"{row.by_level[level]:2}" for level in (1, 2, 3, 4))
    return (
        f"{row.area:4} {row.lessons:7} {row.items:5}  {levels}  {_share(row.single_choice):>6}"
        f" {_share(row.templates):>4}  {row.cards:5} {row.tasks:5}  {row.claims:6}"
        f" {_share(row.expected_true):>4} {_share(row.stale):>5}"
    )


def _of_readability(found: Readability) -> Iterator[str]:
    yield f"{found.formula}; at most {found.limit:g}."
    if found.mean is not None:
        yield f"Lessons: grade {found.mean:.1f} on average."
    yield "grade  words  a sentence  longest  id"
    for row in found.rows:
        grade = "    -" if row.grade is None else f"{row.grade:5.1f}"
        yield f"{grade}  {row.words:5}  {row.words_a_sentence:10.1f}  {row.longest:7}  {row.id}"
    yield f"{len(found.above)} read above grade {found.limit:g}."


def _of_similar(found: Similar) -> Iterator[str]:
    yield (
        f"{found.items} questions, runs of {found.shingle} letters, resemblance (Jaccard) from"
        f" {found.threshold:g} on."
    )
    for pair in found.pairs:
        guarded = "  (never in one sitting)" if pair.are_enemies else ""
        yield f"{pair.resemblance:.2f}  {pair.one}  {pair.other}{guarded}"
    yield f"{len(found.pairs)} pairs, {len(found.unguarded)} of them not named as enemies."


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
