"""Makes `curriculum/framework/learned.yaml`: `python -m benchmarks.learned [--write]`.

The labels of the development syllabi and of the lines written for it (tests/data/syllabi/lines)
are fitted on the stems of the lines, and on pairs of neighbours, by logistic regression with a
ridge. Lines about none of our skills teach what a neighbouring subject's words do not say. No line
of a set kept to measure is read. Without `--write`, says how well a table does on the lines of
each writer, made from all others' (minutes): with all synonyms and with a fifth of them (words
that nobody has thought of yet).
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse, special

from benchmarks.audit import f1, said
from benchmarks.syllabi import FOLDER, curriculum, labelled, lines, matcher, plain, voices
from whetstone.core.freshness.learned import BASE, said_by
from whetstone.core.freshness.skill_match import QUIET_STEMS, Matcher, stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

    from benchmarks.syllabi import Line

READ = (
    "choose", "report", "fresh", "reserve", "later", "develop", "shape", "natural", "held",
    "final", "last", "unseen", "plain", "grown",
)  # fmt: skip
"""The sets that choose. `measure` is kept to measure."""
TWICE = 2
"""How much a line of a syllabus weighs beside one that was written for itself."""
RIDGE = 0.01
SEEN = 2
"""A word or pair that stands in fewer lines says nothing that can be told from chance."""
LEAST = 1.0
"""Weights below change nothing that anybody would see, and are not kept."""
STEPS = 80
"""More of them fit what is read better and what is not read worse."""
FILE = FOLDER.parents[2] / "curriculum" / "framework" / "learned.yaml"
HEAD = """\
schema: whetstone/learned@1
# How far a word, or a pair of words, spoke for a skill (below nought: against it) in labelled
# lines, in tenths of log odds; * is what a line says without any. Made by
# `python -m benchmarks.learned --write` from lines {digest}; its worth: docs/why/audit.md.
"""

Table = dict[str, dict[str, float]]


def learn(lines: Sequence[Line], skills: Sequence[str]) -> Table:
    """Skill -> stem or pair -> weight in log odds, with the base under `BASE`."""
    said = [said_by(stems(text), QUIET_STEMS) for text, _told in lines]
    often = Counter(word for words in said for word in words)
    known = sorted(word for word, n in often.items() if n >= SEEN)
    column = {word: place for place, word in enumerate(known)}
    has = _matrix(said, column)
    true = np.array([[skill in told for skill in skills] for _text, told in lines], dtype=float)
    weights, base = _fitted(has, true)
    weights = np.round(weights, 1)
    return {
        skill: {BASE: round(float(base[place]), 1)}
        | {
            known[row]: float(weights[row, place])
            for row in np.flatnonzero(np.abs(weights[:, place]) >= LEAST)
        }
        for place, skill in enumerate(skills)
    }


def _matrix(said: Sequence[frozenset[str]], column: Mapping[str, int]) -> sparse.csr_matrix:
    """A row a line; each word it holds weighs 1 / root of how many words and pairs it has."""
    cells = [
        (row, column[word], len(words) ** -0.5)
        for row, words in enumerate(said)
        for word in sorted(words & column.keys())
    ]
    rows, columns, values = zip(*cells, strict=True)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(said), len(column)))


def _fitted(has: sparse.csr_matrix, true: Floats) -> tuple[Floats, Floats]:
    """Logistic regression of each column, with a ridge on the weights and none on the base."""
    width, many = has.shape[1], true.shape[1]

    def loss(at: Floats) -> tuple[float, Floats]:
        weights, base = at[: width * many].reshape(width, many), at[width * many :]
        z = has @ weights + base
        error = special.expit(z) - true
        value = (np.logaddexp(0, z) - true * z).sum() + RIDGE / 2 * (weights * weights).sum()
        slope = has.T @ error + RIDGE * weights
        return float(value), np.concatenate([slope.ravel(), error.sum(axis=0)])

    start = np.concatenate([np.zeros(width * many), np.full(many, -4.0)])
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x[: width * many].reshape(width, many), found.x[width * many :]


def development() -> list[Line]:
    """Every line that chooses: of the development syllabi, and the lines written for it."""
    return syllabi() * TWICE + lines()


@cache
def _syllabi() -> tuple[Line, ...]:
    found: list[Line] = []
    for one in (each for half in READ for each in labelled(half)):
        found += one.labels.items()
        told = [plain(finding.text) for finding in one.reading().findings]
        found += [
            (text, ()) for text in told
            if not any(line in text or text in line for line in one.labels)
        ]  # fmt: skip
    return tuple(found)


def syllabi() -> list[Line]:
    """The labelled lines of the development syllabi, and what the reader finds beside them.

    The latter is about none of the skills: whoever labelled a syllabus left it out.
    """
    return list(_syllabi())


def digest() -> str:
    """Which files the table is made from: their content, and which of them choose."""
    paths = [*FOLDER.glob("*.yaml"), *(FOLDER / "lines").glob("*.txt")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(paths)}
    read = [
        text for name, text in texts.items()
        if name.endswith(".txt") or any(f"\nhalf: {half}\n" in text for half in READ)
    ]  # fmt: skip
    return hashlib.sha256("\0".join(read).encode()).hexdigest()[:16]


def with_table(by: Matcher, table: Table) -> Matcher:
    """The same matcher with another table."""
    return Matcher(replace(one, learned=table[key]) for key, one in by.skills.items())


def left_out(by: Matcher, voice: str) -> Counter[str]:
    """Counts over the lines of one voice, matched by a table that has not read it."""
    own = with_table(by, learn(development_without(voice), list(by.skills)))
    total: Counter[str] = Counter()
    for text, told in lines(voice):
        found = {match.skill for match in own.match(text)}
        total += Counter(
            hit=len(found & set(told)), alarm=len(found - set(told)), miss=len(set(told) - found)
        )
    return total


def development_without(voice: str) -> list[Line]:
    """What chooses, less one voice."""
    rest = [one for other in voices() if other != voice for one in lines(other)]
    return syllabi() * TWICE + rest


def written(table: Table) -> str:
    """The file's text: a skill a line, the heaviest words first."""
    rows = ["skills:"]
    for skill, weights in table.items():
        ranked = sorted(weights.items(), key=lambda one: (one[0] != BASE, -one[1], one[0]))
        told = ", ".join(f"{word} {round(10 * weight)}" for word, weight in ranked)
        rows.append(f'  {skill}: "{told}"')
    return HEAD.format(digest=digest()) + "\n".join(rows) + "\n"


def main() -> None:
    """Write the table, or say how well it does on what it has not read."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="make the file anew")
    shipped = curriculum()
    if options.parse_args().write:
        table = learn(development(), [one.id for one in shipped.framework.skills])
        FILE.write_text(written(table))
        return
    for keep in (1.0, 0.2):
        by = matcher(shipped, keep=keep, rules=keep)
        for voice in voices():
            of = left_out(by, voice)
            print(
                f"{keep:.0%} of synonyms and rules, {voice} left out: {said(of)}, F1 {f1(of):.3f}"
            )


if __name__ == "__main__":
    main()
