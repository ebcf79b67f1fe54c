"""Audits: the list, and one with everything that is said of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.auditing import Audited, audited, words_of_the_rest
from whetstone.apps.keepup.models import Audit, AuditCorrection, AuditFile
from whetstone.core.freshness.difference import Difference, difference
from whetstone.core.freshness.matching import Correction, Verdict
from whetstone.formats.syllabi import wire
from whetstone.web import once

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.field.models import Change, ClaimVersion
    from whetstone.core.freshness.document import Document
    from whetstone.core.freshness.matching import Matched
    from whetstone.core.freshness.outdated import Outdated
    from whetstone.core.freshness.syllabus import Finding

LISTED = 60
PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Stale:
    """A statement that rests on something gone: the claim, what moved it, what is so now."""

    finding: Finding
    file: str
    outdated: Outdated
    claim: ClaimVersion
    change: Change | None
    now: ClaimVersion | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a page shows it: `place` is its number, `pieces` its text in (text, marked)."""

    place: int
    finding: Finding
    file: str
    pieces: tuple[tuple[str, bool], ...]
    matches: tuple[Matched, ...]
    is_stale: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One audit, the earlier ones of its title, and what moved since one of them."""

    audit: Audit
    files: tuple[AuditFile, ...]
    audited: Audited
    names: Mapping[str, str]
    areas: Mapping[str, str]
    targets: Mapping[str, int] | None
    role: str
    stale: tuple[Stale, ...]
    earlier: tuple[Audit, ...]
    before: Audit | None
    difference: Difference | None
    corrections: int
    study: ClaimVersion | None

    def found(self, *, first: int = 0, most: int = PER_PAGE) -> list[Found]:
        """Findings from `first` on, with their matches and marked terms."""
        by_place: defaultdict[int, list[Matched]] = defaultdict(list)
        for match in self.audited.matches:
            by_place[match.finding].append(match)
        stale = {one.finding for one in self.audited.outdated}
        rows = enumerate(self.audited.findings[first : first + most], start=first)
        return [
            Found(
                place,
                finding,
                self.files[self.audited.files[place]].name,
                marked(finding.text, by_place[place]),
                tuple(by_place[place]),
                place in stale,
            )
            for place, finding in rows
        ]


def audits(workspace_id: int) -> list[Audit]:
    """The newest audits of a workspace; one query."""
    rows = Audit.objects.filter(workspace=workspace_id).select_related("made_by")
    return list(rows.order_by("-made_at", "-pk")[:LISTED])


def number_of_audits(workspace_id: int) -> int:
    """How many there are."""
    return Audit.objects.filter(workspace=workspace_id).count()


def audit_row(audit_id: int, *, workspace_id: int) -> Audit | None:
    """The audit where it is this workspace's."""
    return Audit.objects.filter(workspace=workspace_id, pk=audit_id).first()


def audit_page(
    audit_id: int, *, workspace_id: int, today: dt.date, against: int | None = None
) -> AuditPage | None:
    """One audit; compared with `against`, or with the one before it. None: not here."""
    audit = audit_row(audit_id, workspace_id=workspace_id)
    if audit is None:
        return None
    earlier = _earlier(audit)
    before = next((one for one in earlier if one.pk == against), earlier[0] if earlier else None)
    shown = [audit] if before is None else [audit, before]
    rows = AuditFile.objects.filter(audit__in=shown).order_by("pk")
    files = tuple(row for row in rows if row.audit_id == audit.pk)
    said = corrections(workspace_id)
    now = _computed(audit, files, said, today)
    moved = None
    if before is not None:
        was = _computed(before, tuple(r for r in rows if r.audit_id == before.pk), said, today)
        moved = difference(
            was.report, now.report, was=was.outdated_claims, now=now.outdated_claims
        )
    frame = field.framework()
    role = frame.roles.get(audit.role_id)
    return AuditPage(
        audit=audit,
        files=files,
        audited=now,
        names=field.field_words().names,
        areas={area.id: area.name for area in frame.areas},
        targets=role.targets if role else None,
        role=role.name if role else "",
        stale=_stale(now, files, workspace_id),
        earlier=earlier,
        before=before,
        difference=moved,
        corrections=len(said),
        study=_study(now, workspace_id),
    )


