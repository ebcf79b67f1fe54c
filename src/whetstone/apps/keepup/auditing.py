"""An audit, computed: documents + the field's words + corrections + the ledger -> what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core.freshness import audit as core
from whetstone.core.freshness.catalogue import FourShares, four_questions
from whetstone.core.freshness.matching import Matched, match_findings
from whetstone.core.freshness.outdated import Outdated, find_outdated, words_of
from whetstone.core.freshness.syllabus import Reading, read_syllabus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.field.models import ClaimVersion
    from whetstone.apps.field.selectors import FieldWords
    from whetstone.core.freshness.audit import Report
    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.freshness.document import Document
    from whetstone.core.freshness.matching import Correction
    from whetstone.core.freshness.outdated import ClaimWords
    from whetstone.core.freshness.syllabus import Finding


@dataclass(frozen=True, slots=True)
class Audited:
    """Everything found. `findings` of all files in order; `files` says which file each is from."""

    documents: tuple[Document, ...]
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]
    files: tuple[int, ...]
    matches: tuple[Matched, ...]
    outdated: tuple[Outdated, ...]
    report: Report
    four: FourShares | None

    @property
    def outdated_claims(self) -> set[str]:
        """The claims that something rests on and that are gone."""
        return {one.claim_id for one in self.outdated}

    @property
    def outdated_lines(self) -> int:
        """How many statements rest on something that is gone."""
        return len({one.finding for one in self.outdated})

    def summary(self) -> dict[str, Any]:
        """The figures of the list, to be kept with the audit."""
        rows = self.report.rows
        return {
            "skills": len(rows),
            "required": len(self.report.of(core.Taught.REQUIRED)),
            "elective": len(self.report.of(core.Taught.ELECTIVE)),
            "missing": len(self.report.of(core.Taught.MISSING)),
            "outdated": self.outdated_lines,
            "programmes": self.four.programmes if self.four else 0,
        }


def audited(
    documents: Sequence[Document],
    *,
    words: FieldWords,
    states: Mapping[str, ClaimState],
    corrections: Iterable[Correction] = (),
    targets: Mapping[str, int] | None = None,
    loose: Sequence[ClaimWords] = (),
) -> Audited:
    """Hold documents against the field of a day."""
    readings = tuple(read_syllabus(document) for document in documents)
    findings = tuple(one for reading in readings for one in reading.findings)
    files = tuple(place for place, reading in enumerate(readings) for _one in reading.findings)
    matches = match_findings(findings, words.matcher, corrections)
    outdated = find_outdated(findings, states, words.claims, loose=loose)
    report = core.report(readings, matches, outdated, words.sought, states=states, targets=targets)
    return Audited(
        tuple(documents), readings, findings, files, matches, outdated, report,
        four_questions(documents),
    )  # fmt: skip


def words_of_the_rest(
    versions: Mapping[str, ClaimVersion], words: FieldWords
) -> tuple[ClaimWords, ...]:
    """Claims that no phrase is known of, by their own short text."""
    known = {one.claim_id for one in words.claims}
    return tuple(
        words_of(slug, row.claim.network, row.text)
        for slug, row in versions.items()
        if slug not in known
    )
