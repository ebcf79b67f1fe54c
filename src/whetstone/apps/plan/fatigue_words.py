"""What a campaign's pages say of fatigue: how often people see it, and whether they tire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.keepup.words import network_name
from whetstone.apps.plan.telling import told
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from whetstone.apps.plan.argument import Argument


def fatigue_rows(found: Argument) -> list[tuple[str, str]]:
    """The cap and the tiring as conditions; one line where no frequency is known."""
    tiring = found.length.fatigue
    if tiring is None or not found.known_days:
        return []
    if not tiring.is_known:
        said = told(tiring.of_cap)
        if tiring.of_cap.code == "frequency_unknown":
            said += " " + _("On Facebook and Instagram those are the overview charts of views "
                            "and of reach in Meta Business Suite.")  # fmt: skip
        return [(_("Fatigue"), said)]
    return [
        (_("How often it is seen"), told(tiring.of_cap)),
        (_("Fatigue"), f"{told(tiring.of_slope)} {_source(found)}"),
    ]


def tires_by(found: Argument) -> str:
    """The day by which it must stop, where that is for fatigue; empty where it is not."""
    first = next(iter(found.length.stops), None)
    if found.days is None or first is None or first.name == "reach":
        return ""
    return told(first.reason)


def fatigue_unsaid(found: Argument) -> list[str]:
    """What stays unknown of it."""
    tiring = found.length.fatigue
    if tiring is None or not tiring.is_known or not found.known_days:
        return []
    said = [
        _(
            "How often one single person sees it: only the average is known, and that takes each "
            "day to reach people by chance. Where it is always the same people, they see it more "
            "often and sooner."
        )
    ]
    if tiring.slope is not None:
        said.append(
            _(
                "Whether seeing it more often is what changes the answers: weeks differ in other "
                "ways, too. A part that sees it less often would tell."
            )
        )
    return said


def _source(found: Argument) -> str:
    facts = {
        "n": number(len(found.seen)),
        "first": day(min(one.on for one in found.seen)),
        "last": day(max(one.on for one in found.seen)),
    }
    if not found.seen_on:
        return _("From %(n)s days of your own figures, %(first)s to %(last)s.") % facts
    said = _("From %(n)s days of the whole account on %(network)s, %(first)s to %(last)s.")
    return said % (facts | {"network": network_name(found.seen_on)})
