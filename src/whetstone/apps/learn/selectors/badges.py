"""Certificates as signed files, the issuer's document and the list of what was taken back.

All of it follows from the rows whenever it is asked for; nothing of it is kept. The words in a
file are English whoever asks, so that one certificate is one document.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.utils.translation import override

from whetstone.apps.field import selectors as field
from whetstone.apps.learn import badge_keys
from whetstone.apps.learn.models import Certificate, Course, RevokedRecord
from whetstone.apps.learn.selectors.certificates import CertificateView, certificate
from whetstone.formats.badges import credential, identifiers, status_lists
from whetstone.formats.badges.proofs import signed
from whetstone.web.address import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEMO: Final = "/demonstration"
"""Under this path the demo is an issuer of its own, so that nobody takes its files for earned."""
FRAMEWORK: Final = "Whetstone framework"
LAST_MOMENT: Final = dt.time(23, 59, 59, tzinfo=dt.UTC)
LINKEDIN: Final = "https://www.linkedin.com/profile/add"


def issuer_did(root: str, *, is_demo: bool) -> str:
    """The identifier of the installation at an address, or of its demo."""
    return identifiers.web_did(root + (DEMO if is_demo else ""))


def did_document(root: str, *, is_demo: bool) -> dict[str, Any]:
    """Which keys are the issuer's: the one in use, and former ones that still count."""
    keys = badge_keys.public_keys(is_demo=is_demo)
    return identifiers.did_document(issuer_did(root, is_demo=is_demo), keys)


def signed_certificate(code: str, *, root: str) -> dict[str, Any] | None:
    """The certificate behind a code as an Open Badge, signed now; None: no such code."""
    with override("en"):
        found = certificate(code)
        if found is None:
            return None
        document = credential.unsigned(_badge(found, root))
    return _signed(document, root, is_demo=found.is_demo, now=found.now)


def status_list(number: int, *, root: str, is_demo: bool, now: dt.datetime) -> dict[str, Any]:
    """The signed list of which certificates were taken back, of those with these numbers."""
    first = number * status_lists.LENGTH
    rows = RevokedRecord.objects.filter(number__range=(first, first + status_lists.LENGTH - 1))
    places = [row - first for row in rows.values_list("number", flat=True) if row is not None]
    document = status_lists.list_document(
        _list_address(number, root, is_demo=is_demo),
        issuer=issuer_did(root, is_demo=is_demo),
        places=places,
        now=now,
    )
    return _signed(document, root, is_demo=is_demo, now=now)


def has_list(number: int) -> bool:
    """Whether any certificate can stand in a list of this number."""
    newest = Certificate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    gone = RevokedRecord.objects.exclude(number=None).order_by("-number")
    last = max(newest, gone.values_list("number", flat=True).first() or 0)
    return number <= last // status_lists.LENGTH


def file_address(code: str, *, root: str) -> str:
    """Where the signed file lies, whole."""
    return root + address("learn:badge", code)


def linkedin(found: CertificateView, *, root: str) -> str:
    """The address of LinkedIn's own form, filled in; nothing is sent before somebody opens it."""
    words = {
        "startTask": "CERTIFICATION_NAME",
        "name": found.course_title,
        "organizationName": found.workspace,
        "issueYear": found.issued_at.year,
        "issueMonth": found.issued_at.month,
        "expirationYear": found.valid_until.year,
        "expirationMonth": found.valid_until.month,
        "certUrl": root + address("learn:certificate", found.code),
        "certId": found.code,
    }
    return f"{LINKEDIN}?{urlencode(words)}"


def _signed(
    document: dict[str, Any], root: str, *, is_demo: bool, now: dt.datetime
) -> dict[str, Any]:
    key = badge_keys.signing_key(is_demo=is_demo)
    did = issuer_did(root, is_demo=is_demo)
    method = identifiers.method_of(did, key.public_key())
    return signed(document, key, method=method, created=now)


def _list_address(number: int, root: str, *, is_demo: bool) -> str:
    return root + address("learn:demo_status_list" if is_demo else "learn:status_list", number)


