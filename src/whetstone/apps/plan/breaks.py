"""What goals and campaigns rest on that no longer holds, by which change, and what came next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.field.models import Change

RESTS_ON = "rests_on"


@dataclass(frozen=True, slots=True)
class Break:
    """A claim that no longer holds. Texts are empty where nobody knows the change or successor."""

    claim: str
    text: str
    statement: str
    status: str
    change: str
    change_title: str
    happened_on: str
    do_instead: str
    successors: tuple[tuple[str, str, str], ...]  # (claim, short text, statement)


def breaks(
    workspace_id: int,
    *,
    kind: str,
    today: dt.date,
    ids: list[str] | None = None,
    ledger: field.Ledger | None = None,
) -> dict[str, tuple[Break, ...]]:
    """What each citing thing of a kind rests on that is not current here.

    Two queries; three more when something broke for the first time since the last publication.
    """
    cited = field.cited_by(workspace_id, kind, ids)
    ledger = ledger or field.ledger(workspace_id, on=today)
    dead = {
        thing: tuple(
            sorted(slug for slug, role in rows if role == RESTS_ON and slug not in ledger.live)
        )
        for thing, rows in cited.items()
    }
    wanted = tuple(sorted({slug for slugs in dead.values() for slug in slugs}))
    if not wanted:
        return {}
    known = _told(workspace_id, ledger.version, wanted, field.unsourced(workspace_id))
    return {
        thing: tuple(known[slug] for slug in slugs if slug in known)
        for thing, slugs in dead.items()
        if slugs
    }


@lru_cache(maxsize=64)
def _told(
    workspace_id: int,
    version: tuple[int | None, str, dt.date],
    slugs: tuple[str, ...],
    no_facts: frozenset[int],
) -> Mapping[str, Break]:
    """The broken claims in words; kept as long as the ledger stands as it is.

    `no_facts`, which nobody has read at their source, are no cause, nor is what was undone.
    """
    ledger = field.ledger(workspace_id, on=version[2])
    done = field.acts(workspace_id)
    published = done.publications
    changes = [
        one
        for one in field.changes(workspace_id)
        if (one.pk in published or one.pk not in no_facts) and one.pk not in done.undoing
    ]
    cause = {slug: _cause(slug, changes, frozenset(published)) for slug in slugs}
    new = {slug: _successors(slug, change) for slug, change in cause.items()}
    rows = field.claims(workspace_id, {*slugs, *(one for many in new.values() for one in many)})
    return {
        slug: Break(
            claim=slug,
            text=rows[slug].text,
            statement=rows[slug].statement,
            status=str(ledger.status(slug) or "doubtful"),
            change=change.slug if change else "",
            change_title=change.title if change else "",
            happened_on=change.happened_on if change else "",
            do_instead=change.do_instead if change else "",
            successors=tuple(
                (one, rows[one].text, rows[one].statement) for one in new[slug] if one in rows
            ),
        )
        for slug, change in cause.items()
        if slug in rows
    }


def _cause(slug: str, changes: list[Change], published: frozenset[int]) -> Change | None:
    """The newest published change that took the claim out of force; else one that waits."""
    found = [one for one in changes if slug in field.hits(one)]
    counts = [one for one in found if one.pk in published or one.state == "published"]
    return next(iter(counts or found), None)


def _successors(slug: str, change: Change | None) -> tuple[str, ...]:
    """What superseded the claim; where nothing did by name, what the change brought."""
    if change is None:
        return ()
    named = [
        effect.successor.slug
        for effect in change.effects.all()
        if effect.successor is not None and effect.claim.slug == slug
    ]
    return tuple(named) or tuple(sorted(field.creates(change)))
