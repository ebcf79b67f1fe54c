"""A pack from the partner's firm, made there by the same services, waiting at Marram for a choice.

The firm and its notes are invented. Its workspace is thrown away as soon as the pack is made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from whetstone.apps.field import services as field
from whetstone.apps.field.services import Said, Told
from whetstone.apps.keepup import services as keepup
from whetstone.apps.keepup.services import Scope
from whetstone.apps.people import services as people
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.formats.packs import public_pem, raw_public

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

FIRM: Final = "Saltmarsh Strategy"
MADE: Final = dt.datetime(2026, 11, 20, 16, 5, tzinfo=dt.UTC)
CAROUSEL: Final = "clm-instagram-carousel-20"
OLD, NEW = "clm-saltmarsh-report-reach", "clm-saltmarsh-report-views"
CHANGE: Final = "chg-2026-saltmarsh-report"


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Marram reads a claim again, trusts the firm's key, and takes its pack in."""
    editor = person["Curriculum editor"]
    _say(workspace.pk, _carousel(dt.date(2026, 11, 19), "Tried in the app", "Marram"), editor)
    here = Scope(workspace.pk, person["Head of social"])
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(FIRM.encode()).digest())
    pem = public_pem(raw_public(key))
    keepup.trust_key(pem=pem, name=f"{FIRM}, Ruth Adebanjo", scope=here, now=MADE)
    keepup.receive_pack(data=_pack(key), scope=Scope(workspace.pk, editor), now=DEMO_NOW)


def _pack(key: Ed25519PrivateKey) -> bytes:
    """What the firm exports, from a workspace of its own."""
    firm = people.create_workspace(organisation=FIRM, name=FIRM, now=MADE)
    until = " The scheduling tool that we use still stops at 10."
    _say(firm.pk, _carousel(dt.date(2026, 11, 17), "House note", FIRM, until), None)
    _say(firm.pk, _report(OLD, "current", "reach for each post"), None)
    _say(firm.pk, _report(NEW, "proposed", "views for each post, and marks the break"), None)
    effects = [(OLD, "supersedes", NEW), (NEW, "creates", ""), (CAROUSEL, "doubts", "")]
    field.receive_change(_change(effects[:2]), workspace_id=firm.pk, now=MADE)
    field.receive_change(_tool(effects[2:]), workspace_id=firm.pk, now=MADE)
    data = keepup.export_pack(
        slugs=[CHANGE, f"{CHANGE}-tool"], issuer=FIRM, scope=Scope(firm.pk), now=MADE, key=key
    )
    firm.organisation.delete()
    return data


def _say(workspace_id: int, said: Said, person_id: int | None) -> None:
    field.receive_version(
        said, workspace_id=workspace_id, person_id=person_id, reason="Read again", now=MADE
    )


def _source(title: str, publisher: str) -> dict[str, Any]:
    return {
        "title": title, "publisher": publisher, "url": "",
        "accessed": "2026-11-19", "primary": True, "note": "",
    }  # fmt: skip


def _carousel(as_of: dt.date, title: str, publisher: str, more: str = "") -> Said:
    statement = f"Since August 2024 an Instagram carousel holds up to 20 items.{more}"
    facts = {
        "text": "up to 20 items in a carousel", "statement": statement,
        "held_from": dt.date(2024, 8, 1), "held_until": None, "confidence": "medium",
        "source": _source(title, publisher), "figure": None, "basis": "",
    }  # fmt: skip
    return Said(CAROUSEL, "instagram", "feature", 5, "current", as_of, facts)


def _report(slug: str, status: str, what: str) -> Said:
    statement = f"The monthly report of {FIRM} gives {what}."
    facts = {
        "text": statement, "statement": statement, "held_from": None, "held_until": None,
        "confidence": "high", "source": _source("House note", FIRM), "figure": None,
        "basis": "",
    }  # fmt: skip
    return Said(slug, "", "practice", 24, status, dt.date(2026, 11, 18), facts)


def _change(effects: list[tuple[str, str, str]]) -> Told:
    facts = {
        "title": f"{FIRM} reports views, not reach, from December",
        "summary": "Reach left the networks' data feeds; our report marks the break.",
        "network": "",
        "kind": "metric",
        "severity": "minor",
        "relearn_minutes": 5,
        "do_instead": "Compare months across the break by views only.",
    }
    return Told(CHANGE, facts | _noticed("2026-12-01"), effects)


def _tool(effects: list[tuple[str, str, str]]) -> Told:
    facts = {
        "title": "Not every scheduling tool takes 20 items",
        "summary": "The network takes 20; a tool in between may stop earlier.",
        "network": "instagram",
        "kind": "limit",
        "severity": "minor",
        "relearn_minutes": 3,
        "do_instead": "Try a long carousel in your own tool before you plan one.",
    }
    return Told(f"{CHANGE}-tool", facts | _noticed("2026-11"), effects)


def _noticed(happened_on: str) -> dict[str, Any]:
    return {
        "happened_on": happened_on,
        "noticed_on": dt.date(2026, 11, 18),
        "source_check": "seen",
        "evidence": [_source("House note", FIRM)],
        "relearn_items": [],
    }
