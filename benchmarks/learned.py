"""Makes `curriculum/framework/learned.yaml`: `python -m benchmarks.learned [--write]`.

The labels of the development syllabi (a row a line, a column a skill) are fitted on the stems of
the lines by ridge regression. Lines about none of our skills are rows of noughts: they teach what
a neighbouring subject's words do not say. No line of a set kept to measure is read. Without
`--write`, says how well the table does on syllabi that it has not read: whole syllabi are left out
in ten parts, with all synonyms and with a fifth of them (words that nobody has thought of yet).
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.audit import f1, pooled, said
from benchmarks.syllabi import FOLDER, curriculum, labelled, matcher
from whetstone.core.freshness.skill_match import THRESHOLD, Matcher, telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.syllabi import Labelled

READ = ("choose", "report", "fresh", "reserve", "later", "develop", "shape")
"""The sets that choose. `held`, `final`, `last` and `unseen` are kept to measure."""
RIDGE = 0.3
LEAST = 0.08
"""Weights below say nothing that can be told from chance, and are not kept."""
PARTS = 10
FILE = FOLDER.parents[2] / "curriculum" / "framework" / "learned.yaml"
HEAD = """\
schema: whetstone/learned@1
# How far a word's stem spoke for a skill (below nought: against it) in labelled lines, hundredths.
# Made by `python -m benchmarks.learned --write`; what it is and is worth: docs/why/audit.md.
"""

Table = dict[str, dict[str, float]]


def learn(syllabi: Sequence[Labelled], skills: Sequence[str]) -> Table:
    """Skill -> stem -> weight, of the lines of some syllabi."""
    lines = [(set(telling(text)), told) for one in syllabi for text, told in one.labels.items()]
    known = sorted({stem for stems, _told in lines for stem in stems})
    column = {stem: place for place, stem in enumerate(known)}
    place_of = {skill: place for place, skill in enumerate(skills)}
    has = np.zeros((len(lines), len(known)))
    true = np.zeros((len(lines), len(skills)))
    for row, (stems, told) in enumerate(lines):
        for stem in stems:
            has[row, column[stem]] = len(stems) ** -0.5
        for skill in told:
            true[row, place_of[skill]] = 1
    fitted = np.linalg.solve(has @ has.T + RIDGE * np.eye(len(lines)), true)
    weights = np.round(has.T @ fitted, 2)
    return {
        skill: {
            stem: float(weights[row, place])
            for row, stem in enumerate(known)
            if abs(weights[row, place]) >= LEAST
        }
        for skill, place in place_of.items()
    }


def with_table(by: Matcher, table: Table) -> Matcher:
    """The same matcher with another table."""
    return Matcher(replace(one, learned=table[key]) for key, one in by.skills.items())


def left_out(by: Matcher) -> Counter[str]:
    """Counts over all syllabi that choose, each matched by a table that has not read it."""
    syllabi = [one for half in READ for one in labelled(half)]
    total: Counter[str] = Counter()
    for part in range(PARTS):
        rest = [one for place, one in enumerate(syllabi) if place % PARTS != part]
        own = with_table(by, learn(rest, list(by.skills)))
        total += pooled(syllabi[part::PARTS], own, THRESHOLD)
    return total


def written(table: Table) -> str:
    """The file's text: a skill a line, the heaviest words first."""
    lines = ["skills:"]
    for skill, weights in table.items():
        ranked = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
        told = ", ".join(f"{stem} {round(100 * weight)}" for stem, weight in ranked)
        lines.append(f'  {skill}: "{told}"')
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write the table, or say how well it does on what it has not read."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="make the file anew")
    shipped = curriculum()
    if options.parse_args().write:
        read = [one for half in READ for one in labelled(half)]
        FILE.write_text(written(learn(read, [one.id for one in shipped.framework.skills])))
        return
    for keep in (1.0, 0.2):
        by = matcher(shipped, keep=keep, rules=keep)
        plain = with_table(by, {key: {} for key in by.skills})
        syllabi = [one for half in READ for one in labelled(half)]
        for name, of in (("without", pooled(syllabi, plain, THRESHOLD)), ("with", left_out(by))):
            print(f"{keep:.0%} of synonyms and rules, {name} table: {said(of)}, F1 {f1(of):.3f}")


if __name__ == "__main__":
    main()
