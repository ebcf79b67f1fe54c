"""`whetstone audit`: hold syllabi against the ledger from the command line; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.freshness.audit import Taught
from whetstone.core.kernel.errors import Fault, Faults, raise_all

if TYPE_CHECKING:
    import argparse

    from whetstone.apps.keepup.auditing import Audited

FAULTY = 1


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    says = "say what a syllabus teaches, what it lacks, and what of it is out of date"
    made: argparse.ArgumentParser = commands.add_parser(
        "audit", help=says, description=says.capitalize() + "."
    )
    made.set_defaults(act=audit)
    made.add_argument(
        "files", nargs="+", help="PDF, DOCX, HTML, Markdown, text, or a catalogue as CSV"
    )
    made.add_argument("--role", default="", help="whose levels are the yardstick, such as smm")
    made.add_argument(
        "--workspace", help="use this workspace's ledger and corrections (its address word)"
    )
    made.add_argument("--json", action="store_true", help="print the report as JSON")


def audit(options: argparse.Namespace) -> int:
    """Read, match, print. Leaves with 1 where something is out of date, as any faulty report."""
    import django

    django.setup()
    from whetstone.apps.keepup.selectors import compute, corrections
    from whetstone.apps.people.clock import real_now
    from whetstone.formats.syllabi import read_safely

    workspace = _workspace(options.workspace)
    _check_role(options.role)
    documents = read_safely(_contents(options.files))
    found = compute(
        documents,
        workspace_id=workspace,
        today=real_now().date(),
        role_id=options.role,
        said=corrections(workspace) if workspace is not None else (),
    )
    if options.json:
        print(json.dumps(as_values(found), ensure_ascii=False))
    else:
        print("\n".join(as_lines(found)))
    return FAULTY if found.outdated else 0


def as_values(found: Audited) -> dict[str, Any]:
    """The report as plain values."""
    report = found.report
    return {
        "files": [
            {"name": one.name, "format": one.format, "pages": one.pages, "notes": list(one.notes)}
            for one in found.documents
        ],
        "counts": found.summary(),
        "share_required": round(report.shares.required, 4),
        "share_offered": round(report.shares.offered, 4),
        "share_required_and_current": round(report.shares.required_and_current, 4),
        "weights": "importance survey" if report.is_weighted else "equal (an assumption)",
        "hours": round(report.shares.hours, 2),
        "skills": [
            {"skill": row.skill, "taught": row.taught.value, "level": row.depth,
             "hours": round(row.hours, 2), "claims": list(row.claims)}
            for row in report.rows
        ],
        "areas": [
            {"area": row.area, "required": row.required, "elective": row.elective,
             "missing": row.missing, "level": row.depth, "target": row.target,
             "at_target": row.at_target}
            for row in report.areas
        ],
        "out_of_date": [
            {"claim": one.claim_id, "text": found.findings[one.finding].text,
             "start": found.findings[one.finding].start, "end": found.findings[one.finding].end,
             "name": one.name, "phrase": one.phrase, "score": one.score}
            for one in found.outdated
        ],
        "matches": [
            {"text": found.findings[one.finding].text, "start": found.findings[one.finding].start,
             "end": found.findings[one.finding].end, "page": found.findings[one.finding].page,
             "skill": one.skill, "score": one.score, "level": one.depth,
             "terms": [[term.text, term.worth] for term in one.terms],
             "by_person": one.is_by_person, "perhaps": one.is_perhaps}
            for one in found.matches
        ],
        "four": _four(found),
    }  # fmt: skip


def as_lines(found: Audited) -> list[str]:
    """The report in lines."""
    summary = found.summary()
    first = "{required} of {skills} skills required, {elective} elective, {missing} missing."
    lines = [first.format(**summary)]
    by_area: dict[str, list[str]] = {}
    for row in found.report.of(Taught.MISSING):
        by_area.setdefault(row.area, []).append(row.skill)
    lines += [f"missing in {area}: {', '.join(skills)}" for area, skills in by_area.items()]
    lines += [
        f"out of date: {found.findings[one.finding].text} ({one.claim_id}, score {one.score:g})"
        for one in found.outdated
    ]
    for question, value in (_four(found) or {}).items():
        lines.append(f"{question}: {value}")
    return lines


def _four(found: Audited) -> dict[str, Any] | None:
    if found.four is None:
        return None
    names = ("require_social", "offer_digital", "only_one", "require_digital")
    shares = {name: getattr(found.four, name) for name in names}
    return {
        name: {"share": round(one.value, 4), "lo": round(one.lo, 4), "hi": round(one.hi, 4),
               "n": one.n}
        for name, one in shares.items()
    }  # fmt: skip


def _contents(names: list[str]) -> list[tuple[str, bytes]]:
    from whetstone.formats.syllabi import MOST_BYTES

    faults, found = [], []
    for name in names:
        try:
            with Path(name).open("rb") as file:
                found.append((Path(name).name, file.read(MOST_BYTES + 1)))
        except OSError as wrong:
            faults.append(Fault(name, "cannot be opened:", wrong.strerror or ""))
    raise_all(faults)
    return found


def _workspace(slug: str | None) -> int | None:
    if slug is None:
        return None
    from whetstone.apps.people import selectors as people

    found = people.workspace_named(slug)
    if found is None:
        raise Faults([Fault("--workspace", f"there is no workspace {slug}.")])
    return found


def _check_role(role: str) -> None:
    from whetstone.apps.field import selectors as field

    known = field.framework().roles
    if role and role not in known:
        raise Faults([Fault("--role", f"there is no role {role}.",
                            f"Use one of: {', '.join(known)}.")])  # fmt: skip