def corrections(workspace_id: int) -> tuple[Correction, ...]:
    """What people here have said of phrases and skills, oldest first; one query."""
    rows = AuditCorrection.objects.filter(workspace=workspace_id).order_by("pk")
    return tuple(
        Correction(row.phrase, row.skill, Verdict(row.verdict), row.level, row.required, row.pk)
        for row in rows
    )


def compute(
    documents: tuple[Document, ...],
    *,
    workspace_id: int | None,
    today: dt.date,
    role_id: str = "",
    said: tuple[Correction, ...] = (),
) -> Audited:
    """Hold documents against the ledger of a workspace (None: the installation's) on a day."""
    words = field.field_words()
    states = field.ledger(workspace_id, on=today).states
    role = field.framework().roles.get(role_id)
    known = {one.claim_id for one in words.claims}
    gone = {slug for slug, state in states.items() if state.is_gone} - known
    loose = words_of_the_rest(field.claims(workspace_id, gone), words) if gone else ()
    return audited(
        documents,
        words=words,
        states=states,
        corrections=said,
        targets=role.targets if role else None,
        loose=loose,
    )


def marked(text: str, matches: list[Matched]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, those marked that made a score."""
    low = text.lower()
    spans = sorted(
        (place, place + len(term.text))
        for match in matches
        for term in match.terms
        if (place := low.find(term.text.lower())) >= 0
    )
    pieces, here = [], 0
    for start, end in spans:
        if start >= here:
            pieces += [(text[here:start], False), (text[start:end], True)]
            here = end
    pieces.append((text[here:], False))
    return tuple((piece, mark) for piece, mark in pieces if piece)


def _earlier(audit: Audit) -> tuple[Audit, ...]:
    rows = Audit.objects.filter(
        workspace=audit.workspace_id, title__iexact=audit.title, made_at__lte=audit.made_at
    ).exclude(pk=audit.pk)
    return tuple(rows.order_by("-made_at", "-pk")[:LISTED])


def _computed(
    audit: Audit, files: tuple[AuditFile, ...], said: tuple[Correction, ...], today: dt.date
) -> Audited:
    key = (
        audit.workspace_id,
        audit.pk,
        audit.made_at,
        audit.role_id,
        today,
        field.edition_number(),
        field.ledger(audit.workspace_id, on=today).version,
        said,
    )
    return _KEPT.get(key) or _keep(key, audit, files)


def _keep(key: tuple[object, ...], audit: Audit, files: tuple[AuditFile, ...]) -> Audited:
    documents = tuple(wire.from_json(row.document) for row in files)
    today, said = key[4], key[7]
    made = compute(
        documents,
        workspace_id=audit.workspace_id,
        today=today,  # type: ignore[arg-type]
        role_id=audit.role_id,
        said=said,  # type: ignore[arg-type]
    )
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[key] = made
    return made


_MOST_KEPT = 32
_KEPT: dict[tuple[object, ...], Audited] = {}
once.also_forget(_KEPT.clear)


def _stale(found: Audited, files: tuple[AuditFile, ...], workspace_id: int) -> tuple[Stale, ...]:
    slugs = found.outdated_claims
    if not slugs:
        return ()
    moves = field.moves(workspace_id, slugs)
    wanted = slugs | {move.successor for move in moves.values() if move.successor}
    versions = field.claims(workspace_id, wanted)
    rows = []
    for one in found.outdated:
        move = moves.get(one.claim_id)
        rows.append(
            Stale(
                found.findings[one.finding],
                files[found.files[one.finding]].name,
                one,
                versions[one.claim_id],
                move.change if move else None,
                versions.get(move.successor) if move and move.successor else None,
            )
        )
    return tuple(rows)


def _study(found: Audited, workspace_id: int) -> ClaimVersion | None:
    from whetstone.core.freshness.catalogue import STUDY_CLAIM

    if found.four is None:
        return None
    return field.claims(workspace_id, {STUDY_CLAIM}).get(STUDY_CLAIM)
