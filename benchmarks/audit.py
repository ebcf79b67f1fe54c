"""How well syllabi are matched: `python -m benchmarks.audit` (no store needed).

Settings and words are chosen on the choosing half, also with four fifths of the synonyms held out
(words that nobody has thought of yet). The fresh set was written and labelled before the matcher
in use had read it, and is reported; `--old` adds the reporting half that was looked at before;
`--reserve` reports the set that nobody had looked at when the matcher was settled, `--later` the
one that nobody had looked at when the reader of plain text was mended for the second time. All
these chose rules and words afterwards; `--final` reports the ten syllabi that chose nothing, and
`--held` the nine of the last sixteen that chose nothing (`--shape` the seven that chose);
`--agreement` says how far two readings of these sixteen agree, which no matcher passes.
Topic level: pairs of a labelled line and a skill. Skill level: is a skill taught in a syllabus at
all. Intervals: Wilson, 95 %, over pairs; pairs of one syllabus are not independent, so they are
too narrow rather than too wide, and a second line resamples whole syllabi.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from benchmarks.syllabi import (
    FOLDER,
    curriculum,
    flagged,
    found_pairs,
    labelled,
    matcher,
    plain,
    true_pairs,
)
from whetstone.core.freshness.skill_match import THRESHOLD
from whetstone.core.kernel.probability import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.syllabi import Labelled, Pair
    from whetstone.core.freshness.skill_match import Matcher
    from whetstone.curriculum.model import Curriculum

KEPT = (
    "measure",
    "plain",
    "natural",
    "unseen",
    "last",
    "held",
    "final",
    "later",
    "reserve",
    "develop",
    "shape",
)
DRAWS = 4
MOST_WAYS = 50_000
GRID = [round(0.20 + 0.05 * step, 2) for step in range(13)]


def counts(true: set[Pair], found: set[Pair]) -> Counter[str]:
    """Hits, false alarms and misses."""
    return Counter(hit=len(true & found), alarm=len(found - true), miss=len(true - found))


def f1(of: Counter[str]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * of["hit"] / max(1, 2 * of["hit"] + of["alarm"] + of["miss"])


def pooled(
    syllabi: Iterable[Labelled], by: Matcher, threshold: float, *, least: float = 0.0
) -> Counter[str]:
    """Counts over several syllabi, of what scores at least so much."""
    return sum(
        (counts(true_pairs(one), found_pairs(one, by, threshold, least=least)) for one in syllabi),
        Counter(),
    )


def choose(by: Matcher) -> tuple[float, dict[float, Counter[str]]]:
    """The threshold with the best F1 on the choosing half; the higher of two equal ones."""
    table = {threshold: pooled(labelled("choose"), by, threshold) for threshold in GRID}
    return max(GRID, key=lambda threshold: (f1(table[threshold]), threshold)), table


def by_skill(
    syllabi: Iterable[Labelled], by: Matcher, threshold: float
) -> dict[str, Counter[str]]:
    """Counts of each skill's pairs."""
    found: dict[str, Counter[str]] = {}
    for one in syllabi:
        true, seen = true_pairs(one), found_pairs(one, by, threshold)
        for skill in {pair[1] for pair in true | seen}:
            own = [{pair for pair in pairs if pair[1] == skill} for pairs in (true, seen)]
            found.setdefault(skill, Counter()).update(counts(*own))
    return found


def taught(syllabi: Iterable[Labelled], by: Matcher, threshold: float) -> Counter[str]:
    """Counts of skills taught at all, a syllabus at a time."""
    total: Counter[str] = Counter()
    for one in syllabi:
        true = {(one.name, skill) for _line, skill in true_pairs(one)}
        seen = {(one.name, skill) for _line, skill in found_pairs(one, by, threshold)}
        total += counts(true, seen)
    return total


def said(of: Counter[str]) -> str:
    """Precision and recall with n and intervals."""
    parts = []
    for name, other in (("precision", "alarm"), ("recall", "miss")):
        n = of["hit"] + of[other]
        low, high = wilson(of["hit"], n) if n else (0.0, 1.0)
        parts.append(f"{name} {of['hit'] / max(1, n):.3f} ({low:.2f} to {high:.2f}, n {n})")
    return ", ".join(parts)


