"""The parts of a campaign, in the order in which a newcomer settles them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FACTS = "facts"
"""The campaign's own row (name, dates, goal, ...): its changes stand in the same history."""
APPROVALS = "approvals"
SKILLS = "skills"


@dataclass(frozen=True, slots=True)
class Part:
    """A part: what it is called, what it asks, and why it is worth a minute."""

    slug: str
    name: str | _StrPromise
    ask: str | _StrPromise
    why: str | _StrPromise


PARTS = (
    Part(
        "brief", _("Brief"), _("What is it, for whom, and what will be different afterwards?"),
        _("In your own words. Whoever reads only this should know what to make."),
    ),
    Part(
        "audience", _("Audience"), _("Which parts of your target is it for?"),
        _("Chosen from the target on the audience page, so that both say the same."),
    ),
    Part(
        "networks", _("Networks"), _("Where does it run?"),
        _("What your sources say about these networks is kept with the choice, with its date."),
    ),
    Part(
        "measure", _("Primary measure"), _("Which one figure says whether it worked?"),
        _("One figure of the goal tree. What to count each day is argued by the three gates."),
    ),
    Part(
        "phases", _("Phases"), _("What happens when?"),
        _("The length is argued on the campaign's page; here it gets names and dates."),
    ),
    Part(
        "money", _("Budget and hours"), _("What may it cost, in money and in hours a week?"),
        _("Hours are held against what you say its goal should get."),
    ),
    Part(
        "risks", _("Risks and crisis plan"), _("What could go wrong, and who may stop it?"),
        _("Decided now, it needs no meeting then."),
    ),
    Part(
        SKILLS, _("Skills"), _("Which skills does it need, and how many people who have them?"),
        _("Held against what people share of their profiles, so learning can come first."),
    ),
    Part(
        "launch", _("Launch days"), _("Which days stay free of learning?"),
        _("On these days nothing is booked for anybody."),
    ),
    Part(
        APPROVALS, _("Approvals"), _("Who must say yes before it starts?"),
        _("Each yes is kept with its day. What changes after it is said beside it."),
    ),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in PARTS}


def part_name(slug: str) -> str:
    """What a part is called, also the campaign's own row."""
    if slug == FACTS:
        return str(_("Name, dates and goal"))
    return str(BY_SLUG[slug].name) if slug in BY_SLUG else slug
