"""A certificate as an OpenBadgeCredential (Open Badges 3.0, appendix B), not signed yet.

It names a role and a code, no person: who shows it says who they are. The level is what was
judged on the day; how current it is today cannot stand in a file, so the file names the page that
says it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from whetstone.formats.badges.pinned import CREDENTIALS, EXTENSIONS, OPEN_BADGES
from whetstone.formats.badges.proofs import stamp
from whetstone.formats.badges.status_lists import entry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

REFRESH: Final = "1EdTechCredentialRefresh"
BADGE: Final = "OpenBadgeCredential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues: the identifier, the name, and where they are found."""

    did: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A skill or an occupation of a framework: `kind` such as "ext:ESCOSkill"."""

    name: str
    url: str
    kind: str
    framework: str
    code: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What is certified. `kind` is one of the standard's types; `levels` in rising order."""

    key: str
    kind: str
    name: str
    description: str
    criteria: str
    version: str
    levels: Sequence[str] = ()
    alignments: Sequence[Alignment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A certificate's facts. Addresses are whole; `level` "" where none was judged."""

    code: str
    issuer: Issuer
    achievement: Achievement
    level: str
    role: str
    page: str
    file: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    status_list: str
    status_place: int


def unsigned(badge: Badge) -> dict[str, Any]:
    """The credential without its proof. A new last day is a new credential: its id says so."""
    until = stamp(badge.valid_until)
    return {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": f"{badge.file}#{until[:10]}",
        "type": ["VerifiableCredential", BADGE],
        "name": badge.achievement.name,
        "issuer": {
            "id": badge.issuer.did,
            "type": ["Profile"],
            "name": badge.issuer.name,
            "url": badge.issuer.url,
        },
        "validFrom": stamp(badge.valid_from),
        "validUntil": until,
        "credentialSubject": _subject(badge),
        "evidence": [
            {
                "id": badge.page,
                "type": ["Evidence"],
                "name": "How current it is today, and why",
                "narrative": "This page says which facts it rests on have changed since the day "
                "of issue, and whether the holder has relearned them.",
            }
        ],
        "credentialStatus": entry(badge.status_list, badge.status_place),
        "refreshService": {"id": badge.file, "type": REFRESH},
    }


def _subject(badge: Badge) -> dict[str, Any]:
    what = badge.achievement
    scale = _urn(badge.issuer.did, f"{what.key}/level")
    made: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": badge.code,
                "identityType": "identifier",
            }
        ],
        "role": badge.role,
        "achievement": {
            "id": _urn(badge.issuer.did, what.key),
            "type": ["Achievement"],
            "achievementType": what.kind,
            "name": what.name,
            "description": what.description,
            "criteria": {"narrative": what.criteria},
            "version": what.version,
            "inLanguage": "en",
        },
    }
    if what.alignments:
        made["achievement"]["alignment"] = [_alignment(one) for one in what.alignments]
    if badge.level:
        made["achievement"]["resultDescription"] = [
            {
                "id": scale,
                "type": ["ResultDescription"],
                "name": "Level, as judged on the day of issue",
                "resultType": "PerformanceLevel",
                "allowedValue": list(what.levels),
            }
        ]
        made["result"] = [{"type": ["Result"], "resultDescription": scale, "value": badge.level}]
    return made


def _alignment(one: Alignment) -> dict[str, Any]:
    made = {
        "type": ["Alignment"],
        "targetName": one.name,
        "targetUrl": one.url,
        "targetFramework": one.framework,
        "targetType": one.kind,
    }
    if one.code:
        made["targetCode"] = one.code
    if one.description:
        made["targetDescription"] = one.description
    return made


def _urn(did: str, key: str) -> str:
    """The same thing of the same issuer has the same name in every credential."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{did}#{key}").urn
