"""The page of cover: what is shown to whom, and what is left when some people are away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead.cover_selectors import field_name, team_cover
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.lead.cover_selectors import CampaignNeed, TeamCover
    from whetstone.core.rollup.shared_cover import AreaWords
    from whetstone.web.request import Actor

MOST_ASKED: Final = 40
"""So many names stand to choose from; a longer list would be a form of its own."""


@dataclass(frozen=True, slots=True)
class Left:
    """An area that somebody who is away holds, by the words that people share."""

    name: str
    before: AreaWords
    after: AreaWords


@dataclass(frozen=True, slots=True)
class CoverPage:
    """What the page says."""

    cover: TeamCover
    options: Sequence[tuple[str, str]]
    away: tuple[str, ...]
    left: tuple[Left, ...]
    area_names: Mapping[str, str]

    @property
    def away_names(self) -> list[str]:
        """Who is supposed to be away."""
        return [self.cover.names[one] for one in self.away]

    def name_of(self, one: CampaignNeed) -> str:
        """The area that a campaign needs."""
        return self.area_names.get(one.area) or field_name(one.area)


def cover_page(actor: Actor, *, away: Collection[str]) -> CoverPage:
    """The page for whoever reads it. People share their words with their lead, and nobody else."""
    found = team_cover(actor.workspace_id, now=actor.now)
    sharing = found.sharing[:MOST_ASKED] if actor.has(Right.LEAD) else ()
    asked = tuple(one for one in sharing if one in away)
    return CoverPage(
        cover=found,
        options=[(one, found.names[one]) for one in sharing],
        away=asked,
        left=tuple(_left(found, asked)),
        area_names={one.area: one.name for one in found.areas},
    )


def _left(found: TeamCover, away: Collection[str]) -> list[Left]:
    """The areas that those who are away hold, the emptiest first."""
    rows = [
        Left(one.name, one.shared, one.shared.without(away))
        for one in found.areas
        if any(person in one.shared.met for person in away)
    ]
    return sorted(rows, key=lambda row: (-row.after.missing, row.name))