def resampled(syllabi: list[Labelled], by: Matcher, threshold: float) -> str:
    """The range over ways to draw as many syllabi with replacement (5 to 95 %).

    All ways up to MOST_WAYS of them, else as many at random.
    """
    one = [counts(true_pairs(s), found_pairs(s, by, threshold)) for s in syllabi]
    precision, recall = [], []
    for draw in draws(len(one)):
        total = sum((one[i] for i in draw), Counter())
        precision.append(total["hit"] / (total["hit"] + total["alarm"]))
        recall.append(total["hit"] / (total["hit"] + total["miss"]))
    cut = [
        (sorted(v)[len(v) * 5 // 100], sorted(v)[len(v) * 95 // 100]) for v in (precision, recall)
    ]
    return "precision {:.2f} to {:.2f}, recall {:.2f} to {:.2f}".format(*cut[0], *cut[1])


def draws(n: int) -> Iterator[tuple[int, ...]]:
    """Ways to draw n of n with replacement: all of them, or as many at random."""
    if n**n <= MOST_WAYS:
        yield from product(range(n), repeat=n)
        return
    seeded = random.Random(0)
    for _ in range(MOST_WAYS // 10):
        yield tuple(seeded.choices(range(n), k=n))


def outdated(syllabi: Iterable[Labelled], shipped: Curriculum) -> list[str]:
    """The planted statements that are flagged, those that are not, and what else is flagged."""
    lines = []
    for one in syllabi:
        hits = flagged(one, shipped)
        planted = {(line, claim) for line, claims in one.outdated for claim in claims}
        told = [(plain(text), hit) for text, hit in hits]
        seen = {(line, claim) for line, claim in planted
                if any(plain(line) in text and claim == hit for text, hit in told)}  # fmt: skip
        others = len(hits) - len(seen)
        said = f"{len(seen)} of {len(planted)} flagged, {others} flagged beside them"
        lines.append(f"  {one.name}: outdated statements: {said}")
    return lines


def chosen(by: Matcher) -> list[str]:
    """What the choosing half says of thresholds, and of words that nobody has thought of yet."""
    best, table = choose(by)
    lines = [f"choosing half, threshold: {said(table[t])}, F1 {f1(table[t]):.3f}".replace(
        "threshold", f"{t:.2f}") for t in GRID]  # fmt: skip
    lines.append(f"best F1 on the choosing half: {best:.2f}; in use: {THRESHOLD:.2f}")
    shipped = curriculum()
    for keep in (0.5, 0.2):
        few = [matcher(shipped, keep=keep, seed=seed) for seed in range(DRAWS)]
        of = sum((pooled(labelled("choose"), one, THRESHOLD) for one in few), Counter())
        kept = f"choosing half, {keep:.0%} of the synonyms, {DRAWS} draws"
        lines.append(f"{kept}: {said(of)}, F1 {f1(of):.3f}")
    return lines


def report(half: str, by: Matcher) -> list[str]:
    """What a half that chose nothing says."""
    rest = labelled(half)
    lines = [f"{half}, {len(rest)} syllabi, topic level: {said(pooled(rest, by, THRESHOLD))}"]
    lines.append(f"  whole syllabi drawn again: {resampled(rest, by, THRESHOLD)}")
    sure = pooled(rest, by, THRESHOLD, least=THRESHOLD)
    lines.append(f"  without what is shown as perhaps: {said(sure)}")
    lines += [f"  {one.name}: {said(pooled([one], by, THRESHOLD))}" for one in rest]
    lines.append(f"{half}, skill taught at all: {said(taught(rest, by, THRESHOLD))}")
    for skill, of in sorted(by_skill(rest, by, THRESHOLD).items()):
        lines.append(f"  {skill}: {of['hit']} found, {of['alarm']} false, {of['miss']} missed")
    return lines


def agreement() -> str:
    """How far a second reading of the same lines gives the first one's labels."""
    second = json.loads((FOLDER / "second-reading.json").read_text(encoding="utf-8"))
    total, same, lines = Counter[str](), 0, 0
    for one in labelled():
        for line, skills in second.get(one.name, {}).items():
            first = set(one.labels[line])
            total += counts({(line, s) for s in first}, {(line, s) for s in skills})
            same += first == set(skills)
            lines += 1
    return f"second reading against the first: {said(total)}; the same on {same} of {lines} lines"


def main() -> None:
    """Print what was chosen, and the fresh set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--old", action="store_true", help="the earlier reporting half, too")
    options.add_argument("--chosen", action="store_true", help="the choosing half alone")
    options.add_argument("--reserve", action="store_true", help="the set kept back for the end")
    options.add_argument("--later", action="store_true", help="the six written after that set")
    options.add_argument("--final", action="store_true", help="the ten that chose nothing")
    options.add_argument("--develop", action="store_true", help="the set words were written by")
    options.add_argument("--shape", action="store_true", help="the half rules were written by")
    options.add_argument("--held", action="store_true", help="the half held out of it")
    options.add_argument("--last", action="store_true", help="the six written after held was seen")
    options.add_argument("--unseen", action="store_true", help="six of other fields, the newest")
    options.add_argument("--natural", action="store_true", help="eight as they are on the web")
    options.add_argument("--measure", action="store_true", help="ten that chose nothing")
    options.add_argument("--plain", action="store_true", help="eight more like those, kept back")
    options.add_argument("--agreement", action="store_true", help="two readings compared")
    asked = options.parse_args()
    shipped = curriculum()
    by = matcher(shipped)
    if asked.agreement:
        print(agreement())
        return
    kept = [half for half in KEPT if getattr(asked, half)]
    lines = [] if set(kept) - {"later", "reserve"} else chosen(by)
    halves = [] if asked.chosen else kept or ["fresh"]
    if asked.old:
        halves.append("report")
    for half in halves:
        lines += report(half, by)
        lines += outdated(
            (one for one in labelled(half) if one.outdated or half == "final"), shipped
        )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
