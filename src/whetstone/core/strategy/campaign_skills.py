"""Which skills a campaign would need, from what it wants, where it runs and what it spends.

A proposal to be changed by the team: an expert's rule of thumb (ASSUMPTION), not a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.strategy.objective import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTRY = 2
MOST = 5


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """So many people at a level in an area, and the code of the reason."""

    area: str
    level: int
    people: int
    because: str = ""


FOR_ACTION: Mapping[str, str] = {
    Action.VIEWS.value: "CRE",
    Action.REPLIES.value: "COM",
    Action.LINK_TAPS.value: "CRE",
}
"""The area that moves an act: what is watched or tapped is made, what is answered is hosted."""


def propose_skills(*, action: str, networks: int, has_budget: bool) -> tuple[SkillNeed, ...]:
    """The areas a campaign leans on, the surest first, at most five.

    >>> [one.area for one in propose_skills(action="replies", networks=2, has_budget=False)]
    ['CMP', 'COM', 'PLT', 'CRI', 'ANA']
    """
    found = [SkillNeed("CMP", ENTRY, 1, "planned")]
    if action in FOR_ACTION:
        found.append(SkillNeed(FOR_ACTION[action], ENTRY, 1, "act"))
    if has_budget:
        found.append(SkillNeed("PAD", ENTRY, 1, "paid"))
    if networks:
        found.append(SkillNeed("PLT", ENTRY, 2 if networks > 1 else 1, "networks"))
    found += [SkillNeed("CRI", ENTRY, 2, "crisis"), SkillNeed("ANA", ENTRY, 1, "read")]
    return tuple(found[:MOST])