def _badge(found: CertificateView, root: str) -> credential.Badge:
    number, place = divmod(found.number, status_lists.LENGTH)
    name = f"{found.workspace} (a demo: nobody earned this)" if found.is_demo else found.workspace
    return credential.Badge(
        code=found.code,
        issuer=credential.Issuer(
            did=issuer_did(root, is_demo=found.is_demo), name=name, url=f"{root}/"
        ),
        achievement=_level(found, root) if found.area_id else _course(found, root),
        level=found.level_name,
        role=found.holder,
        page=root + address("learn:certificate", found.code),
        file=file_address(found.code, root=root),
        valid_from=found.issued_at,
        valid_until=dt.datetime.combine(found.valid_until, LAST_MOMENT),
        status_list=_list_address(number, root, is_demo=found.is_demo),
        status_place=place,
    )


def _level(found: CertificateView, root: str) -> credential.Achievement:
    framework = field.framework()
    area = framework.area(found.area_id)
    return credential.Achievement(
        key=f"level/{area.id}/{framework.levels.index(found.level_name)}"
        + ("/capstone" if found.capstone else ""),
        kind="Certificate",
        name=found.course_title,
        description=f"{area.description} It does not show results in a job, and it is no "
        "network's own certificate.",
        criteria=_criteria(found),
        version=found.edition,
        levels=framework.levels,
        alignments=tuple(_aligned([area.id], root)),
    )


def _criteria(found: CertificateView) -> str:
    proof = found.proof
    task = f"The capstone “{found.capstone}”" if found.capstone else f"A task, “{proof['task']}”"
    return (
        f"{_lessons(proof)}A secured form, “{proof['form']}”, on {proof['sat_on']}: "
        f"{proof['answers']} questions from the pool “{found.pool}”, which nobody practises; the "
        f"chance of being at or above the level was {proof['p']:.3f}, and it takes 0.95. {task}, "
        f"judged by {_raters(proof)} by {proof['judged_on']}, no row of the rubric below the "
        "level."
    )


def _lessons(proof: Mapping[str, Any]) -> str:
    """The courses behind it; nothing on older certificates, which asked for none."""
    return "".join(
        f"All {lessons} lessons of “{title}”, marked as finished. "
        for title, lessons in proof.get("courses", ())
    )


def _raters(proof: Mapping[str, Any]) -> str:
    """How many judged the task; one, with the reason why one did."""
    if proof["raters"] > 1:
        return f"{proof['raters']} people"
    if proof.get("raters_why") == "small":
        return "one person (nobody else in the team could)"
    return "one person (those who judge there agree, weighted kappa 0.6 or more)"


def _course(found: CertificateView, root: str) -> credential.Achievement:
    course = Course.objects.filter(slug=found.course_slug).first()
    outcomes = course.payload.get("outcomes", []) if course else []
    return credential.Achievement(
        key=f"course/{found.course_slug}/{found.course_version}",
        kind="CertificateOfCompletion",
        name=found.course_title,
        description="A record of completion: the holder marked each lesson as finished. Nobody "
        "judged their work, and it is no certificate of skill.",
        criteria=f"All {found.lessons} lessons of the course, version {found.course_version}, "
        "marked as finished.",
        version=found.course_version,
        alignments=tuple(
            _aligned(dict.fromkeys(skill.split("-")[0] for skill, _level in outcomes), root)
        ),
    )


def _aligned(area_ids: Any, root: str) -> Iterator[credential.Alignment]:
    """Our own skills of the areas, then terms of ESCO and occupations of O*NET, each once."""
    framework = field.framework()
    areas = [framework.area(one) for one in area_ids if one in framework.area_ids]
    for area in areas:
        for code, name in area.skills:
            yield credential.Alignment(
                name=name,
                url=f"{root}{address('learn:about')}#{code}",
                kind="ext:WhetstoneSkill",
                framework=f"{FRAMEWORK} {framework.edition}",
                code=code,
            )
    for uri, label in dict.fromkeys(pair for area in areas for pair in area.esco):
        yield credential.Alignment(name=label, url=uri, kind="ext:ESCOSkill", framework="ESCO")
    for code in dict.fromkeys(code for area in areas for code in area.onet):
        yield credential.Alignment(
            name=f"O*NET-SOC {code}",
            url=f"https://www.onetonline.org/link/summary/{code}",
            kind="ext:ONETOccupation",
            framework="O*NET-SOC",
            code=code,
        )
