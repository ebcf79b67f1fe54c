"""The labelled syllabi: read from YAML, made into files of their formats, and compared with."""

from __future__ import annotations

import io
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import typst
import yaml

from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.outdated import ClaimWords, find_outdated
from whetstone.core.freshness.skill_match import Matcher, SkillWords
from whetstone.core.freshness.syllabus import read_syllabus
from whetstone.curriculum import compile_curriculum, find_root
from whetstone.formats.syllabi import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.freshness.syllabus import Reading
    from whetstone.curriculum.model import Curriculum

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "syllabi"
_LABEL = re.compile(r"\s*\{\{([^}]*)\}\}")
_WORDS = re.compile(r"\w+")

Line = tuple[str, tuple[str, ...]]
"""What a line says, and the skills that it teaches."""
Pair = tuple[str, str]
"""A labelled line (or a finding that no label names) and a skill."""


@dataclass(frozen=True)
class Labelled:
    """A syllabus of the labelled set and what is true of it."""

    name: str
    half: str
    format: str
    text: str
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    outdated: tuple[tuple[str, frozenset[str]], ...] = ()
    history: tuple[str, ...] = ()

    def data(self) -> bytes:
        """The file itself."""
        if self.format == "docx":
            return as_docx(self.text)
        return as_pdf(self.text) if self.format == "pdf" else self.text.encode()

    def reading(self) -> Reading:
        """What is found in it."""
        return read_syllabus(read(self.name, self.data()))


def flagged(one: Labelled, shipped: Curriculum) -> set[tuple[str, str]]:
    """(text, claim) of each statement of a syllabus that is found out of date."""
    states = {
        row.id: ClaimState(
            row.id, ClaimStatus(row.status), row.as_of, row.half_life_months,
            row.held_from, row.held_until,
        )
        for row in shipped.claims
    }  # fmt: skip
    wording = shipped.framework.wording
    assert wording is not None
    words = [ClaimWords(one.claim, one.names, one.phrases) for one in wording.claims]
    findings = one.reading().findings
    hits = find_outdated(findings, states, words)
    return {(findings[hit.finding].text, hit.claim_id) for hit in hits}


def labelled(half: str | None = None) -> list[Labelled]:
    """The syllabi of one half, or all."""
    found = [_load(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return [one for one in found if half in (None, one.half)]


def voices() -> list[str]:
    """Who wrote labelled lines: names of files."""
    return sorted(path.stem for path in (FOLDER / "lines").glob("*.txt"))


def lines(voice: str = "*") -> list[Line]:
    """The labelled lines of one voice, or of all, each with its skills."""
    rows = [
        row
        for path in sorted((FOLDER / "lines").glob(f"{voice}.txt"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        (row[: found.start()], tuple(found[1].replace(",", " ").split()))
        for row in rows
        if (found := _LABEL.search(row))
    ]


def curriculum() -> Curriculum:
    """The shipped curriculum."""
    compiled = compile_curriculum(find_root()).curriculum
    assert compiled is not None
    return compiled


def matcher(
    shipped: Curriculum, *, keep: float = 1.0, rules: float = 1.0, seed: int = 0
) -> Matcher:
    """The matcher over the shipped framework, its synonyms and its rules of words together.

    Of these, only a share is kept.
    """
    wording = shipped.framework.wording
    assert wording is not None
    drawn = random.Random(seed)
    return Matcher(
        SkillWords(
            one.id,
            one.name,
            tuple(one.can_do.values()),
            tuple(w for w in wording.skills.get(one.id, ()) if drawn.random() < keep),
            tuple(w for w in wording.together.get(one.id, ()) if drawn.random() < rules),
            {word: weight / 10 for word, weight in wording.learned.get(one.id, {}).items()},
        )
        for one in shipped.framework.skills
    )


def true_pairs(one: Labelled) -> set[Pair]:
    """What the labels say."""
    return {(line, skill) for line, skills in one.labels.items() for skill in skills}


def found_pairs(one: Labelled, by: Matcher, threshold: float, *, least: float = 0.0) -> set[Pair]:
    """What the matcher says from a score of `least` on, told by labelled line."""
    pairs = set()
    for finding in one.reading().findings:
        said = plain(finding.text)
        lines = [line for line in one.labels if line in said or said in line]
        for match in by.match(finding.text, threshold=threshold):
            if match.score >= least:
                pairs |= {(line, match.skill) for line in lines or [f"? {said}"]}
    return pairs


def plain(text: str) -> str:
    """Words only, lower case."""
    return " ".join(_WORDS.findall(text.lower()))


def as_docx(text: str) -> bytes:
    """A Word file of Markdown-like text: headings, bullets, paragraphs."""
    document = docx.Document()
    for line in filter(None, text.splitlines()):
        if line.startswith("#"):
            marks, words = line.split(" ", 1)
            document.add_heading(words, level=len(marks))
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(text: str) -> bytes:
    """A PDF of Markdown-like text, a paragraph a line, wrapped as a word processor would."""
    text = re.sub(r"\n(?![-\n])", "\n\n", text)
    source = re.sub(r"^(#+) ", lambda m: "=" * len(m[1]) + " ", text, flags=re.MULTILINE)
    source = source.replace("@", "\\@").replace("$", "\\$")
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def _load(path: Path) -> Labelled:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = data["source"].splitlines()
    return Labelled(
        path.stem,
        data["half"],
        data["format"],
        "\n".join(_LABEL.sub("", line) for line in lines),
        dict(_labels(lines)),
        tuple((one["line"], frozenset(one["claims"])) for one in data["outdated"]),
        tuple(data["history"]),
    )


def _labels(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines:
        found = _LABEL.search(line)
        if found is None:
            continue
        told = re.sub(r"<[^>]+>", " ", line[: found.start()])
        if "</dt>" in line:
            told = re.sub(r"<[^>]+>", " ", line[line.index("</dt>") : found.start()])
        told = re.sub(r"^\s*(?:[-*]|\d+\.|\|\s*\d+\s*\|)\s*", "", told)
        told = re.sub(r"^\s*\d+\s+(?=\D)", "", told) if "<td>" in line else told
        yield plain(told), tuple(found[1].split())
