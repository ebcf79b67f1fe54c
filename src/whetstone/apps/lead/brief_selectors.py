"""Reading briefs: the one that is being written, and those that were signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead import selectors
from whetstone.apps.lead.models import BriefDraft, BriefSignature, BriefWords, Decision
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.selectors import BriefView

MOST_EARLIER: Final = 6
_NAME: Final = 16


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote into a section."""

    text: str
    by_id: int | None
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed brief: its frozen figures, the words beside them, and who stands behind them."""

    brief: BriefView
    by_id: int | None
    by: str
    title: str
    at: dt.datetime
    words: dict[str, str]
    seal: str


@dataclass(frozen=True, slots=True)
class SignedOn:
    """The page of a signed brief, and when it was signed."""

    brief_id: int
    at: dt.datetime


def version(text: str) -> str:
    """A short name of a wording: the same words, however their lines end, have the same."""
    plain = "\n".join(text.splitlines()).strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:_NAME]


def open_draft(workspace_id: int) -> BriefDraft | None:
    """The brief that is being written; one query."""
    return BriefDraft.objects.filter(workspace_id=workspace_id, closed_at=None).first()


def written(workspace_id: int) -> dict[str, list[Written]]:
    """What was written into each section of the open draft, the newest first; one query."""
    rows = BriefWords.objects.filter(workspace_id=workspace_id, draft__closed_at=None)
    found: dict[str, list[Written]] = {}
    for row in rows.select_related("written_by").order_by("-pk"):
        name = row.written_by.name if row.written_by else ""
        found.setdefault(row.section, []).append(
            Written(row.text, row.written_by_id, name, row.written_at)
        )
    return found


def words(workspace_id: int) -> dict[str, str]:
    """The newest words of each section of the open draft; one query."""
    return {code: rows[0].text for code, rows in written(workspace_id).items() if rows[0].text}


def signed(brief_id: int, *, workspace_id: int) -> Signed | None:
    """One signed brief, only of this workspace; one query."""
    row = _rows(workspace_id).filter(brief_id=brief_id).first()
    return _signed(row) if row else None


def last_signed(workspace_id: int, *, before: int | None = None) -> Signed | None:
    """The newest signed brief, or the one before another; one query."""
    rows = _rows(workspace_id)
    row = (rows.filter(brief_id__lt=before) if before else rows).first()
    return _signed(row) if row else None


def newest_signed(workspace_id: int) -> SignedOn | None:
    """Which page was signed last, and when; one query."""
    found = _NEWEST.first(workspace_id)
    return SignedOn(*found) if found else None


_NEWEST = Prepared(
    lambda workspace_id: (
        BriefSignature.objects.filter(workspace_id=workspace_id)
        .order_by("-brief_id")
        .values_list("brief_id", "signed_at")[:1]
    )
)


def earlier(workspace_id: int) -> list[tuple[int, dt.datetime, str]]:
    """(id of the page, when, by whom) of the newest signed briefs; one query."""
    rows = _rows(workspace_id).values_list("brief_id", "signed_at", "signed_by__name")
    return [(pk, at, name or "") for pk, at, name in rows[:MOST_EARLIER]]


def taken_of(view: BriefView) -> tuple[int, int]:
    """How many of the decisions a page asked for were taken, and how many it asked; one query.

    What was decided before and stood open then was not asked again.
    """
    asked = [ask["code"] for ask in view.figures["decisions"] if not ask.get("since")]
    n = Decision.objects.filter(brief_id=view.id, code__in=asked).count()
    return n, len(asked)


def _rows(workspace_id: int) -> BriefSignatures:
    rows = BriefSignature.objects.filter(workspace_id=workspace_id)
    return rows.select_related("brief__frozen_by", "signed_by").order_by("-brief_id")


def _signed(row: BriefSignature) -> Signed:
    who = row.signed_by
    return Signed(
        brief=selectors.as_view(row.brief),
        by_id=row.signed_by_id,
        by=who.name if who else "",
        title=who.title if who else "",
        at=row.signed_at,
        words=row.words,
        seal=row.seal,
    )


if TYPE_CHECKING:
    from django.db.models import QuerySet

    BriefSignatures = QuerySet[BriefSignature, BriefSignature]
